"""The desk under everything at once: editors, kills, replicas, time; see tests/desk_machine.py."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import create_engine, text

from bot.store import batch as batches
from bot.store.columns import metadata
from bot.store.database import Database
from bot.store.migration import migrate
from tests.desk_machine import DeskMachine

BATCH = 3
"""How many ids of subscribers a batch spans here, so that there are some for so few readers."""

MINUTES = float(os.environ.get("TOCSIN_DESK_MINUTES", "0"))
"""For how long a search walks new histories on each database, instead of those of every run."""

EACH = settings(
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),  # to explain a failure, too, would take longer than to read it
)
SEARCH = settings(EACH, max_examples=10, derandomize=False, database=None, phases=(Phase.generate,))


def of_sqlite(folder: Path) -> tuple[Callable[[], Database], Callable[[Database], None]]:
    """Open a copy of an empty, migrated file for each history."""
    empty, numbers = folder / "empty.db", count()
    first = Database(f"sqlite:///{empty}")
    migrate(first)
    first.close()

    def opened() -> Database:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(empty, path)
        return Database(f"sqlite:///{path}")

    def shut(database: Database) -> None:
        database.close()
        for path in folder.glob(f"{Path(database.url.database or '').name}*"):
            path.unlink()

    return opened, shut


def of_postgres(server: str) -> tuple[Callable[[], Database], Callable[[Database], None]]:
    """Empty one database before each history."""
    admin = create_engine(
        server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS desk"))
        connection.execute(text("CREATE DATABASE desk TEMPLATE template_tocsin"))
    admin.dispose()
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)

    def opened() -> Database:
        database = Database(server.replace("/postgres?", "/desk?"))
        database.write_here(lambda tx: tx.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")))
        return database

    return opened, Database.close


@pytest.mark.timeout(300 + 120 * MINUTES)
@pytest.mark.parametrize(("kind", "histories"), [("sqlite", 20), ("postgresql", 12)])
def test_no_order_of_events_sends_what_nobody_let_go_or_sends_it_twice(
    kind: str,
    histories: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "SIZE", BATCH)
    opened, shut = (
        of_sqlite(tmp_path) if kind == "sqlite" else of_postgres(request.getfixturevalue("postgres"))
    )
    walked: Counter[str] = Counter()
    about = {"opened": staticmethod(opened), "shut": staticmethod(shut), "walked": walked}
    machine = type("Machine", (DeskMachine,), about)
    until = monotonic() + 60 * MINUTES
    while True:
        run_state_machine_as_test(
            machine, settings=SEARCH if MINUTES else settings(EACH, max_examples=histories)
        )
        print(f"{kind}: {dict(walked)}")  # noqa: T201 -- what a long search came to, shown by pytest -s
        if monotonic() >= until:
            break
    assert walked["handed"] > histories
