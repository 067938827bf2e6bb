from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.model import Subscriber, SubscriberId, SubscriberStatus
from bot.store import campaign as campaigns
from bot.store import consent as consents
from bot.store import erasure
from bot.store import subscriber as subscribers
from bot.store.campaign import Campaign
from bot.store.consent import Step, Taken
from bot.store.schema import arrival, consent
from tests.rows import NOW, a_subscriber

DAY = timedelta(days=1)


def came(
    tx: Connection, campaign: str, at: datetime = NOW, channel: str = "telegram", step: Step = Step.GIVEN
) -> Subscriber:
    """Let somebody new come by a campaign."""
    who = a_subscriber(tx, channel=channel)
    tx.execute(consent.delete().where(consent.c.subscriber_id == who.id))
    consents.note(tx, who.id, Taken(step, at, "/start", "campaign", campaign))
    return who


def one(tx: Connection, name: str, now: datetime = NOW) -> Campaign:
    (found,) = campaigns.count(tx, [name], now)
    return found


def test_people_are_counted_by_when_and_where_they_came(tx: Connection) -> None:
    came(tx, "radio", NOW - 40 * DAY)
    came(tx, "radio", NOW - 20 * DAY, "whatsapp")
    came(tx, "radio", NOW - DAY, "whatsapp", Step.CONFIRMED)
    came(tx, "summer")
    found = one(tx, "radio")
    assert (found.came, found.month, found.week, found.here) == (3, 2, 1, 3)
    assert (found.first_at, found.last_at) == (NOW - 40 * DAY, NOW - DAY)
    assert found.by_channel == {"telegram": 1, "whatsapp": 2}
    assert campaigns.names(tx) == ["summer", "radio"]
    assert [found.name for found in campaigns.count(tx, ["radio", "none", "summer"], NOW)] == [
        "radio",
        "summer",
    ]


def test_only_the_first_consent_counts(tx: Connection) -> None:
    who = came(tx, "radio")
    consents.note(tx, who.id, Taken(Step.GIVEN, NOW + DAY, "/start", "campaign", "summer"))
    consents.note(tx, who.id, Taken(Step.ENDED, NOW + DAY, "/stop"))
    consents.note(tx, who.id, Taken(Step.GIVEN, NOW + 2 * DAY, "/start", "campaign", "radio"))
    assert campaigns.names(tx) == ["radio"]
    assert one(tx, "radio").came == 1


def test_a_question_and_a_link_without_a_campaign_are_no_arrival(tx: Connection) -> None:
    came(tx, "radio", step=Step.ASKED)
    came(tx, "")
    assert campaigns.names(tx) == []


def test_who_has_gone_came_and_is_not_here(tx: Connection) -> None:
    gone, lost, paused = came(tx, "radio"), came(tx, "radio"), came(tx, "radio")
    subscribers.end(tx, gone.id, SubscriberStatus.LEFT, NOW)
    subscribers.change(tx, lost.id, status=SubscriberStatus.LOST)
    subscribers.change(tx, paused.id, status=SubscriberStatus.PAUSED)
    found = one(tx, "radio")
    assert (found.came, found.here) == (3, 1)


def test_who_is_erased_counts_no_more(tx: Connection) -> None:
    who = came(tx, "radio")
    came(tx, "radio")
    erasure.begin(tx, who, NOW, NOW + DAY, lambda _address, _salt: "digest")
    erasure.finish_at(tx, who.address)
    assert one(tx, "radio").came == 1
    assert list(tx.scalars(select(arrival.c.subscriber_id))) != [SubscriberId(who.id)]
