"""Restoring, as the operator does it: all or nothing, into either kind of database, and then at rest."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text, update

from bot.app.backups import backup
from bot.app.restoring import restore, take_off
from bot.errors import SettingsError
from bot.model import Address, DeliveryState, Role, SubscriberStatus
from bot.settings import Settings
from bot.store import halt as halts
from bot.store import migration, subscriber
from bot.store import recovery as recoveries
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.plain import DamagedError
from bot.store.schema import delivery, sender, story
from tests.app.conftest import sums_at
from tests.rows import NOW, a_crowd, a_story, a_subscriber, an_alert, fates

SettingsOf = Callable[[str], Settings]


def a_house(tx: Connection) -> None:
    """An owner, an editor, and an alert that is on its way to a crowd."""
    a_subscriber(tx, address="1", role=Role.OWNER)
    a_subscriber(tx, address="2", role=Role.EDITOR)
    a_subscriber(tx, channel="whatsapp", address="+33612345678")
    a_crowd(tx, an_alert(tx), 30)


@pytest.fixture
def taken(database_url: str, settings_of: SettingsOf, tmp_path: Path) -> Path:
    database = Database(database_url)
    database.write_here(a_house)
    database.close()
    backup(settings_of(database_url), tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def at(url: str, work: Callable[[Connection], object]) -> object:
    database = Database(url)
    try:
        return database.write_here(work)
    finally:
        database.close()


def test_either_kind_is_restored_into_either(taken: Path, empty_url: str, settings_of: SettingsOf) -> None:
    said = "\n".join(restore(settings_of(empty_url), taken))
    assert "restored and read back" in said
    assert "30 messages of alerts were on their way and are dropped" in said
    assert "STOP" in said
    assert at(empty_url, fates) == {DeliveryState.DROPPED: 30}
    assert at(empty_url, halts.stands)
    assert at(empty_url, migration.revision) == migration.HEAD
    found = at(empty_url, recoveries.standing)
    assert isinstance(found, recoveries.Recovery)
    assert found.findings.counts["messages"] == 30


def test_owners_are_told_and_nobody_else(taken: Path, empty_url: str, settings_of: SettingsOf) -> None:
    restore(settings_of(empty_url), taken)

    def told(tx: Connection) -> list[tuple[str, str]]:
        query = select(delivery.c.subscriber_id, delivery.c.body).where(
            delivery.c.state == DeliveryState.QUEUED
        )
        rows = tx.execute(query.order_by(delivery.c.id)).all()
        people = subscriber.by_ids(tx, [row.subscriber_id for row in rows])
        return [(people[row.subscriber_id].address.id, from_json(row.body).message.lines[0]) for row in rows]

    found = at(empty_url, told)
    assert isinstance(found, list)
    assert {address for address, _words in found} == {"1"}
    assert "/resume" in found[0][1]


def test_the_next_number_is_free_and_beyond_those_given_out_since(
    taken: Path, empty_url: str, settings_of: SettingsOf
) -> None:
    restore(settings_of(empty_url), taken)
    assert at(empty_url, an_alert) == 1002
    assert at(empty_url, a_story) == 4


def test_a_database_that_is_not_empty_is_left_alone(
    taken: Path, database_url: str, settings_of: SettingsOf
) -> None:
    before = sums_at(database_url)
    with pytest.raises(SettingsError, match="not empty"):
        restore(settings_of(database_url), taken)
    assert sums_at(database_url) == before


def test_with_replace_its_rows_are_lost_and_other_tables_stay(
    taken: Path, database_url: str, settings_of: SettingsOf
) -> None:
    def more(tx: Connection) -> None:
        a_subscriber(tx, address="77")
        tx.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))

    at(database_url, more)
    restore(settings_of(database_url), taken, replace=True)
    assert at(database_url, lambda tx: subscriber.at(tx, Address("telegram", "77"))) is None
    assert at(database_url, lambda tx: subscriber.at(tx, Address("telegram", "1"))) is not None
    at(database_url, lambda tx: tx.execute(text("SELECT * FROM theirs")))


def test_a_damaged_backup_changes_nothing(taken: Path, database_url: str, settings_of: SettingsOf) -> None:
    before = sums_at(database_url)
    content = bytearray(taken.read_bytes())
    content[len(content) // 2] ^= 255
    taken.write_bytes(content)
    with pytest.raises(DamagedError):
        restore(settings_of(database_url), taken, replace=True)
    assert sums_at(database_url) == before


def test_what_fails_on_the_way_leaves_the_database_as_it_was(
    taken: Path, database_url: str, settings_of: SettingsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sums_at(database_url)

    def dies(*_anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.app.restoring.aftermath.settle", dies)
    with pytest.raises(KeyboardInterrupt):
        restore(settings_of(database_url), taken, replace=True)
    assert sums_at(database_url) == before


def test_a_database_at_which_a_program_is_is_left_alone(
    taken: Path, database_url: str, settings_of: SettingsOf
) -> None:
    program = Database(database_url)
    program.read_here(migration.revision)
    with pytest.raises(SettingsError, match="in use"):
        restore(settings_of(database_url), taken, replace=True)
    program.close()
    restore(settings_of(database_url), taken, replace=True)


def test_a_program_that_was_there_a_moment_ago_is_waited_for(
    taken: Path, database_url: str, settings_of: SettingsOf
) -> None:
    later = NOW.replace(year=NOW.year + 10)
    at(database_url, lambda tx: tx.execute(update(sender).values(heard_until=later)))
    with pytest.raises(SettingsError, match="a moment ago"):
        restore(settings_of(database_url), taken, replace=True)


def test_whoever_has_left_since_is_taken_off(
    taken: Path, empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    left = tmp_path / "left.txt"
    left.write_text("# said STOP on Monday\n\nwhatsapp:+33 6 12 34 56 78\nTelegram:crowd-3\ntelegram:404\n")
    said = restore(settings_of(empty_url), taken, left)
    assert said[-1] == "2 of 3 addresses have left now"
    for address in (Address("whatsapp", "+33612345678"), Address("telegram", "crowd-3")):
        found = at(empty_url, lambda tx, address=address: subscriber.at(tx, address))  # type: ignore[misc]  # mypy can't infer a lambda with a default
        assert found.status is SubscriberStatus.LEFT  # type: ignore[attr-defined]  # of `object`
    left.write_text("telegram:crowd-4\n")
    assert take_off(settings_of(empty_url), left) == [
        "1 of 1 addresses have left now; nobody is at the others"
    ]


def test_a_line_that_is_no_address_is_said_by_its_number_alone(
    taken: Path, empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    left = tmp_path / "left.txt"
    left.write_text("telegram:1\n+33612345678\n")
    with pytest.raises(SettingsError, match="line 2") as caught:
        restore(settings_of(empty_url), taken, left)
    assert "336" not in str(caught.value)


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(
    empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")

    def make(tx: Connection) -> None:
        migration.build(tx, "0026")
        tx.execute(insert(story).values(id=41, opened_at=NOW))

    old.write_here(make)
    old.close()
    backup(settings_of(f"sqlite:///{tmp_path / 'old.db'}"), tmp_path / "old.zip")
    restore(settings_of(empty_url), tmp_path / "old.zip")
    assert at(empty_url, migration.revision) == migration.HEAD
    assert at(empty_url, lambda tx: 41 in tx.scalars(select(story.c.id)).all())
    assert at(empty_url, halts.stands)


def test_a_backup_of_a_later_version_is_refused(
    database_url: str, empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    at(database_url, lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    backup(settings_of(database_url), tmp_path / "backup.zip")
    with pytest.raises(SettingsError, match="9999"):
        restore(settings_of(empty_url), tmp_path / "backup.zip")
