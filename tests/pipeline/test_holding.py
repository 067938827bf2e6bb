"""Held back: no template carries it yet, so it waits, ever longer, and admins hear of it once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.model import DeliveryState, Priority, Role
from bot.pipeline.holding import hold_back, tell_of_template
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import delivery
from bot.texts import _
from tests.rows import NOW, a_sender, a_subscriber, an_alert

MINUTE = timedelta(minutes=1)
REASON = _("WhatsApp has approved no template of ours that could stand in for {name}", name="tocsin_alert_fr")


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """One transaction for the whole test, of either kind of database."""
    with database._writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def laid(tx: Connection, readers: int = 1, hours: float = 6) -> list[deliveries.DeliveryRow]:
    for _number in range(readers):
        a_subscriber(tx, channel="whatsapp")
    batches.fan_out(tx, an_alert(tx, expires_in=hours * 3600), Priority.NORMAL, NOW)
    return claim(tx, NOW)


def claim(tx: Connection, now: datetime) -> list[deliveries.DeliveryRow]:
    lane = claims.Lane(a_sender(tx, "whatsapp"), 1.0, 30.0)
    return claims.take(tx, lane, now, 9)


def told(tx: Connection) -> list[str]:
    bodies = tx.scalars(select(delivery.c.body).where(delivery.c.alert_id.is_(None)))
    return ["\n".join(from_json(body).message.lines) for body in bodies]


def test_it_waits_ten_minutes_then_longer_each_time_and_goes_as_soon_as_a_template_is_there(
    tx: Connection,
) -> None:
    now, pauses = NOW, []
    (row,) = laid(tx)
    for _try in range(5):
        assert hold_back(tx, row, REASON, now)
        held_at = now
        while not (rows := claim(tx, now)):
            now += MINUTE
        pauses.append((now - held_at) // MINUTE)
        (row,) = rows
    assert pauses == [10, 20, 40, 60, 60]
    assert deliveries.sent(tx, row, "SM1", now)
    assert claim(tx, now + 60 * MINUTE) == []


def test_its_expiry_ends_it(tx: Connection) -> None:
    (row,) = laid(tx, hours=0.5)
    hold_back(tx, row, REASON, NOW)
    (again,) = claim(tx, NOW + 10 * MINUTE)
    hold_back(tx, again, REASON, NOW + 10 * MINUTE)
    assert claim(tx, NOW + 30 * MINUTE) == []
    assert tx.scalar(select(delivery.c.state).where(delivery.c.id == row.id)) == DeliveryState.EXPIRED


def test_the_row_keeps_the_reason(tx: Connection) -> None:
    (row,) = laid(tx)
    hold_back(tx, row, REASON, NOW)
    stored = tx.execute(select(delivery).where(delivery.c.id == row.id)).one()
    assert stored.state == DeliveryState.QUEUED
    assert stored.error.endswith("could stand in for tocsin_alert_fr")


def test_admins_hear_once_a_day_in_their_language_however_many_alerts_wait(tx: Connection) -> None:
    a_subscriber(tx, role=Role.OWNER, language="fr")
    for row in laid(tx, readers=4):
        hold_back(tx, row, REASON, NOW)
    for row in claim(tx, NOW + 10 * MINUTE):
        hold_back(tx, row, REASON, NOW + 10 * MINUTE)
    (words,) = told(tx)
    assert words.startswith("WhatsApp n’a approuvé aucun de nos modèles")
    assert "python -m bot templates" in words


def test_what_has_been_settled_meanwhile_is_not_held_and_nobody_hears_of_it(tx: Connection) -> None:
    a_subscriber(tx, role=Role.OWNER)
    (row,) = laid(tx)
    deliveries.sent(tx, row, "SM1", NOW)
    assert not hold_back(tx, row, REASON, NOW)
    assert told(tx) == []


@pytest.mark.parametrize(("hours", "times"), [(23, 1), (24, 2)])
def test_a_template_that_stays_at_fault_is_told_again_after_a_day(
    tx: Connection, hours: int, times: int
) -> None:
    a_subscriber(tx, role=Role.OWNER)
    one, other = laid(tx, readers=2)
    hold_back(tx, one, REASON, NOW)
    hold_back(tx, other, REASON, NOW + hours * 60 * MINUTE)
    tell_of_template(tx, one.sender_id, REASON, NOW + hours * 60 * MINUTE)
    assert len(told(tx)) == times
