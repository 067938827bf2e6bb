"""PostgreSQL's settings: those that would lose words, hide rows or leave a process without a connection.

A server's or a role's time zone is none of them: moments are kept with their zone, and read as the moment
that they are whatever zone the server shows them in. See docs/decisions/0044-doctor.md.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Row, text

from bot.app.doctor.finding import Finding, fault, warning
from bot.clock import Clock
from bot.store.database import POSTGRES_CONNECTIONS, PROGRAM, Database

OLDEST = 130_000
"""PostgreSQL's number of the oldest version that its makers still looked after when this was written (13)."""

SKEW_SECONDS = 5.0
RESET = "ALTER DATABASE … RESET {0}, ALTER ROLE … RESET {0}, or correct it in postgresql.conf"


def look(database: Database, clock: Clock) -> list[Finding]:
    """Look at what the server, the database and the role are set to; raises DBAPIError where none answers."""

    def looked_at(tx: Connection) -> list[Finding]:
        row = tx.execute(text(_QUESTION), {"ours": f"^{PROGRAM} [0-9]{{1,4}} "}).one()
        return [*_server(row), *_settings(row), *_room(row), *_clock(row, clock)]

    return database.read_here(looked_at)


def _server(row: Row[tuple[object, ...]]) -> Iterator[Finding]:
    if row.version < OLDEST:
        what = f"PostgreSQL {row.version // 10_000} is older than any that is still looked after"
        yield warning(what, "upgrade it to a newer version")
    if row.read_only == "on" or row.recovers:
        what = "the database can only be read: a replica, or set so"
        todo = "name the primary in DATABASE_URL, or ALTER DATABASE … RESET default_transaction_read_only"
        yield fault(what, todo)
    if row.encoding != "UTF8":
        what = f"the database's encoding is {row.encoding}: it can't hold every language"
        todo = "CREATE DATABASE tocsin ENCODING 'UTF8' TEMPLATE template0, and name it in DATABASE_URL"
        yield fault(what, todo)


def _settings(row: Row[tuple[object, ...]]) -> Iterator[Finding]:
    """Look at what is set for the database or the role, and would hold in the program's connections, too."""
    if row.encoding == "UTF8" and row.spoken != "UTF8":
        what = f"the database speaks {row.spoken} with us: other languages' letters can't be written"
        yield fault(what, f"{RESET.format('client_encoding')}; set no PGCLIENTENCODING")
    if not row.dates.startswith("ISO"):
        what = f"the database writes moments as {row.dates.partition(',')[0]}, which can't be read"
        yield fault(what, RESET.format("datestyle"))
    if row.isolation != "read committed":
        what = f"transactions are {row.isolation}: of two processes at work at once, one is turned away"
        yield fault(what, RESET.format("default_transaction_isolation"))
    if row.lasting == "off":
        what = "synchronous_commit is off: what a crash of the server forgets is sent a second time"
        yield warning(what, RESET.format("synchronous_commit"))


def _room(row: Row[tuple[object, ...]]) -> Iterator[Finding]:
    """Hold what may be open at once against what our processes may open; they are known by their names."""
    room = max(row.room, 0)
    todo = "raise max_connections or the CONNECTION LIMIT, or run fewer processes on DATABASE_URL"
    if row.processes and room < row.wanted:
        what = f"{room} connections can be had, and what runs may take {row.wanted} ({row.processes} pools)"
        yield fault(what, todo)
    elif room < POSTGRES_CONNECTIONS:
        what = f"{room} connections are left, and each process may take {POSTGRES_CONNECTIONS}"
        yield fault(what, todo)


def _clock(row: Row[tuple[object, ...]], clock: Clock) -> Iterator[Finding]:
    skew = float(row.now) - clock().timestamp()
    if abs(skew) > SKEW_SECONDS:
        side = "ahead of" if skew > 0 else "behind"
        what = f"the database's clock is {abs(skew):.0f} s {side} this machine's"
        yield fault(what, "set both by NTP: timedatectl set-ntp true")


_QUESTION = """
WITH other AS (
  SELECT datname, usename FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
    AND coalesce(application_name, '') !~ :ours
), pool AS (
  SELECT DISTINCT application_name AS name FROM pg_stat_activity
  WHERE application_name ~ :ours AND application_name <> current_setting('application_name')
)
SELECT current_setting('server_version_num')::int AS version,
       current_setting('transaction_read_only') AS read_only,
       pg_is_in_recovery() AS recovers,
       pg_encoding_to_char(d.encoding) AS encoding,
       current_setting('client_encoding') AS spoken,
       current_setting('datestyle') AS dates,
       current_setting('transaction_isolation') AS isolation,
       current_setting('synchronous_commit') AS lasting,
       extract(epoch FROM clock_timestamp())::float8 AS now,
       (SELECT count(*) FROM pool) AS processes,
       (SELECT coalesce(sum(split_part(name, ' ', 2)::int), 0) FROM pool) AS wanted,
       least(current_setting('max_connections')::int - (SELECT count(*) FROM other)
               - CASE WHEN r.rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int
                   + coalesce(current_setting('reserved_connections', true)::int, 0) END,
             CASE WHEN d.datconnlimit < 0 THEN 1000000 ELSE d.datconnlimit
               - (SELECT count(*) FROM other WHERE datname = d.datname) END,
             CASE WHEN r.rolconnlimit < 0 THEN 1000000 ELSE r.rolconnlimit
               - (SELECT count(*) FROM other WHERE usename = r.rolname) END) AS room
FROM pg_database d, pg_roles r
WHERE d.datname = current_database() AND r.rolname = current_user
"""
"""`room` is what all of Tocsin's processes may have at once. `now` is a number, since a DateStyle of another
kind lets no moment be read.
"""
