from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.carried import Carried, Proof, Step
from bot.model import SubscriberStatus
from bot.store import arrival, subscriber
from bot.store.arrival import Fate, House
from bot.store.schema import consent, subscription
from bot.store.schema import subscriber as table
from tests.rows import NOW, TOPIC, a_sender, a_subscriber, a_topic

AGO = NOW - timedelta(days=9)
ONE = Carried(
    "telegram",
    "77",
    "Zoé",
    "fr",
    "active",
    AGO,
    account="bot",
    proofs=(Proof(TOPIC, AGO, "/start", "words", "fr"),),
    steps=(Step("given", AGO, "/start", "link", "radio", "words", "fr", (TOPIC,)),),
)
LEFT = ONE._replace(status="left", left_at=NOW)


@pytest.fixture
def house(tx: Connection) -> House:
    a_topic(tx)
    number = int(a_sender(tx))
    return House(
        {("telegram", "bot"): number}, {"telegram": number}, {}, lambda *_: frozenset(), lambda _: None
    )


def status(tx: Connection) -> str | None:
    return tx.scalar(select(table.c.status).where(table.c.address == "77"))


@pytest.mark.parametrize(
    ("one", "fate", "stands"),
    [
        (ONE, Fate.ADDED, "active"),
        (ONE._replace(status="paused"), Fate.ADDED, "paused"),
        (ONE._replace(status="invited", proofs=(), steps=()), Fate.MET, "invited"),
        (LEFT, Fate.GONE_BEFORE, "left"),
        (ONE._replace(status="lost"), Fate.GONE_BEFORE, "lost"),
        (ONE._replace(banned_at=NOW), Fate.GONE_BEFORE, "active"),
        (ONE._replace(account="another"), Fate.INVITED, "invited"),
        (ONE._replace(channel="fax"), Fate.SENDER, None),
    ],
)
def test_what_becomes_of_a_newcomer(
    tx: Connection, house: House, one: Carried, fate: Fate, stands: str | None
) -> None:
    assert arrival.judge(tx, [one], house) == [fate]
    assert status(tx) is None
    assert arrival.take(tx, [one, one], house, NOW) == [fate, Fate.TWICE]
    assert status(tx) == stands
    assert len(tx.execute(select(subscription)).all()) == len(one.proofs) * (stands is not None)
    again = arrival.take(tx, [one], house, NOW)[0]
    assert again in {Fate.HERE, Fate.LEFT, Fate.SENDER}
    assert status(tx) == stands


def test_who_is_barred_does_not_come(tx: Connection, house: House) -> None:
    closed = replace(house, barred=lambda *_: frozenset({("telegram", "77")}))
    assert arrival.take(tx, [ONE], closed, NOW) == [Fate.BARRED]
    assert status(tx) is None


def test_a_later_file_ends_who_came_with_a_file_and_no_one_else(tx: Connection, house: House) -> None:
    arrival.take(tx, [ONE], house, NOW)
    assert arrival.take(tx, [LEFT], house, NOW) == [Fate.ENDED]
    assert status(tx) == "left"
    assert tx.scalars(select(consent.c.step).order_by(consent.c.id)).all() == ["given", "ended"]
    assert arrival.take(tx, [ONE], house, NOW) == [Fate.LEFT]
    here = a_subscriber(tx)
    subscriber.heard(tx, here.id, a_sender(tx), "", NOW)
    gone = LEFT._replace(channel=here.address.channel, address=here.address.id)
    assert arrival.take(tx, [gone], house, NOW) == [Fate.HERE]
    found = subscriber.find(tx, here.id)
    assert found is not None
    assert found.status is SubscriberStatus.ACTIVE


def test_who_was_invited_is_woken_once_they_can_be_written_to(tx: Connection, house: House) -> None:
    arrival.take(tx, [ONE._replace(account="another")], house, NOW)
    assert arrival.take(tx, [ONE._replace(account="another")], house, NOW) == [Fate.HERE]
    assert arrival.take(tx, [ONE], house, NOW) == [Fate.WOKEN]
    assert status(tx) == "active"
    assert arrival.take(tx, [ONE], house, NOW) == [Fate.HERE]
