"""The desk under everything at once: editors, kills, replicas, time; see tests/desk_machine.py.

`TOCSIN_DESK_MINUTES=20 pytest tests/test_desk.py -s --timeout 3000` walks new histories for so long on each
database, and prints how many.

That it can fail was tried by hand, with one of these mistakes at a time; each was caught: an undo that leaves
its plan; a release, or a claim, that ignores a halt; what was claimed before a halt not looked at again; a
claim that ignores expiry; a send that does not look at the embargo; an embargo that leaves an earlier plan;
an embargo that an editor may lift; a send, or a plan, of an alert in any state; one person for two; a kill
that drops nothing; a handled event that is handled again; all languages to each reader. An assertion inside
the channel's send is no good: the lane takes it for an error of the channel, so what is wrong there is kept
until the next look.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
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
from tests.chat import ANNA, BORIS, CHIEF
from tests.desk_machine import DeskMachine
from tests.desk_steps import READERS
from tests.desk_world import Fate

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


def machine_of(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, patch: pytest.MonkeyPatch
) -> type[DeskMachine]:
    patch.setattr(batches, "SIZE", BATCH)
    opened, shut = (
        of_sqlite(tmp_path) if kind == "sqlite" else of_postgres(request.getfixturevalue("postgres"))
    )
    about = {"opened": staticmethod(opened), "shut": staticmethod(shut), "walked": Counter[str]()}
    return type("Machine", (DeskMachine,), about)


def halted_in_hand(desk: DeskMachine) -> None:
    desk.halted_while_in_hand(("telegram", 0), ANNA, 3.0, ())


def expired(desk: DeskMachine) -> None:
    desk.claimed_when_it_has_expired(("telegram", 0), ANNA)


def embargoed(desk: DeskMachine) -> None:
    """Let an editor try to lift an embargo, and an admin do it."""
    desk.writes(ANNA, "", ("fr",), None)
    desk.types(ANNA, "embargo {id} +60", 0, None)
    desk.types(BORIS, "alert send {id}", 0, None)
    for who in (BORIS, CHIEF):
        desk.types(who, "embargo {id} off", 0, None)
        desk.types(who, "alert send {id}", 0, None)


def recalled(desk: DeskMachine) -> None:
    """Recall what is half sent, with batches left to be laid."""
    desk.writes_and_sends(ANNA, "", ("he", "fr"), "send", CHIEF)
    desk.waits(31.0)
    for step in ("release", "lay"):  # the last batch is left
        desk.a_step(step, None)
    desk.claims(("telegram", 0), 1, None)
    desk.lets_out(("telegram", 0), Fate.KEPT, None)
    desk.types(BORIS, "recall {id}", 0, None)


def left(desk: DeskMachine) -> None:
    """Let a reader leave while an alert is in the queue."""
    desk.writes_and_sends(ANNA, "", (), "send", CHIEF)
    desk.waits(31.0)
    for step in ("release", "lay", "lay"):
        desk.a_step(step, None)
    for who in READERS:
        desk.comes_or_goes(who, comes=False, burns=None)


def doubted(desk: DeskMachine) -> None:
    """Let no answer come to what the service has taken: it is not sent again."""
    left(desk)
    desk.writes_and_sends(ANNA, "", (), "send", CHIEF)
    for who in READERS:
        desk.comes_or_goes(who, comes=True, burns=None)
    desk.waits(31.0)
    for step in ("release", "lay", "lay"):
        desk.a_step(step, None)
    for fate in (Fate.NO_ANSWER, Fate.KEPT):
        desk.claims(("telegram", 0), 4, None)
        desk.lets_out(("telegram", 0), fate, None)
        desk.waits(3.0)
        desk.a_step("settle", None)


@pytest.mark.parametrize("story", [halted_in_hand, expired, embargoed, recalled, left, doubted])
def test_what_is_seldom_drawn_is_told_each_time(
    story: Callable[[DeskMachine], None],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = machine_of("sqlite", tmp_path, request, monkeypatch)()
    try:
        desk.begin(timedelta(seconds=30), timedelta(0), two=False)
        story(desk)
    finally:
        desk.teardown()


@pytest.mark.timeout(300 + 120 * MINUTES)
@pytest.mark.parametrize(("kind", "histories"), [("sqlite", 14), ("postgresql", 8)])
def test_no_order_of_events_sends_what_nobody_let_go_or_sends_it_twice(
    kind: str,
    histories: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = machine_of(kind, tmp_path, request, monkeypatch)
    until = monotonic() + 60 * MINUTES
    while True:
        run_state_machine_as_test(
            machine, settings=SEARCH if MINUTES else settings(EACH, max_examples=histories)
        )
        print(f"{kind}: {dict(machine.walked)}")  # noqa: T201 -- what a long search came to, shown by pytest -s
        if monotonic() >= until:
            break
    assert machine.walked["handed"] > histories
