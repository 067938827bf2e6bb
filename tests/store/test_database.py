import asyncio
import socket
from pathlib import Path
from threading import Event, current_thread

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import SettingsError
from bot.store.database import REPEATS, Database, _passing
from bot.store.schema import sender
from tests.rows import NOW, a_sender

SECRET = "s3cr3t"


class Refused(Exception):
    """What a driver raises, with the state that PostgreSQL gives."""

    def __init__(self, words: str, sqlstate: str | None = None) -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


def how_many(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(sender)) or 0


def a_deadlock() -> DBAPIError:
    return DBAPIError("UPDATE", {}, Refused("deadlock detected", "40P01"))


async def test_write_commits_what_was_done_and_read_sees_it(database: Database) -> None:
    assert await database.write(a_sender) == 1
    assert await database.read(how_many) == 1


async def test_write_undoes_everything_when_the_work_raises(database: Database) -> None:
    def half(tx: Connection) -> None:
        a_sender(tx)
        raise LookupError("half way")

    with pytest.raises(LookupError):
        await database.write(half)
    assert await database.read(how_many) == 0


async def test_read_leaves_nothing_behind(database: Database) -> None:
    assert await database.read(lambda tx: a_sender(tx) and how_many(tx)) == 1
    assert await database.read(how_many) == 0


async def test_the_event_loop_runs_on_while_a_transaction_waits(database: Database) -> None:
    let_go = Event()

    def wait(_tx: Connection) -> str:
        assert let_go.wait(20)
        return current_thread().name

    waiting = asyncio.create_task(database.write(wait))
    await asyncio.sleep(0.05)
    let_go.set()
    assert (await waiting).startswith("store")


async def test_a_reader_sees_the_last_commit_while_a_writer_is_at_work(database: Database) -> None:
    inside, let_go = Event(), Event()

    def slowly(tx: Connection) -> None:
        a_sender(tx)
        inside.set()
        assert let_go.wait(20)

    writing = asyncio.create_task(database.write(slowly))
    await asyncio.to_thread(inside.wait, 20)
    assert await database.read(how_many) == 0
    let_go.set()
    await writing
    assert await database.read(how_many) == 1


def test_what_a_repeat_may_help_is_repeated(database: Database) -> None:
    tries: list[int] = []

    def work(tx: Connection) -> int:
        a_sender(tx)
        tries.append(1)
        if len(tries) < REPEATS:
            raise a_deadlock()
        return how_many(tx)

    assert database.write_here(work) == 1
    assert len(tries) == REPEATS


def test_what_fails_again_and_again_is_raised_in_the_end(database: Database) -> None:
    tries: list[int] = []

    def work(_tx: Connection) -> None:
        tries.append(1)
        raise a_deadlock()

    with pytest.raises(DBAPIError, match="deadlock"):
        database.write_here(work)
    assert len(tries) == REPEATS


def test_a_mistake_of_ours_is_raised_at_once(database: Database) -> None:
    tries: list[int] = []

    def work(tx: Connection) -> None:
        tries.append(1)
        for _ in range(2):
            tx.execute(sender.insert().values(channel="c", account="a", due_at=NOW))

    with pytest.raises(IntegrityError):
        database.write_here(work)
    assert len(tries) == 1


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (a_deadlock(), True),
        (DBAPIError("", {}, Refused("could not serialize", "40001")), True),
        (DBAPIError("", {}, Refused("gone"), connection_invalidated=True), True),
        (OperationalError("", {}, Refused("database is locked")), True),
        (OperationalError("", {}, Refused("disk I/O error")), False),
        (DBAPIError("", {}, Refused("syntax error", "42601")), False),
    ],
)
def test_only_what_may_pass_is_worth_a_repeat(error: DBAPIError, passing: bool) -> None:  # noqa: FBT001 -- a parameter of pytest
    assert _passing(error) is passing


def test_a_row_that_names_nothing_is_refused_on_either_database(database: Database) -> None:
    lost = "INSERT INTO subscription (subscriber_id, topic_id, consent_at, consent_how, consent_words, "
    lost += f"consent_language) VALUES (99, 'x', '{NOW:%Y-%m-%d %H:%M:%S}', '', '', '')"
    with pytest.raises(IntegrityError):
        database.write_here(lambda tx: tx.execute(text(lost)))


def test_sqlite_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tocsin.db")
    assert database.read_here(lambda tx: tx.scalar(text("PRAGMA journal_mode"))) == "wal"
    database.close()


async def test_the_log_is_emptied_where_nobody_reads_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/tocsin.db")
    database.write_here(lambda tx: tx.execute(text("CREATE TABLE one (words TEXT)")))
    log = tmp_path / "tocsin.db-wal"
    assert log.stat().st_size
    with database._reader.connect() as reader, reader.begin():
        reader.execute(text("SELECT * FROM one")).all()
        database.write_here(lambda tx: tx.execute(text("INSERT INTO one VALUES ('a secret')")))
        assert not await database.empty_log()
    assert await database.empty_log()
    assert log.stat().st_size == 0
    database.write_here(lambda tx: tx.execute(text("INSERT INTO one VALUES ('another')")))
    database.close()


async def test_postgresql_looks_after_its_own_log(database: Database) -> None:
    assert await database.empty_log()


def test_a_name_that_is_null_stays_null_in_lower_case(database: Database) -> None:
    assert database.read_here(lambda tx: tx.scalar(text("SELECT lower(CAST(NULL AS TEXT))"))) is None


@pytest.mark.parametrize("prefix", ["postgres", "postgresql"])
def test_a_hosts_way_of_writing_a_postgresql_url_is_understood(prefix: str) -> None:
    database = Database(f"{prefix}://name:{SECRET}@host:5432/tocsin")
    database.close()
    assert not database.embedded
    assert database.url.drivername == "postgresql+psycopg"
    assert SECRET not in str(database.url)
    assert SECRET not in repr(database.url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tocsin.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///tocsin.db",
        f"mysql://name:{SECRET}@host/tocsin",
        f"postgresql+psycopg2://name:{SECRET}@host/tocsin",
        f"postgresql://name:{SECRET}@host:port/tocsin",
        f"postgresql://name:{SECRET}@host:{SECRET}/tocsin",
    ],
)
def test_a_url_that_cannot_be_used_says_so_in_one_line_without_its_secret(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL .*; write for example DATABASE_URL=") as told:
        Database(url)
    assert "\n" not in str(told.value)
    assert SECRET not in f"{told.value}{told.value.__cause__}"


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in its place")
    with pytest.raises(SettingsError, match="can't be made"):
        Database(f"sqlite:///{tmp_path}/var/tocsin.db")


def test_a_postgresql_that_takes_the_call_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.store.database.CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        database = Database(f"postgresql://a:b@127.0.0.1:{mute.getsockname()[1]}/c")
        with pytest.raises(OperationalError, match="timeout"):
            database.read_here(lambda tx: tx)
        database.close()
