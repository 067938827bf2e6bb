"""Silence: a PostgreSQL that says nothing any more is given up, before work piles up behind it."""

from collections.abc import Generator
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

GREETING: Final = 5.0
"""Seconds in which a connection that lay idle has to show that it is alive."""

UNSEEN: Final = {
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What finds a host that has vanished in fifteen seconds; the system would take a quarter of an hour.

Names and units are libpq's.
"""

OURS: Final = {
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}
"""What lets the server give up on us: a replica that has vanished holds rows for a minute, not two hours."""


class _Impatient(psycopg.Connection[Any]):
    """A connection that ends when the server is silent for too long; `seconds` may change at any time."""

    seconds = GREETING

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait for the server, and no longer than is given.

        Raises:
            psycopg.OperationalError: it said nothing; the connection is closed.

        """
        try:
            return super().wait(gen, interval, self.seconds if timeout is None else timeout)
        except errors._WaitTimeout:  # noqa: SLF001 -- what `wait` is documented to raise
            if timeout is not None:
                raise
            self.close()
            raise psycopg.OperationalError(f"the database said nothing for {self.seconds:g} s") from None


def bound(engine: Engine, seconds: float) -> None:
    """Let no statement of an engine wait for longer than `seconds`; what lay idle has less time to answer."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Dialect, _entry: object, arguments: list[Any], named: dict[str, Any]) -> object:
        connection = _Impatient.connect(*arguments, **(UNSEEN | named))
        asked = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in OURS.items())
        connection.execute(f"SELECT {asked}")
        connection.commit()
        return connection

    @event.listens_for(engine, "checkout")
    def _work(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: object) -> None:
        connection.seconds = seconds

    @event.listens_for(engine, "checkin")
    def _rest(connection: DBAPIConnection | None, _entry: ConnectionPoolEntry) -> None:
        if connection is not None:
            connection.seconds = GREETING
