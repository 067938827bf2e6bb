from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import MessageKind, Priority, SubscriberStatus
from bot.rules.window import (
    ByTemplate,
    FreeText,
    Hold,
    Quality,
    Reader,
    Reason,
    Saying,
    Skip,
    Standing,
    Terms,
    barred,
    decide,
)
from bot.rules.window.decision import RATING_WAIT
from bot.rules.window.quota import LOOK_AGAIN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEMPLATES = {"tocsin_alert_fr": "MARKETING", "tocsin_correction_fr": "UTILITY"}
TERMS = Terms(templates=TEMPLATES, languages=("fr",))
STANDING = Standing(TERMS)
NOA = Reader("+972541234567", SubscriberStatus.ACTIVE, consented=True)
TALKING = replace(NOA, last_heard_at=NOW - HOUR)
SAM = replace(NOA, number="+12125550123")
ALERT = Saying(MessageKind.ALERT, Priority.NORMAL, "fr")
BREAKING = Saying(MessageKind.BREAKING, Priority.BREAKING, "fr")
CORRECTION = Saying(MessageKind.CORRECTION, Priority.NORMAL, "fr")
REPLY = Saying(MessageKind.REPLY, Priority.REPLY, "fr")
NOTICE = Saying(MessageKind.ALERT, Priority.REPLY, "fr", ours=True)


def on(**terms: object) -> Standing:
    return Standing(replace(TERMS, **terms))  # type: ignore[arg-type]  # a test names the fields


def test_inside_the_day_it_is_free_text_and_outside_a_template() -> None:
    assert decide(TALKING, ALERT, STANDING, NOW) == FreeText()
    assert decide(NOA, ALERT, STANDING, NOW) == ByTemplate("tocsin_alert_fr", "MARKETING", counts=True)


def test_a_reply_is_free_text_or_nothing() -> None:
    stranger = replace(TALKING, status=SubscriberStatus.INVITED, consented=False)
    assert decide(stranger, REPLY, STANDING, NOW) == FreeText()
    assert decide(NOA, REPLY, STANDING, NOW) == Skip(Reason.LATE_REPLY)


@pytest.mark.parametrize("status", [one for one in SubscriberStatus if one is not SubscriberStatus.ACTIVE])
def test_who_is_not_active_gets_no_alert_even_inside_the_day(status: SubscriberStatus) -> None:
    assert decide(replace(TALKING, status=status), BREAKING, STANDING, NOW) == Skip(Reason.GONE)


def test_a_person_without_consent_on_record_gets_no_alert() -> None:
    assert decide(replace(TALKING, consented=False), ALERT, STANDING, NOW) == Skip(Reason.NO_CONSENT)


def test_a_notice_needs_no_subscription_but_heeds_a_stop() -> None:
    admin = replace(NOA, status=SubscriberStatus.INVITED, consented=False)
    assert isinstance(decide(admin, NOTICE, STANDING, NOW), ByTemplate)
    gone = replace(TALKING, status=SubscriberStatus.LEFT)
    assert decide(gone, NOTICE, STANDING, NOW) == Skip(Reason.GONE)


def test_without_a_template_it_waits_for_one() -> None:
    assert decide(NOA, ALERT, on(templates={}), NOW) == Hold(None, Reason.NO_TEMPLATE)


def test_no_marketing_goes_to_us_numbers_but_free_text_and_utility_do() -> None:
    assert decide(SAM, ALERT, STANDING, NOW) == Skip(Reason.US_MARKETING)
    assert decide(SAM, BREAKING, STANDING, NOW) == Skip(Reason.US_MARKETING)
    assert isinstance(decide(SAM, CORRECTION, STANDING, NOW), ByTemplate)
    assert decide(replace(SAM, last_heard_at=NOW - HOUR), ALERT, STANDING, NOW) == FreeText()
    assert isinstance(decide(SAM, ALERT, on(us_marketing=True), NOW), ByTemplate)


@pytest.mark.parametrize("category", ["", "MARKETING", "marketing", "SOMETHING"])
def test_a_category_that_is_not_utility_is_marketing(category: str) -> None:
    assert barred(SAM.number, category, TERMS)
    assert not barred(SAM.number, "utility", TERMS)
    assert not barred(NOA.number, category, TERMS)


def test_a_capped_person_waits_but_not_for_breaking_news_nor_inside_the_day() -> None:
    capped = replace(NOA, capped_until=NOW + HOUR)
    assert decide(capped, ALERT, STANDING, NOW) == Hold(NOW + HOUR, Reason.CAPPED)
    assert isinstance(decide(capped, BREAKING, STANDING, NOW), ByTemplate)
    assert isinstance(decide(replace(capped, capped_until=NOW), ALERT, STANDING, NOW), ByTemplate)
    assert decide(replace(capped, last_heard_at=NOW), ALERT, STANDING, NOW) == FreeText()


def test_a_low_rating_slows_what_can_wait() -> None:
    low = on(quality=Quality.LOW)
    assert decide(NOA, ALERT, low, NOW) == Hold(NOW + RATING_WAIT, Reason.QUALITY)
    assert isinstance(decide(NOA, BREAKING, low, NOW), ByTemplate)
    assert isinstance(decide(NOA, CORRECTION, low, NOW), ByTemplate)
    assert isinstance(decide(NOA, ALERT, on(quality=Quality.MEDIUM), NOW), ByTemplate)


def test_the_tier_is_for_distinct_people_and_its_last_part_for_breaking_news() -> None:
    crowded = replace(on(tier=10), opened=9)
    assert decide(NOA, ALERT, crowded, NOW) == Hold(NOW + LOOK_AGAIN, Reason.QUOTA)
    assert isinstance(decide(NOA, BREAKING, crowded, NOW), ByTemplate)
    counted = decide(replace(NOA, counted=True), ALERT, crowded, NOW)
    assert counted == ByTemplate("tocsin_alert_fr", "MARKETING", counts=False)
    full = replace(crowded, opened=10, frees_at=NOW + HOUR)
    assert decide(NOA, BREAKING, full, NOW) == Hold(NOW + HOUR, Reason.QUOTA)
    assert decide(TALKING, ALERT, full, NOW) == FreeText()
