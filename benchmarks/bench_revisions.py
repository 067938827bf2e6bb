"""Edit histories replayed to the whole program: who is shown or told what, how soon, and who is not.

The program runs from its command line with its own default rates (29.6 and 79 a second), polls a paper on
loopback, and is killed while it corrects; the sandbox's journal says what came of it. First many histories
(typos, punctuation, re-dating, appended text; rewritten headlines; numbers, names, negations, meanings;
retractions; in English, French and Hebrew) for some readers on both channels. Then a few that matter for a
crowd on Telegram, one after another, for the time that it takes. Exits with 1 where a target is missed.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, func, select, update

from benchmarks.histories import History, Paper, Truth, histories
from benchmarks.referee import shares
from benchmarks.stand import BOT, NUMBER, TIMEOUT, Stand, sandbox
from benchmarks.storage import KINDS, still_open, storage
from benchmarks.trial import LATE, Run
from bot.clock import utc_now
from bot.model import SubscriberStatus
from bot.store.database import Database
from bot.store.schema import delivery, entry, subscriber, suspicion
from tests.rows import a_subscriber

TARGET = 60.0
"""Seconds from the look that saw an edit until 95 in a hundred chats show it."""
AT_A_LOOK = 8
"""Entries that come out between two looks: more would be a flood, which waits for a digest."""
STRANGERS = 4
"""Readers of another topic, and readers of the first who leave before it is corrected; of each so many."""
MOST_WORDS = 12
"""Of a text, that stand in a message that says it: a longer one may be cut."""
WAVES = 4
LIMIT = 900.0
"""Seconds that a phase may take."""
MATTER = ("number", "negation", "headline rewrite")
NAMED = re.compile(r"/h/(\d+)\b")
NEWSROOM = """[newsroom]
name = "The Paper"
languages = ["en", "fr", "he"]
[[topic]]
id = "news"
names = {{ en = "News" }}
[[topic]]
id = "sport"
names = {{ en = "Sport" }}
[[source]]
url = "{url}/feed.xml"
topics = ["news"]
every = 1
"""


@dataclass
class Readers:
    """Who is there, by address; `left` said stop after the first message, `strangers` want other news."""

    telegram: list[str] = field(default_factory=list)
    whatsapp: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


@dataclass
class Score:
    """What came of some histories; moments are seconds from the look that saw the edit."""

    cosmetic: int = 0
    chats: int = 0
    edited: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0
    doubled: int = 0
    asked: int = 0
    retractions: int = 0
    seconds: list[float] = field(default_factory=list)
    kills: int = 0

    def faults(self, name: str) -> list[str]:
        """Name the targets that were missed."""
        p95 = shares(sorted(self.seconds), (95,)).get(95, 0.0)
        kept = {
            f"{self.cosmetic} messages for cosmetic edits or retractions": self.cosmetic == 0,
            f"{self.chats - self.edited} of {self.chats} Telegram chats not edited": self.edited
            == self.chats,
            f"p95 {p95:.1f} s": p95 <= TARGET,
            f"{self.missed} WhatsApp corrections missed": self.missed == 0,
            f"{self.wrong} WhatsApp corrections to whom they don't concern": self.wrong == 0,
            f"{self.doubled} doubled": self.doubled == 0,
            f"{self.retractions - self.asked} retractions not held": self.asked == self.retractions,
        }
        return [f"{name}: {words}" for words, is_so in kept.items() if not is_so]


@dataclass
class Press:
    """A paper, the program that follows it, and the sandbox behind it."""

    paper: Paper
    stand: Stand
    run: Run
    readers: Readers

    async def publish(self, those: Sequence[History]) -> None:
        """Publish histories, a few between two looks, and wait until all have reached everybody."""
        for first in range(0, len(those), AT_A_LOOK):
            self.paper.published += those[first : first + AT_A_LOOK]
            await self.until(lambda: all(one.seen_at for one in self.paper.published))
        await self.until_quiet()

    async def edit(self, those: Sequence[History], kills: int) -> None:
        """Edit histories, kill the program while it follows, and wait until it has."""
        for one in those:
            one.shown += 1
        await self.until(lambda: all(len(one.seen_at) > one.shown for one in those))
        for _ in range(kills):
            await asyncio.sleep(2.0)
            await self.run.kill()
        await self.until_quiet()

    async def until(self, holds: Any) -> None:  # noqa: ANN401 -- a plain question
        """Wait until something is so."""
        async with asyncio.timeout(LIMIT):
            while not holds():  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.05)

    async def until_quiet(self) -> None:
        """Wait until no row waits for any step, and a look longer."""
        quiet = 0
        async with asyncio.timeout(LIMIT):
            while quiet < 3:  # noqa: PLR2004 -- a step may lie between two of its rows
                await asyncio.sleep(0.3)
                quiet = 0 if await self.run.database.read(_waits) else quiet + 1

    async def journal(self) -> dict[tuple[str, int], list[dict[str, Any]]]:
        """Read the messages that were accepted, by reader and history."""
        async with self.stand.session.get(f"{self.stand.url}/journal") as answer:
            found: dict[tuple[str, int], list[dict[str, Any]]] = {}
            for one in await answer.json():
                number = NAMED.search(one["html"] or one["text"])
                assert number, one
                found.setdefault((one["to"], int(number[1])), []).append(one)
            return found


def main() -> None:
    """Replay, print, and judge."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--histories", type=int, default=100)
    arguments.add_argument("--readers", type=int, default=20, help="half of them on each channel")
    arguments.add_argument("--crowd", type=int, default=1000, help="readers on Telegram in the second part")
    arguments.add_argument(
        "--kills", type=int, default=6, help="in the first part; in the second one an edit"
    )
    arguments.add_argument("--storage", default="sqlite", help=f"{', '.join(KINDS)}, or a database's URL")
    told = arguments.parse_args()
    faults = []
    made = list(histories(told.histories))
    score = asyncio.run(_many(made, told.readers, told.kills, told.storage))
    _show(f"{told.histories} edit histories, {told.readers} readers", score)
    faults += score.faults("many")
    score = asyncio.run(_crowd(list(histories(len(MATTER), MATTER)), told.crowd, told.storage))
    _show(f"{len(MATTER)} that matter, {told.crowd} readers on Telegram", score)
    faults += score.faults("crowd")
    for words in faults:
        print(f"MISSED {words}")
    sys.exit(bool(faults))


async def _many(those: list[History], readers: int, kills: int, kind: str) -> Score:
    async with _press(kind, readers // 2, readers - readers // 2) as press:
        await press.publish(those)
        await press.run.database.write(lambda tx: _leave(tx, press.readers.left))
        for wave in range(WAVES):  # each chat takes one message a second: all at once would be its limit
            some = those[wave::WAVES]
            await press.edit(some, kills * (wave + 1) // WAVES - kills * wave // WAVES)
        await asyncio.sleep(LATE)
        return await _score(press, those)


async def _crowd(those: list[History], crowd: int, kind: str) -> Score:
    async with _press(kind, crowd, 0) as press:
        await press.publish(those)
        for one in those:
            await press.edit([one], 1)
        await asyncio.sleep(LATE)
        return await _score(press, those)


@asynccontextmanager
async def _press(kind: str, telegram: int, whatsapp: int) -> AsyncIterator[Press]:
    with tempfile.TemporaryDirectory() as made, storage(kind) as url:
        folder, paper = Path(made), Paper(time.time)
        app = web.Application()
        app.router.add_get("/feed.xml", paper.feed)
        async with TestServer(app) as server, sandbox(folder) as stand:
            paper.url = str(server.make_url("")).rstrip("/")
            (folder / "newsroom.toml").write_text(NEWSROOM.format(url=paper.url), encoding="utf-8")
            run = Run(folder, stand, Database(url), _settings(stand, url, folder), "benchmarks.hastened")
            try:
                readers = await _gather(stand, run.database, telegram, whatsapp)
                run.start(1)
                press = Press(paper, stand, run, readers)
                await press.until(lambda: paper.looks > 1)  # the first one is a baseline
                yield press
                run.stop()
            finally:
                run.end()


def _settings(stand: Stand, url: str, folder: Path) -> dict[str, str]:
    return stand.settings() | {
        "DATABASE_URL": url,
        "TOCSIN_NEWSROOM": str(folder / "newsroom.toml"),
        "TOCSIN_LOG_FORMAT": "json",
        "TOCSIN_FETCH_ALLOW_PRIVATE": "true",
        "TOCSIN_POLL_MINIMUM": "1",
        "TOCSIN_POLL_LEASE": "5",
        "TOCSIN_EDIT_READ_PAGES": "false",
        "TOCSIN_EDIT_STORIES": "false",  # its articles are written to one pattern
        "TOCSIN_DELIVERY_TIMEOUT": str(TIMEOUT),
        "TOCSIN_DELIVERY_LEASE": str(2 * TIMEOUT),
    }


async def _gather(stand: Stand, database: Database, telegram: int, whatsapp: int) -> Readers:
    few = STRANGERS if whatsapp else 0
    crowd = await stand.ask("/people", telegram=telegram, whatsapp=whatsapp + 2 * few)
    numbers = crowd["whatsapp"]
    left, strangers = numbers[:few], numbers[few : 2 * few]
    readers = Readers([str(id_) for id_ in crowd["telegram"]], numbers[2 * few :], left, strangers)

    def subscribe(tx: Connection) -> None:
        now = utc_now()
        for address in readers.telegram:
            _a_reader(tx, "telegram", BOT, address, "news", now)
        for address in numbers:
            _a_reader(tx, "whatsapp", NUMBER, address, "sport" if address in strangers else "news", now)

    await database.write(subscribe)
    return readers


def _a_reader(tx: Connection, channel: str, account: str, address: str, topic: str, now: datetime) -> None:
    a_subscriber(tx, channel=channel, account=account, address=address, topics=[topic], heard_at=now, now=now)


def _leave(tx: Connection, who: Sequence[str]) -> None:
    gone = update(subscriber).where(subscriber.c.address.in_(who))
    tx.execute(gone.values(status=SubscriberStatus.LEFT, left_at=utc_now()))


def _waits(tx: Connection) -> bool:
    waiting = (
        select(delivery.c.id).where(still_open()),
        select(delivery.c.id).where(delivery.c.amend_at.is_not(None)),
        select(entry.c.id).where(entry.c.due_at.is_not(None)),
    )
    return any(tx.execute(query.limit(1)).first() for query in waiting)


async def _score(press: Press, those: Sequence[History]) -> Score:
    journal, score = await press.journal(), Score(kills=len(press.run.cut_off))
    for one in those:
        for reader in press.readers.telegram:
            _judge_telegram(score, one, journal.get((reader, one.now.number), []))
        for reader in press.readers.whatsapp:
            _judge_whatsapp(score, one, journal.get((reader, one.now.number), []))
        for reader in press.readers.left:
            score.wrong += len(journal.get((reader, one.now.number), [])) > 1
        for reader in press.readers.strangers:
            score.wrong += len(journal.get((reader, one.now.number), []))
    score.retractions = sum(one.truth is Truth.RETRACTION for one in those)
    score.asked = await press.run.database.read(_held)
    return score


def _held(tx: Connection) -> int:
    return tx.scalar(select(func.count()).where(suspicion.c.state == "held")) or 0


def _judge_telegram(score: Score, one: History, messages: Sequence[dict[str, Any]]) -> None:
    score.doubled += max(0, len(messages) - 1)
    changed = [message for message in messages if message["edited"]]
    if one.truth in {Truth.COSMETIC, Truth.RETRACTION}:
        score.cosmetic += len(changed)
        return
    score.chats += 1
    if len(changed) == 1 and _says(changed[0]["text"], one):
        score.edited += 1
        at = datetime.fromisoformat(changed[0]["edited_at"]).timestamp()
        score.seconds.append(at - one.seen_at[one.shown])


def _judge_whatsapp(score: Score, one: History, messages: Sequence[dict[str, Any]]) -> None:
    copies = Counter(message["text"] for message in messages)
    score.doubled += sum(count - 1 for count in copies.values())
    later = [message["text"] for message in messages[1:]]
    if one.truth is Truth.MATERIAL:
        score.right += len(later) == 1 and _says(later[0], one)
        score.missed += not later or not _says(later[-1], one)
        score.wrong += max(0, len(later) - 1)
    elif one.truth is Truth.MINOR:
        score.wrong += len(later)
    else:
        score.cosmetic += len(later)


def _says(text: str, one: History) -> bool:
    """Say whether a message has the words that the edit brought: in the headline, or in the lead below it."""
    before, after = one.versions[0], one.now
    new = after.title if after.title != before.title else after.lead
    return " ".join(new.split()[:MOST_WORDS]) in " ".join(text.replace("*", " ").split())


def _show(name: str, score: Score) -> None:
    print(f"{name}, {score.kills} kills:")
    print(f"  messages for cosmetic edits or retractions  {score.cosmetic}")
    print(f"  retractions held for the editors            {score.asked} of {score.retractions}")
    share = score.edited / max(1, score.chats)
    print(f"  Telegram chats edited                       {score.edited} of {score.chats} ({share:.1%})")
    if score.seconds:
        of = shares(sorted(score.seconds), (50, 95, 100))
        print(f"  seconds after the look, p50 p95 last        {of[50]:.1f} {of[95]:.1f} {of[100]:.1f}")
    corrections = f"right {score.right}, missed {score.missed}, wrong {score.wrong}"
    print(f"  WhatsApp corrections                        {corrections}")
    print(f"  doubled                                     {score.doubled}", flush=True)


if __name__ == "__main__":
    main()
