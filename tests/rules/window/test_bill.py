from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import MessageKind, Priority, SubscriberStatus
from bot.rules.window import Reader, Reason, Saying, Standing, Terms, fare, forecast

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FARES = {"MARKETING": {"+1": 0.02, "+1242": 0.09, "+33": 0.08, "other": 0.06}, "UTILITY": {"+33": 0.03}}
TERMS = Terms({"tocsin_alert_fr": "MARKETING"}, ("fr",), fares=FARES)
ALERT = Saying(MessageKind.ALERT, Priority.NORMAL, "fr")
NOA = Reader("+33612345678", SubscriberStatus.ACTIVE, consented=True)
TALKING = replace(NOA, last_heard_at=NOW - timedelta(hours=1))
SAM = replace(NOA, number="+12125550123")


@pytest.mark.parametrize(
    ("category", "number", "price"),
    [
        ("MARKETING", "+33612345678", 0.08),
        ("MARKETING", "+14165550123", 0.02),
        ("MARKETING", "+12425550123", 0.09),
        ("MARKETING", "+9613123456", 0.06),
        ("UTILITY", "+33612345678", 0.03),
        ("UTILITY", "+9613123456", None),
        ("", "+33612345678", None),
    ],
)
def test_the_longest_beginning_that_fits_is_the_fare(category: str, number: str, price: float | None) -> None:
    assert fare(FARES, category, number) == price


def test_free_text_costs_nothing_a_template_its_fare_and_who_gets_nothing_nothing() -> None:
    groups = [(TALKING, "fr", 100), (NOA, "fr", 10), (SAM, "en", 3)]
    found = forecast(groups, ALERT, Standing(TERMS), NOW)
    assert (found.free, found.templates, found.skipped) == (100, 10, Counter({Reason.US_MARKETING: 3}))
    assert found.cost == pytest.approx(0.8)
    assert found.unpriced == 0


def test_what_has_no_fare_is_counted_and_not_priced() -> None:
    found = forecast([(NOA, "fr", 10)], ALERT, Standing(replace(TERMS, fares={})), NOW)
    assert (found.templates, found.unpriced, found.cost) == (10, 10, 0.0)


def test_whom_the_tier_has_no_place_for_waits() -> None:
    other = replace(NOA, number="+972541234567")
    standing = Standing(replace(TERMS, tier=10, reserve=0.1), opened=2)
    found = forecast(
        [(NOA, "fr", 4), (replace(NOA, counted=True), "fr", 5), (other, "fr", 5)], ALERT, standing, NOW
    )
    assert (found.templates, found.waits) == (12, Counter({Reason.QUOTA: 2}))
    assert found.cost == pytest.approx(9 * 0.08 + 3 * 0.06)
