"""Whom an alert reaches by their wishes: the SQL says what the rules say, for each of them."""

import pytest
from sqlalchemy import Connection, select

from bot.model import AlertKind, Priority, Updates, Urgency
from bot.store import wanted
from bot.store.schema import subscriber
from tests.rows import a_subscriber


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("kind", list(AlertKind))
@pytest.mark.parametrize("matters", [False, True])
def test_updates(tx: Connection, kind: AlertKind, priority: Priority, *, matters: bool) -> None:
    who = {one: a_subscriber(tx, updates=one).id for one in Updates}
    found = set(tx.scalars(select(subscriber.c.id).where(wanted.updates(kind, priority, matters=matters))))
    assert found == {who[one] for one in Updates if one.met_by(kind, priority, matters=matters)}


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("others", [0, 1, 2])
def test_urgency(tx: Connection, priority: Priority, others: int) -> None:
    who = {one: a_subscriber(tx, urgency=one).id for one in Urgency}
    found = set(tx.scalars(select(subscriber.c.id).where(wanted.urgent(priority, others))))
    assert found == {who[one] for one in Urgency if one.met_by(priority, others)}
