import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.store import silence
from bot.store.database import Database
from tests.house import free_port
from tests.relay import Relay, relay

BOUND = 1.0


@pytest.fixture
def cut(postgres: str) -> Iterator[Relay]:
    with relay(postgres, free_port()) as made:
        yield made


def one(tx: Connection) -> object:
    return tx.scalar(text("SELECT 1"))


def test_a_database_that_falls_silent_in_a_statement_is_given_up_and_found_again(cut: Relay) -> None:
    database = Database(cut.url, silence=BOUND)

    def work(tx: Connection) -> None:
        one(tx)
        cut.become("silent")
        one(tx)

    began = time.monotonic()
    with pytest.raises(OperationalError, match="said nothing for 1 s"):
        database.read_here(work)
    assert BOUND <= time.monotonic() - began < 5 * BOUND
    cut.become("open")
    assert database.read_here(one) == 1
    database.close()


def test_a_connection_that_lay_idle_has_less_time_to_show_that_it_lives(
    cut: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "GREETING", 0.5)
    monkeypatch.setattr(silence._Impatient, "seconds", 0.5)
    database = Database(f"{cut.url}?connect_timeout=2", silence=60.0)
    assert database.read_here(one) == 1
    cut.become("silent")
    began = time.monotonic()
    with pytest.raises(OperationalError):
        database.read_here(one)
    assert time.monotonic() - began < 10
    database.close()


def test_a_long_statement_within_the_bound_is_waited_for(cut: Relay) -> None:
    database = Database(cut.url, silence=10 * BOUND)
    assert database.read_here(lambda tx: tx.scalar(text("SELECT 1 FROM pg_sleep(1.2)"))) == 1
    database.close()


def test_the_server_gives_up_on_a_replica_that_has_vanished(cut: Relay) -> None:
    """What it asks of TCP is nothing to a server that sees the relay at its socket."""
    database = Database(cut.url, silence=BOUND)
    asked = database.read_here(lambda tx: tx.scalar(text("SHOW idle_in_transaction_session_timeout")))
    database.close()
    assert asked == "1min"
