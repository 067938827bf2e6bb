"""Backups under load: a file that is the database of one moment, while others write."""

import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import Connection, func, select, update

from bot.app.backups import backup
from bot.errors import SettingsError
from bot.model import Priority
from bot.settings import Settings
from bot.store import archive, batch, migration, plain
from bot.store.database import Database
from bot.store.migration import HEAD
from bot.store.refill import Refill
from bot.store.schema import alert, delivery, subscriber
from tests.app.conftest import sums, sums_at
from tests.rows import NOW, a_crowd, a_subscriber, an_alert
from tests.worlds import a_row_everywhere

SettingsOf = Callable[[str], Settings]


def refilled(path: Path, url: str) -> None:
    """Fill an empty database as it stood, without what a restoring does then."""
    database = Database(url)

    def work(tx: Connection) -> None:
        migration.build(tx, HEAD)
        with archive.opened(path) as reader:
            filling = Refill(tx)
            for member in reader.manifest.members:
                filling.fill(member.layout, reader.lines(member))
        filling.check()

    database.write_here(work)
    database.close()


def test_a_backup_holds_every_row(
    database_url: str, empty_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    database = Database(database_url)
    database.write_here(a_row_everywhere)
    database.close()
    said = backup(settings_of(database_url), tmp_path / "backup.zip")
    refilled(tmp_path / "backup.zip", empty_url)
    assert sums_at(empty_url) == sums_at(database_url)
    assert "rows of" in said[0]
    assert "phone numbers" in "\n".join(said)
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600


def test_under_load_it_is_the_database_of_one_moment(
    database_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    """Each transaction is in it whole or not at all.

    The writer makes an alert with deliveries to all in one transaction, and moves two readers' names on
    together in another; were the tables of two moments, one of these would be halved.
    """
    database, stop = Database(database_url), Event()
    rounds: list[int] = []

    def begin(tx: Connection) -> None:
        for _one in range(20):
            a_subscriber(tx)
        a_crowd(tx, an_alert(tx), 3 * plain.STRETCH)

    database.write_here(begin)
    readers = database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(subscriber))) or 0
    active = 20

    def write() -> None:
        other = Database(database_url)
        while not stop.is_set():
            rounds.append(len(rounds))

            def step(tx: Connection) -> None:
                made = an_alert(tx)
                batch.fan_out(tx, made, Priority.NORMAL, NOW)
                named = update(subscriber).where(subscriber.c.id.in_([1, readers]))
                tx.execute(named.values(name=f"round {len(rounds)}"))

            other.write_here(step)
        other.close()

    writer = Thread(target=write)
    writer.start()
    try:
        while len(rounds) < 3:
            sleep(0.01)
        before = len(rounds)
        backup(settings_of(database_url), tmp_path / "backup.zip")
        assert len(rounds) > before + 1
    finally:
        stop.set()
        writer.join()
    restored_url = f"sqlite:///{tmp_path / 'restored.db'}"
    refilled(tmp_path / "backup.zip", restored_url)
    restored = Database(restored_url)

    def check(tx: Connection) -> None:
        laid = select(alert.c.id, func.count(delivery.c.id)).outerjoin_from(
            alert, delivery, delivery.c.alert_id == alert.c.id
        )
        rows = tx.execute(laid.where(alert.c.id > 1).group_by(alert.c.id))
        counts = {row[0]: row[1] for row in rows}
        assert counts
        assert set(counts.values()) == {active}
        last = max(counts)
        names = set(tx.scalars(select(subscriber.c.name).where(subscriber.c.id.in_([1, readers]))))
        assert names == {f"round {last - 1}"}

    restored.read_here(check)
    restored.close()
    database.close()


def test_it_changes_nothing(database: Database, settings_of: SettingsOf, tmp_path: Path) -> None:
    database.write_here(a_row_everywhere)
    before = database.read_here(sums)
    backup(settings_of(database.url.render_as_string(hide_password=False)), tmp_path / "backup.zip")
    assert database.read_here(sums) == before


def test_what_is_there_is_not_overwritten(database_url: str, settings_of: SettingsOf, tmp_path: Path) -> None:
    (tmp_path / "backup.zip").write_text("mine")
    with pytest.raises(SettingsError, match="not overwritten"):
        backup(settings_of(database_url), tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").read_text() == "mine"


def test_a_database_that_is_not_there_is_said_and_not_made(settings_of: SettingsOf, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not there"):
        backup(settings_of(f"sqlite:///{tmp_path / 'no.db'}"), tmp_path / "backup.zip")
    assert not (tmp_path / "no.db").exists()


def test_an_empty_database_is_said(empty_url: str, settings_of: SettingsOf, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"not there|empty"):
        backup(settings_of(empty_url), tmp_path / "backup.zip")


def test_a_database_that_does_not_answer_is_said_without_its_password(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    url = "postgresql://name:secret@127.0.0.1:9/none"
    with pytest.raises(SettingsError, match="does not answer") as caught:
        backup(settings_of(url), tmp_path / "backup.zip")
    assert "secret" not in str(caught.value)


def test_the_copy_that_it_reads_from_is_gone_afterwards(
    database_url: str, settings_of: SettingsOf, tmp_path: Path
) -> None:
    (tmp_path / "backup.zip.copy").write_text("of one that was killed")
    backup(settings_of(database_url), tmp_path / "backup.zip")
    left = [one.name for one in tmp_path.glob("backup.zip*")]
    assert left == ["backup.zip"] or database_url.startswith("postgresql")


def test_no_room_for_the_copy_is_one_line_and_leaves_nothing(
    settings_of: SettingsOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    database = Database(url)
    migration.migrate(database)
    monkeypatch.setattr(Path, "touch", lambda self, *_args, **_more: self.write_text("in the way"))
    with pytest.raises(SettingsError, match="room for the whole database"):
        backup(settings_of(url), tmp_path / "backup.zip")
    assert list(tmp_path.glob("backup.zip*")) == []
    database.close()
