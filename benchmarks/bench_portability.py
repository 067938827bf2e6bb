"""A million people out into one export, and in again into an empty installation: time and memory.

Each step runs in a process of its own, of which the most memory is told, for all of them and for a tenth:
where both are alike, memory is flat. Beside the import stands a plain loop over the same table: Python's
csv and executemany into the same three tables of an empty database, with no rule, no choice and no look at
who is there. Exits 1 where somebody is missing, the second export is not the first, or it takes too long.

``--people 1000000``, ``--postgresql`` for both ends on a server of its own.
"""

import argparse
import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr, TypeAdapter
from sqlalchemy import Connection, func, select

from benchmarks.storage import storage
from bot.app.portable.exporting import export
from bot.app.portable.importing import import_everything
from bot.app.portable.work import Terms
from bot.carried import Carried, Proof, Step, Word
from bot.model import DigestDays, Topic, TopicId, Wish
from bot.settings import Settings
from bot.store import arrival
from bot.store import sender as senders
from bot.store import topic as topics
from bot.store.arrival import House
from bot.store.database import Database
from bot.store.schema import consent, subscriber, subscription

PEOPLE: Final = 1_000_000
MOST: Final = 120.0  # of processor: by the clock a machine that others use tells nothing
STRETCH: Final = 5_000
NOW: Final = datetime(2026, 11, 27, tzinfo=UTC)
WORDS: Final = "You get news alerts from Le Fil here, on: Monde. To end them, write STOP at any time."
NEWSROOM: Final = """
[newsroom]
name = "Le Fil"
languages = ["fr", "en"]
[[topic]]
id = "monde"
names = { fr = "Monde" }
[[topic]]
id = "sport"
names = { fr = "Sport" }
"""
WISH: Final = (
    TypeAdapter(Wish).dump_json(Wish(quiet_from=1320, quiet_until=420, digest=DigestDays.DAILY)).decode()
)


@dataclass(frozen=True)
class Took:
    """What one step took: by the clock and of processor, in seconds, and its most memory in MB."""

    clock: float
    cpu: float
    memory: float


def main() -> None:
    """Measure, print, and say by the exit code whether the bounds hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--postgresql", action="store_true")
    told = asked.parse_args()
    kind = "postgresql" if told.postgresql else "sqlite"
    few = moved(kind, told.people // 10)
    many = moved(kind, told.people)
    grown = {name: many[name].memory / few[name].memory for name in ("export", "import")}
    grew = f"{grown['export']:.2f} times out, {grown['import']:.2f} times in"
    print(f"the most memory of {told.people} against {told.people // 10}: {grew}")
    clock = many["export"].clock + many["import"].clock
    cpu = many["export"].cpu + many["import"].cpu
    print(f"out and in: {cpu:.1f} s of processor, {clock:.1f} s by the clock")
    sys.exit(0 if cpu <= MOST and max(grown.values()) < 1.5 else 1)  # noqa: PLR2004 -- a tenth is not flat


def moved(kind: str, people: int) -> dict[str, Took]:
    """Move so many people, print what it took, and look that all came."""
    took: dict[str, Took] = {}
    with (
        tempfile.TemporaryDirectory(prefix="tocsin-move-") as folder,
        storage(kind) as full,
        storage(kind) as empty,
        storage(kind) as plain,
    ):
        place = Path(folder)
        (place / "newsroom.toml").write_text(NEWSROOM, "utf-8")
        apart(fill, full, people)
        took["export"] = apart(out, full, place, "all")
        took["import"] = apart(into, empty, place, "all")
        took["again"] = apart(out, empty, place, "again")
        took["plain"] = apart(loop, plain, place)
        same = all(
            (place / "all" / name).read_bytes() == (place / "again" / name).read_bytes()
            for name in ("subscribers.csv", "sources.opml", "forgotten.jsonl")
        )
        count = counted(empty)
        size = (place / "all" / "subscribers.csv").stat().st_size / 1e6
    print(f"{kind}, {people} people, a table of {size:.0f} MB")
    for name, one in took.items():
        took_it = f"{one.clock:.1f} s by the clock, {one.cpu:.1f} s of processor"
        print(f"  {name}: {took_it}, {one.memory:.0f} MB at most")
    ratio = took["import"].cpu / took["plain"].cpu
    print(f"  the import takes {ratio:.2f} times a plain csv -> executemany loop")
    if count != people or not same:
        sys.exit(f"{count} of {people} came; the second export is {'the same' if same else 'another'}")
    return took


def apart(work: Callable[..., None], *args: Any) -> Took:  # noqa: ANN401 -- whatever `work` takes
    """Run a step in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measured, work, *args).result()


def measured(work: Callable[..., None], *args: Any) -> Took:  # noqa: ANN401 -- as above
    """Run a step, and say what it took."""
    clock, cpu = time.monotonic(), time.process_time()
    work(*args)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Took(time.monotonic() - clock, time.process_time() - cpu, memory)


def settings(url: str, place: Path) -> Settings:
    """Make the settings of an installation."""
    return Settings(
        database_url=SecretStr(url), newsroom=place / "newsroom.toml", telegram_bot_token=SecretStr("4711:x")
    )


def out(url: str, place: Path, name: str) -> None:
    """Export everything."""
    export(settings(url, place), place / name, config=place / "none.toml")


def into(url: str, place: Path, name: str) -> None:
    """Import everything."""
    done = import_everything(settings(url, place), place / name, Terms(), config=place / "none.toml")
    if done.troubles:
        sys.exit("\n".join(done.troubles))


def counted(url: str) -> int:
    """Count the people."""
    database = Database(url)
    try:
        return database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(subscriber)) or 0)
    finally:
        database.close()


# ---- people --------------------------------------------------------------------------------------


def fill(url: str, people: int) -> None:
    """Put people in: most with one topic, and some with all that people choose."""
    database = Database(url)

    def begin(tx: Connection) -> House:
        named = [Topic(TopicId(id_), {"fr": id_.capitalize()}) for id_ in ("monde", "sport")]
        topics.keep(tx, named, NOW)
        numbers = {(name, acc): int(senders.enrol(tx, name, acc, NOW)) for name, acc in ACCOUNTS.items()}
        writers = {name: id_ for (name, _account), id_ in numbers.items()}
        return House(numbers, writers, {}, lambda *_: frozenset(), lambda _: None)

    known = database.write_here(begin)
    left = (person(number) for number in range(people))
    while stretch := list(islice(left, STRETCH)):
        database.write_here(lambda tx: arrival.take(tx, stretch, known, NOW))
    database.close()


ACCOUNTS: Final = {"telegram": "4711", "whatsapp": "+14155238886"}


def person(number: int) -> Carried:
    """Make one of them."""
    channel = "whatsapp" if number % 2 else "telegram"
    address = f"+336{number:08d}" if number % 2 else str(1_000_000_000 + number)
    at = NOW - timedelta(seconds=number + 1)
    chosen = ("monde", "sport") if number % 3 == 0 else ("monde",)
    proofs = tuple(Proof(topic, at, "telegram /start", WORDS, "fr") for topic in chosen)
    given = Step("given", at, "telegram /start", "link", "radio", WORDS, "fr", chosen)
    gone = number % 10 == 9  # noqa: PLR2004 -- one in ten
    ended = Step("ended", at, "/stop", "word", "", "", "", chosen)
    return Carried(
        channel,
        address,
        f"Person {number}",
        "fr",
        "left" if gone else "active",
        at,
        at if gone else None,
        account=ACCOUNTS[channel],
        wish=WISH if number % 10 == 0 else "",
        keywords=(Word(1, "Paris", excludes=False, keys=(number + 1, number + 2)),)
        if number % 20 == 0
        else (),
        proofs=proofs,
        steps=(given, ended) if gone else (given,),
    )


# ---- the plain loop ------------------------------------------------------------------------------


def loop(url: str, place: Path) -> None:
    """Take the same table in with the plainest code that is quick."""
    fill(url, 0)
    database = Database(url)
    with (place / "all" / "subscribers.csv").open(newline="", encoding="utf-8") as file:
        rows = enumerate(csv.DictReader(file), 1)
        while stretch := list(islice(rows, STRETCH)):
            database.write_here(lambda tx: plainly(tx, stretch))
    database.close()


def plainly(tx: Connection, stretch: list[tuple[int, dict[str, str]]]) -> None:
    """Insert a stretch."""
    person_of = (
        *("id", "channel", "address", "sender_id", "name", "language", "status", "role", "menu", "joined_at"),
        "due_at",
    )
    proof_of = ("subscriber_id", "topic_id", "consent_at", "consent_how", "consent_words", "consent_language")
    step_of = ("subscriber_id", "step", "at", "how", "origin", "campaign", "words", "language", "topics")
    executed(
        tx,
        subscriber.name,
        person_of,
        (
            (
                *(id_, row["channel"], row["address"], 1, row["name"], row["language"], row["status"]),
                *(row["role"], "[]", row["joined_at"], row["joined_at"]),
            )
            for id_, row in stretch
        ),
    )
    executed(
        tx,
        subscription.name,
        proof_of,
        (
            (id_, topic, row["consent_at"], row["consent_how"], row["consent_words"], row["consent_language"])
            for id_, row in stretch
            for topic in row["topics"].split()
        ),
    )
    executed(
        tx,
        consent.name,
        step_of,
        (
            (
                id_,
                "given",
                row["consent_at"],
                row["consent_how"],
                row["consent_origin"],
                "",
                row["consent_words"],
                row["consent_language"],
                "[]",
            )
            for id_, row in stretch
        ),
    )


def executed(tx: Connection, table: str, named: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert rows by the driver's own executemany."""
    driver: Any = tx.connection.driver_connection
    place = "%s" if tx.dialect.name == "postgresql" else "?"
    written = f"INSERT INTO {table} ({', '.join(named)}) VALUES ({', '.join([place] * len(named))})"  # noqa: S608 -- ours
    driver.cursor().executemany(written, list(rows))


if __name__ == "__main__":
    main()
