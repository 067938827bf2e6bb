from pathlib import Path
from threading import Barrier, Event, Thread

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from bot.errors import SettingsError
from bot.model import DeliveryId, Priority
from bot.receipt import ReceiptFault
from bot.store import batch as batches
from bot.store import consent as consents
from bot.store import migration
from bot.store import receipt as receipts
from bot.store.consent import Step
from bot.store.database import Database
from bot.store.schema import arrival, consent, metadata, sender
from tests.rows import NOW, a_subscriber, an_alert, deliveries


def test_head_is_the_newest_of_the_scripts() -> None:
    assert ScriptDirectory(str(migration.SCRIPTS)).get_current_head() == migration.HEAD


def test_migrate_twice_changes_nothing(database: Database) -> None:
    assert migration.migrate(database) == migration.HEAD
    assert database.read_here(migration.revision) == migration.HEAD


def test_migrations_from_nothing_end_where_the_schema_stands(database: Database) -> None:
    def empty(tx: Connection) -> None:
        metadata.drop_all(tx)
        tx.execute(text("UPDATE alembic_version SET version_num = 'base'"))
        tx.execute(text("DELETE FROM alembic_version"))

    def differences(tx: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(tx), metadata))

    database.write_here(empty)
    migration._upgrade(database, "base")
    assert database.read_here(migration.revision) == migration.HEAD
    assert database.read_here(differences) == []


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(database: Database) -> None:
    database.write_here(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(SettingsError, match="start the newer version"):
        migration.migrate(database)


def test_migrate_makes_the_folder_of_an_embedded_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/tocsin.db")
    assert migration.migrate(database) == migration.HEAD
    database.close()


def test_two_processes_that_start_together_make_the_schema_once(database: Database) -> None:
    def empty(tx: Connection) -> None:
        metadata.drop_all(tx)
        tx.execute(text("DROP TABLE alembic_version"))

    database.write_here(empty)
    together, done = Barrier(2), []

    def start() -> None:
        together.wait(30)
        done.append(migration.migrate(database))

    threads = [Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [migration.HEAD] * 2
    assert database.read_here(lambda tx: tx.scalar(text("SELECT count(*) FROM alembic_version"))) == 1


def test_an_upgrade_keeps_the_deliveries_and_what_receipts_told_of_them(database: Database) -> None:
    def fill(tx: Connection) -> None:
        a_subscriber(tx)
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
        receipts.note(tx, DeliveryId(deliveries(tx)[0].id), "SM1", ReceiptFault.OTHER, NOW)

    def kept(tx: Connection) -> tuple[object, ...]:
        joined = "SELECT delivery.*, fault.* FROM delivery JOIN fault ON delivery_id = delivery.id"
        return tuple(tx.execute(text(joined)).one())

    def go_back(tx: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migration.SCRIPTS))
        config.attributes["connection"] = tx
        command.downgrade(config, "0002")

    database.write_here(fill)
    before = database.read_here(kept)
    database.write_here(go_back)
    assert database.read_here(migration.revision) == "0002"
    assert migration.migrate(database) == migration.HEAD
    assert database.read_here(kept) == before


def test_the_history_of_consent_begins_with_what_subscriptions_held(database: Database) -> None:
    def go_back(tx: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migration.SCRIPTS))
        config.attributes["connection"] = tx
        command.downgrade(config, "0010")

    reader = database.write_here(lambda tx: a_subscriber(tx, topics=("israel", "monde")))
    database.write_here(go_back)
    migration.migrate(database)
    steps = database.read_here(lambda tx: consents.history(tx, reader.id))
    assert [(one.step, one.at, one.how, one.words, one.language, one.origin) for one in steps] == [
        (Step.GIVEN, NOW, "/start", "Alerts?", "en", "")
    ] * 2
    assert {one.topics for one in steps} == {("israel",), ("monde",)}


def test_who_came_by_a_campaign_is_known_from_the_history_of_consent(database: Database) -> None:
    def said(tx: Connection, *steps: tuple[Step, str]) -> int:
        who = a_subscriber(tx)
        tx.execute(consent.delete().where(consent.c.subscriber_id == who.id))
        for step, campaign in steps:
            consents.note(tx, who.id, consents.Taken(step, NOW, "/start", campaign=campaign))
        return who.id

    def before(tx: Connection) -> list[int]:
        return [
            said(tx, (Step.GIVEN, "radio"), (Step.GIVEN, "summer")),
            said(tx, (Step.ASKED, "spring"), (Step.ASKED, "radio"), (Step.CONFIRMED, "")),
            said(tx, (Step.GIVEN, ""), (Step.GIVEN, "radio")),
            said(tx, (Step.ASKED, "radio")),
        ]

    link, yes, *_others = database.write_here(before)
    config = Config()
    config.set_main_option("script_location", str(migration.SCRIPTS))

    def back(tx: Connection) -> None:
        config.attributes["connection"] = tx
        command.downgrade(config, "0026")

    database.write_here(back)
    migration.migrate(database)
    found = select(arrival.c.subscriber_id, arrival.c.campaign).order_by(arrival.c.subscriber_id)
    rows = database.read_here(lambda tx: [tuple(row) for row in tx.execute(found)])
    assert rows == [(link, "radio"), (yes, "radio")]


def test_a_migration_that_meets_a_table_in_use_lets_others_pass_and_tries_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer as it is")
    monkeypatch.setattr(migration, "LOCK_WAIT", "100ms")
    monkeypatch.setattr(migration, "LOCK_AGAIN", 0.01)
    database.write_here(lambda tx: tx.execute(text("ALTER TABLE sender DROP COLUMN digests_only")))
    database.write_here(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '0026'")))
    waits: list[str] = []
    real = migration._next

    def step(tx: Connection) -> str:
        waits.append(migration.revision(tx) or "")
        return real(tx)

    def pass_by(_seconds: float) -> None:
        """Another one that wants the table gets it while the migration waits for its next try."""
        database.read_here(lambda tx: tx.execute(text("SET LOCAL lock_timeout = '1s'")))
        database.read_here(lambda tx: tx.execute(select(sender.c.id)).all())
        if len(waits) > 1:
            using.set()

    using, ready = Event(), Event()

    def use(tx: Connection) -> None:
        tx.execute(text("LOCK TABLE sender IN ACCESS SHARE MODE"))
        ready.set()
        using.wait(30)

    monkeypatch.setattr(migration, "_next", step)
    monkeypatch.setattr("bot.store.migration.time.sleep", pass_by)
    thread = Thread(target=database.read_here, args=[use])
    thread.start()
    assert ready.wait(30)
    assert migration._step(database, "0026") == "0027"
    thread.join()
    assert waits == ["0026"] * 3


def test_a_table_that_is_in_use_for_too_long_is_said(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.embedded:
        pytest.skip("SQLite has one writer as it is")

    def in_use(_tx: Connection) -> str:
        error = psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")
        raise OperationalError("ALTER TABLE", {}, error)

    monkeypatch.setattr(migration, "_next", in_use)
    monkeypatch.setattr(migration, "LOCK_AGAIN", 0.0)
    with pytest.raises(SettingsError, match="a table was in use all the time"):
        migration._step(database, "0026")
