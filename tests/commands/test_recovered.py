"""/resume after a backup was restored: an owner hears what is known, and decides."""

import pytest
from sqlalchemy import Connection, select

from bot.model import Role
from bot.store import aftermath, audit
from bot.store import halt as halts
from bot.store import recovery as recoveries
from bot.store.aftermath import Bearings
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.schema import delivery
from tests.chat import ANNA, CHIEF, Chat, data_of, typed_of
from tests.rows import NOW, a_crowd, a_source, an_alert, an_entry


@pytest.fixture
def chat(database: Database) -> Chat:
    made = Chat(database, NOW)
    made.appoint(CHIEF, Role.OWNER)
    made.appoint(ANNA, Role.EDITOR)

    def restored(tx: Connection) -> None:
        a_crowd(tx, an_alert(tx), 3)
        aftermath.settle(tx, Bearings(NOW, NOW, lambda _kind, _body: False, lambda _wish: None))

    database.write_here(restored)
    return made


def test_an_editor_is_not_the_one_who_says(chat: Chat, database: Database) -> None:
    assert "an owner" in typed_of(chat.say("/resume", ANNA))
    assert "an owner" in typed_of(chat.say("/resume fresh", ANNA))
    assert database.read_here(halts.stands)


def test_an_owner_hears_what_is_known_before_anything_goes_on(chat: Chat, database: Database) -> None:
    database.write_here(
        lambda tx: an_entry(tx, a_source(tx), title="It rained", link="https://p/1", outcome=Outcome.BASELINE)
    )
    said = chat.say("/resume", CHIEF)
    words = typed_of(said)
    assert "3 messages of alerts were on their way and are dropped" in words
    assert "#1" in words
    assert "STOP" in words
    assert "It rained https://p/1" in words
    assert data_of(said) == ["resume fresh"]
    assert database.read_here(halts.stands)


def test_where_no_source_has_told_of_anything_that_is_said(chat: Chat) -> None:
    assert "No source has told of anything new yet." in typed_of(chat.say("/resume", CHIEF))


def test_an_owner_lets_all_go_on_once(chat: Chat, database: Database) -> None:
    chat.presses("resume fresh", CHIEF)
    assert not database.read_here(halts.stands)
    assert database.read_here(recoveries.standing) is None
    assert "Nothing is halted" in typed_of(chat.say("/resume", CHIEF))
    chat.says("/stopall", CHIEF)
    assert "backup" not in typed_of(chat.says("/resume fresh", CHIEF)[0])


def test_what_was_dropped_stays_so(chat: Chat, database: Database) -> None:
    chat.presses("resume fresh", CHIEF)
    query = select(delivery.c.state).where(delivery.c.alert_id == 1).distinct()
    assert database.read_here(lambda tx: list(tx.scalars(query))) == ["dropped"]
    assert "a backup was restored" in typed_of(chat.say("/why 1", CHIEF))


def test_stopall_says_who_has_halted(chat: Chat) -> None:
    assert "from the machine" in typed_of(chat.say("/stopall", ANNA))


def test_the_acts_tell_of_it(chat: Chat, database: Database) -> None:
    assert "whoever runs the machine: restored a backup" in typed_of(chat.say("/audit", CHIEF))
    assert database.read_here(lambda tx: list(audit.check(tx))) == []
