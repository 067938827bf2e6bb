"""An import of 100,000 lines of which one in a hundred is wrong: the look, the yes, and the taking in.

Beside it stands a plain loop over the same file: Python's csv, and two inserts a line in one transaction
of the same database, with no rule, no proof and no way to resume. Exits 1 where somebody is missing or
doubled, a wrong line is not told, or the whole takes more than 60 s of processor, or by the clock.
"""

import asyncio
import csv
import io
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection, func, insert, select

from bot.ask import Promises
from bot.clock import utc_now
from bot.model import Address, Role, SubscriberStatus
from bot.newsroom import Newsroom, NewsroomFile
from bot.pipeline.bell import Bell
from bot.pipeline.transfer import Transfers
from bot.store import file as files
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store import topic as topics
from bot.store import transfer as transfers
from bot.store.database import Database
from bot.store.migration import migrate
from bot.store.schema import subscriber, subscription
from bot.store.transfer import Kind, State

LINES: Final = 100_000
WRONG: Final = 100  # one line in so many
MOST: Final = 60.0
NOW: Final = datetime(2026, 11, 27, tzinfo=UTC)


def main() -> None:
    """Measure, print, and say by the exit code whether the bounds hold."""
    content = file()
    with tempfile.TemporaryDirectory() as folder:
        plain = loop(database(Path(folder) / "plain.db"), content)
        fine = asyncio.run(imported(database(Path(folder) / "tocsin.db"), content, plain))
    sys.exit(0 if fine else 1)


def file() -> bytes:
    """Write the file: every hundredth number lacks its country code."""
    lines = ["channel,address,name,language,topics,consent_at,consent_how,consent_words"]
    for number in range(LINES):
        address = f"06{number:08d}" if number % WRONG == 0 else f"+3361{number:07d}"
        lines.append(f"whatsapp,{address},Person {number},fr,monde,2025-03-01,a form,Send me the news")
    return "\n".join(lines).encode()


def database(path: Path) -> Database:
    """Make an empty database with a newsroom and an admin."""
    made = Database(f"sqlite:///{path}")
    migrate(made)

    def prepare(tx: Connection) -> None:
        topics.keep(tx, newsroom().topics, NOW)
        senders.enrol(tx, "whatsapp", "account", NOW)
        telegram = senders.enrol(tx, "telegram", "account", NOW, edits=True)
        met = subscribers.meet(tx, Address("telegram", "1"), telegram, "en", NOW)
        subscribers.change(tx, met.id, role=Role.ADMIN)

    made.write_here(prepare)
    return made


def newsroom() -> Newsroom:
    """Make a newsroom with one topic."""
    masthead = {"name": "Le Fil", "languages": ["fr", "en"], "timezone": "Europe/Paris"}
    topic = {"id": "monde", "names": {"fr": "Monde", "en": "World"}}
    return Newsroom(NewsroomFile.model_validate({"newsroom": masthead, "topic": [topic]}))


def loop(made: Database, content: bytes) -> float:
    """Take the same people in with the plainest code; return its seconds of processor."""
    began = time.process_time()

    def work(tx: Connection) -> None:
        for row in csv.DictReader(io.StringIO(content.decode())):
            if not row["address"].startswith("+"):
                continue
            new = insert(subscriber).values(
                channel=row["channel"],
                address=row["address"],
                sender_id=1,
                name=row["name"],
                language=row["language"],
                status=SubscriberStatus.ACTIVE,
                role=Role.READER,
                menu=[],
                joined_at=NOW,
                due_at=NOW,
            )
            id_ = tx.scalar(new.returning(subscriber.c.id))
            proof = insert(subscription).values(
                subscriber_id=id_,
                topic_id=row["topics"],
                consent_at=datetime.fromisoformat(row["consent_at"]).replace(tzinfo=UTC),
                consent_how=row["consent_how"],
                consent_words=row["consent_words"],
                consent_language=row["language"],
            )
            tx.execute(proof)

    made.write_here(work)
    made.close()
    return time.process_time() - began


async def imported(made: Database, content: bytes, plain: float) -> bool:
    """Import the file, and print what it took; False where it took too much, or is not right."""
    log, promises = structlog.get_logger(), Promises(key=b"key")
    run = Transfers(made, {}, newsroom(), promises, utc_now, log, Bell())
    number = await made.write(lambda tx: begun(tx, content))
    began, at = time.process_time(), time.monotonic()
    await run.run_due()
    looked = time.process_time() - began
    await made.write(lambda tx: transfers.confirm(tx, number, "stated", utc_now()))
    await run.run_due()
    cpu, clock = time.process_time() - began, time.monotonic() - at
    row = await made.read(lambda tx: transfers.find(tx, number))
    people = select(func.count()).select_from(subscriber).where(subscriber.c.channel == "whatsapp")
    count = await made.read(lambda tx: tx.scalar(people))
    told = (await made.read(lambda tx: files.content(tx, row.made) if row and row.made else None)) or b""
    wrong = len(told.splitlines()) - 1
    made.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{LINES} lines, {wrong} wrong: {count} people taken in")
    print(f"look {looked:.1f} s, taking in {cpu - looked:.1f} s of processor; {clock:.1f} s by the clock")
    print(f"a plain loop: {plain:.1f} s of processor; the import takes {cpu / plain:.2f} times that")
    print(f"most memory {memory:.0f} MB")
    right = (count, wrong) == (LINES - LINES // WRONG, LINES // WRONG)
    return right and cpu <= MOST and clock <= MOST


def begun(tx: Connection, content: bytes) -> int:
    """Begin an import whose file has been fetched."""
    now = utc_now()
    kept = files.keep(tx, "people.csv", "text/csv", content, now)
    who = subscribers.at(tx, Address("telegram", "1"))
    if who is None:
        raise AssertionError("the admin is there")
    number = transfers.begin(tx, Kind.IMPORT, State.CHECKING, who.id, "en", now)
    row = transfers.find(tx, number)
    if row is None:
        raise AssertionError("a row just inserted is there")
    transfers.step(tx, row, now, file_id=kept.id)
    return number


if __name__ == "__main__":
    main()
