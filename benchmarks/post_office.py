"""A newsletter under kills: sent by the program through a real mail server, and judged afterwards."""

import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
from sqlalchemy import Connection, func, insert, select, update

from benchmarks.race import Process, cpu_seconds, program, running
from benchmarks.stand import ROOT, free_port, newsroom
from benchmarks.storage import still_open, storage
from bot.clock import utc_now
from bot.model import DeliveryState, Priority, SubscriberStatus, Summary, Topic, TopicId
from bot.rules.seal import Purpose, seal
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import alert, delivery, sender, subscriber, subscription
from bot.store.topic import keep as keep_topics
from tests.rows import an_alert

SENDER: Final = "news@example.org"
KEY: Final = "a-made-up-secret"
HOOK: Final = "another-made-up-secret"
TOPIC: Final = "israel"
IN_FLIGHT: Final = 8
STALLED: Final = 180.0
"""Seconds after which a step that gets nowhere is given up; a busy machine is slow."""
_CHUNK: Final = 500


@dataclass(frozen=True)
class Run:
    """How many readers there are, how many are told later or never, how often the program is killed.

    `bounced` is how many letters that were taken come back afterwards, `lease` the seconds after which a
    send without an outcome is in doubt; half of them is a letter's time-out.
    """

    readers: int
    later: float = 0.05
    never: float = 0.01
    kills: int = 2
    bounced: int = 50
    lease: float = 20.0


@dataclass
class Judged:
    """What came of it. `written` are those whose letter was known as sent before a kill or the end."""

    run: Run
    seconds: float = 0.0
    work: float = 0.0  # processor seconds of the last of the program's processes, its start included
    taken: Counter[str] = field(default_factory=Counter)
    names: dict[str, set[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled_though_written: list[str] = field(default_factory=list)
    undoubted: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    wrongly_marked: int = 0
    open: int = 0
    kills: int = 0
    doubts: int = 0

    @property
    def doubled(self) -> int:
        """How many letters were taken twice: in doubt at a kill, and sent again under the same name."""
        return sum(1 for count in self.taken.values() if count > 1)

    @property
    def rate(self) -> float:
        """Letters a second, kills and restarts included."""
        return sum(self.taken.values()) / self.seconds

    def failures(self) -> list[str]:
        """Name what should not be."""
        named = {
            "lost": self.lost,
            "doubled though written down": self.doubled_though_written,
            "sent again though in no doubt": self.undoubted,
            "sent again under another name": self.renamed,
            "not marked though the address is nobody's": self.unmarked,
        }
        found = [f"{len(who)} {what}" for what, who in named.items() if who]
        if self.doubled > self.kills * IN_FLIGHT:
            found.append(f"{self.doubled} doubled by {self.kills} kills with {IN_FLIGHT} in flight")
        if self.wrongly_marked:
            found.append(f"{self.wrongly_marked} marked as lost that are there")
        if self.open:
            found.append(f"{self.open} not come to an end")
        return found

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"{self.run.readers} readers, {self.kills} kills: lost {len(self.lost)}, doubled though written "
            f"down {len(self.doubled_though_written)}, in doubt {self.doubts}, of these taken twice "
            f"{self.doubled} (bound {self.kills * IN_FLIGHT}), not marked {len(self.unmarked)}, "
            f"{self.rate:.0f} letters/s over {self.seconds:.1f} s"
        )


def addresses(run: Run) -> list[str]:
    """Name the readers; what the server says to each is in the name."""
    later, never = int(run.readers * run.later), int(run.readers * run.never)
    kinds = ["later"] * later + ["never"] * never + ["yes"] * (run.readers - later - never)
    step = 7919  # a prime: the kinds lie spread among the numbers
    return [f"{kinds[(number * step) % run.readers]}-{number}@example.org" for number in range(run.readers)]


@dataclass
class Office:
    """The program, the mail server, and what they work on."""

    run: Run
    folder: Path
    database: Database
    smtp: int
    port: int
    told: dict[str, str]
    judged: Judged
    written: dict[str, int] = field(default_factory=dict)
    _starts: int = 0

    @property
    def journal(self) -> Path:
        """Where the mail server writes down what it took."""
        return self.folder / "taken.jsonl"

    def taken(self) -> list[dict[str, str]]:
        """Read what was taken."""
        if not self.journal.exists():
            return []
        return [json.loads(line) for line in self.journal.read_text("utf-8").splitlines()]

    async def start(self, closing: ExitStack) -> Process:
        """Start the program, and wait until its mail is open."""
        self._starts += 1
        log = self.folder / f"program-{self._starts}.log"
        made = closing.enter_context(running(program("--only", "web,inbox,deliver"), log, self.told))
        async with asyncio.timeout(STALLED):
            while b"channel is open" not in log.read_bytes():
                assert made.poll() is None, log.read_text("utf-8")
                await asyncio.sleep(0.05)
        return made

    async def until(self, count: int) -> None:
        """Wait until so many letters were taken, or nothing comes any more."""
        reached, since = -1, time.monotonic()
        while reached < count:
            now = sum(1 for _ in self.journal.open("rb")) if self.journal.exists() else 0
            if now > reached:
                reached, since = now, time.monotonic()
            if time.monotonic() - since > STALLED:
                raise AssertionError(f"only {reached} of {count} letters came")
            await asyncio.sleep(0.02)

    async def note_written(self) -> None:
        """Note whose letters are known as sent, and how often each was: none may be sent again."""
        taken = Counter(one["to"] for one in self.taken())
        for who in await self.database.read(_written):
            self.written.setdefault(who, taken[who])


async def newsletter(run: Run, kind: str = "sqlite") -> Judged:
    """Send a newsletter to all, killing the program on the way, and judge what came of it."""
    async with _opened(run, kind) as office:
        with ExitStack() as closing:
            began = time.monotonic()
            process = await office.start(closing)
            for number in range(run.kills):
                await office.until((number + 1) * run.readers // (run.kills + 2))
                process.kill()
                process.wait()
                office.judged.kills += 1
                await office.note_written()
                process = await office.start(closing)
            await _finish(office)
            office.judged.seconds = time.monotonic() - began
            office.judged.work = cpu_seconds(process.pid)
            await office.note_written()
            await _bounce(office)
        await _judge(office)
        return office.judged


@asynccontextmanager
async def _opened(run: Run, kind: str) -> AsyncIterator[Office]:
    with storage(kind) as url, tempfile.TemporaryDirectory() as made, ExitStack() as closing:
        folder, smtp, port = Path(made), free_port(), free_port()
        sink = ["-m", "benchmarks.mail_sink", "--port", str(smtp), "--journal", str(folder / "taken.jsonl")]
        closing.enter_context(running([program()[0], *sink]))
        database = Database(url)
        closing.callback(database.close)
        await listening(smtp)
        people = addresses(run)
        await database.write(lambda tx: seed(tx, people))
        told = {
            "DATABASE_URL": url,
            "PORT": str(port),
            "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "EMAIL_FROM": f"The Paper <{SENDER}>",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TOCSIN_EMAIL_SECRET": KEY,
            "TOCSIN_EMAIL_HOOK_SECRET": HOOK,
            "TOCSIN_EMAIL_RATE": "2000",
            "TOCSIN_EMAIL_TIMEOUT": str(run.lease / 2),
            "TOCSIN_EMAIL_IN_FLIGHT": str(IN_FLIGHT),
            "TOCSIN_DELIVERY_LEASE": str(run.lease),
            "TOCSIN_DELIVERY_TIMEOUT": str(run.lease / 2),
            "TOCSIN_NEWSROOM": str(newsroom(folder, TOPIC)),
            "TOCSIN_LOG_FORMAT": "json",
            "PYTHONPATH": str(ROOT),
        }
        yield Office(run, folder, database, smtp, port, told, Judged(run))


async def listening(port: int) -> None:
    """Wait until somebody answers at a port."""
    async with asyncio.timeout(STALLED):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def seed(tx: Connection, people: Sequence[str]) -> None:
    """Make readers whose newsletter is due, and a day's stories for it."""
    now = utc_now()
    by = senders.enrol(tx, "email", SENDER, now, digests_only=True)
    keep_topics(tx, [Topic(TopicId(TOPIC), {"en": "News"})], now)
    for number in range(5):
        words = Summary(
            f"The harbour bridge is closed, says notice {number}", ("Both lanes are shut.",), "en"
        )
        made = an_alert(tx, summary=words, priority=Priority.NORMAL, expires_in=86400, now=now)
        tx.execute(update(alert).where(alert.c.id == made).values(released_at=now - timedelta(hours=1)))
    wish = {"digest": "daily", "digest_at": now.hour * 60 + now.minute}
    usual: dict[str, Any] = {
        "channel": "email",
        "sender_id": by,
        "language": "en",
        "status": SubscriberStatus.ACTIVE,
        "role": "reader",
        "menu": [],
        "joined_at": now - timedelta(days=2),
        "due_at": now,
        "wish": wish,
        "digest_due_at": now - timedelta(seconds=1),
    }
    proof = {
        "topic_id": TOPIC,
        "consent_at": now - timedelta(days=2),
        "consent_how": "benchmark",
        "consent_words": "",
        "consent_language": "en",
    }
    for at in range(0, len(people), _CHUNK):
        some = [usual | {"address": one} for one in people[at : at + _CHUNK]]
        ids = tx.scalars(insert(subscriber).returning(subscriber.c.id), some).all()
        tx.execute(insert(subscription), [proof | {"subscriber_id": id_} for id_ in ids])


async def _finish(office: Office) -> None:
    """Let what waits for minutes come now, and wait until all has come to an end."""
    until = time.monotonic() + STALLED * 5
    while await office.database.read(_unfinished):
        assert time.monotonic() < until, "it does not come to an end"
        await office.database.write(_pass_minutes)
        await asyncio.sleep(0.5)


def _open(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(delivery).where(still_open())) or 0


def _unfinished(tx: Connection) -> int:
    due = select(func.count()).where(subscriber.c.digest_due_at <= utc_now())
    return (tx.scalar(due) or 0) + _open(tx)


def _pass_minutes(tx: Connection) -> None:
    """Bring what the mail server put off forward: nobody waits for five minutes here."""
    now = utc_now()
    queued = delivery.c.state == DeliveryState.QUEUED
    tx.execute(update(delivery).where(queued, delivery.c.due_at > now).values(due_at=now))
    tx.execute(update(subscriber).where(subscriber.c.due_at > now).values(due_at=now))
    tx.execute(update(sender).where(sender.c.due_at > now + timedelta(seconds=1)).values(due_at=now))


async def _bounce(office: Office) -> None:
    """Hand letters that were taken back to the program, as a mail server does."""
    query = (
        select(delivery.c.id, subscriber.c.address)
        .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
        .where(delivery.c.state == DeliveryState.SENT, delivery.c.priority == int(Priority.DIGEST))
        .order_by(delivery.c.id)
        .limit(office.run.bounced)
    )
    rows = await office.database.read(lambda tx: tx.execute(query).all())
    headers = {"Authorization": f"Bearer {HOOK}", "Content-Type": "message/rfc822"}
    url = f"http://127.0.0.1:{office.port}/hooks/email"
    async with aiohttp.ClientSession(headers=headers) as session:
        for row in rows:
            sealed = seal(KEY.encode(), Purpose.LETTER, row.id)
            async with session.post(url, data=bounce_of(f"bounces+{sealed}@example.org")) as answer:
                assert answer.status == 204, answer.status  # noqa: PLR2004 -- an HTTP status
    gone = {row.address for row in rows}
    async with asyncio.timeout(STALLED):
        while gone - await office.database.read(_lost):  # noqa: ASYNC110 -- another process sets no event
            await asyncio.sleep(0.05)
    office.judged.wrongly_marked = len(await office.database.read(_lost) - gone - _never(office.run))


def bounce_of(back_to: str) -> bytes:
    """Write a bounce as RFC 3464 asks."""
    lines = (
        f"To: {back_to}",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.org",
        "",
        "Final-Recipient: rfc822; nobody@example.org",
        "Action: failed",
        "Status: 5.1.1",
        "",
        "--b--",
    )
    return "\r\n".join(lines).encode()


async def _judge(office: Office) -> None:
    judged = office.judged
    for one in office.taken():
        judged.taken[one["to"]] += 1
        judged.names.setdefault(one["to"], set()).add(one["name"])
    never = _never(office.run)
    judged.lost = [one for one in addresses(office.run) if one not in never and not judged.taken[one]]
    twice = [one for one, count in judged.taken.items() if count > 1]
    repeated = await office.database.read(_repeated)
    judged.doubled_though_written = [
        who for who, count in office.written.items() if judged.taken[who] != count
    ]
    judged.doubts = len(repeated)
    judged.undoubted = [one for one in twice if one not in repeated]
    judged.renamed = [one for one, names in judged.names.items() if len(names) > 1]
    judged.unmarked = sorted(never - await office.database.read(_lost))
    judged.open = await office.database.read(_open)


def _never(run: Run) -> set[str]:
    return {one for one in addresses(run) if one.startswith("never-")}


def _addresses(tx: Connection, *where: Any) -> set[str]:  # noqa: ANN401 -- conditions
    query = select(subscriber.c.address).join(delivery, delivery.c.subscriber_id == subscriber.c.id)
    return set(tx.scalars(query.where(delivery.c.priority == int(Priority.DIGEST), *where)))


def _written(tx: Connection) -> set[str]:
    return _addresses(tx, delivery.c.state == DeliveryState.SENT)


def _repeated(tx: Connection) -> set[str]:
    return _addresses(tx, delivery.c.repeat.is_(True))


def _lost(tx: Connection) -> set[str]:
    return set(tx.scalars(select(subscriber.c.address).where(subscriber.c.status == SubscriberStatus.LOST)))
