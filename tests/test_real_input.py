"""Feeds as they are in the wild, from poll to delivery, with every entry accounted for."""

import asyncio
import random
import re
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, select, update

from bot.clock import utc_now
from bot.model import Article, DeliveryState
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.edit import Edit
from bot.pipeline.joining import Joining
from bot.pipeline.poll import Poll
from bot.ports import Outbound
from bot.settings import DeliverySettings, FetchSettings
from bot.settings import Edit as EditSettings
from bot.settings import Poll as PollSettings
from bot.sources.client import Client
from bot.sources.feed import FeedFetcher
from bot.sources.page import PageReader
from bot.sources.parsing import parse_feed
from bot.sources.pool import Pool
from bot.sources.spacing import Spacing
from bot.store.database import Database
from bot.store.entry import Outcome
from bot.store.schema import alert, entry
from tests.chat import newsroom
from tests.fakes import FakeChannel, a_logger
from tests.house import Paper, printing
from tests.rows import a_sender, a_source, a_subscriber, fates, tally

FEEDS = Path(__file__).parents[2] / "shared" / "data" / "feeds" / "feeds"
FOLDERS = ("real", "ffp_bench")
CHANNELS = ("telegram", "whatsapp")
UNDER_WAY = {DeliveryState.QUEUED, DeliveryState.SENDING}

MARKUP = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>|<!--|&(#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def found_feeds() -> dict[str, bytes]:
    files = [file for folder in FOLDERS for file in sorted((FEEDS / folder).glob("*"))]
    if files:
        return {f"feeds/{file.name}": file.read_bytes() for file in files}
    reason = "REAL FEEDS ARE NOT TESTED: they lie beside the project, and are not there"
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # shown at the end of the run, and no error there
        warnings.warn(reason, stacklevel=1)
    pytest.skip(reason)


@dataclass
class Works:
    """The loops over one database, with the real fetcher and reader, and a channel that takes all."""

    database: Database
    client: Client
    pool: Pool
    paper: Paper

    async def _read(self, url: str) -> Article:
        """Ask for an entry's page on loopback, where it is not: its own site is out of a test's reach."""
        return await PageReader(self.client, self.pool, Spacing(0))(f"{self.paper.url}pages?of={quote(url)}")

    async def poll(self) -> None:
        fetchers = {"feed": FeedFetcher(self.client, self.pool)}
        jitter, bells = random.Random(1).random, (Bell(), Bell())  # noqa: S311 -- no secret
        settings = PollSettings(spacing=0)  # all are of one host
        poll = Poll(self.database, fetchers, settings, utc_now, jitter, a_logger(), *bells)
        while await poll.run_due():
            pass

    async def edit(self) -> None:
        settings, bells = EditSettings(update_every=0, stories=self.database.embedded), (Bell(), Bell())
        edit = Edit(
            self.database, self._read, newsroom(), settings, utc_now, a_logger(), *bells, Joining.of(settings)
        )
        while await edit.run_due() or await self._waits():
            pass

    async def _waits(self) -> bool:
        """Say whether entries wait their turn, and let a little time pass."""
        await asyncio.sleep(0.1)
        told = await self.database.read(tally)
        return any(outcome is Outcome.WAITING for _, outcome in told)

    async def deliver(self) -> list[Outbound]:
        """Deliver until nothing is queued; give back what left."""
        stop, sent, lanes = asyncio.Event(), [], []
        for name in CHANNELS:
            channel, settings = FakeChannel(name), DeliverySettings()
            sender_id = await self.database.write(lambda tx, name=name: a_sender(tx, name))  # type: ignore[misc]  # a lambda with a default
            zone = newsroom().timezone
            lane = Deliver(self.database, channel, sender_id, settings, zone, utc_now, a_logger(), Bell())
            lanes.append(asyncio.create_task(lane.run(stop)))
            sent.append(channel.sent)
        async with asyncio.timeout(60):
            while await self._is_under_way():  # noqa: ASYNC110 -- rows tell of it, and nothing else
                await asyncio.sleep(0.05)
        stop.set()
        await asyncio.gather(*lanes)
        return [one for each in sent for one in each]

    async def _is_under_way(self) -> bool:
        states = await self.database.read(fates)
        return bool(UNDER_WAY & states.keys())


@asynccontextmanager
async def works(database: Database, feeds: dict[str, bytes]) -> AsyncIterator[Works]:
    """Serve feeds on loopback, make each a source, and a reader on each channel."""
    async with printing() as paper:
        paper.shelf |= feeds
        fetch = FetchSettings()
        client = Client("Tocsin/test", allow_private=True, timeout=fetch.timeout, max_bytes=fetch.max_bytes)

        def write(tx: Connection) -> None:
            for path in feeds:
                a_source(tx, url=paper.url + path)
            for name in CHANNELS:
                a_subscriber(tx, channel=name)

        await database.write(write)
        pool = Pool()
        yield Works(database, client, pool, paper)
        await client.close()
        await pool.close()


def _expected(feeds: dict[str, bytes]) -> Counter[str]:
    """Count each feed's entries, as its parser tells them apart."""
    return Counter({path: len(parse_feed(body).entries) for path, body in feeds.items()})


async def _tally(database: Database) -> Counter[Outcome]:
    told: Counter[Outcome] = Counter()
    for (_source_id, outcome), count in (await database.read(tally)).items():
        told[outcome] += count
    return told


async def test_a_first_look_at_real_feeds_keeps_every_entry_and_alerts_nobody(database: Database) -> None:
    feeds = found_feeds()
    async with works(database, feeds) as made:
        await made.poll()
        await made.edit()
        assert await made.deliver() == []
        assert await _tally(database) == Counter({Outcome.BASELINE: _expected(feeds).total()})
        by_source = await database.read(tally)
        assert sorted(by_source.values()) == sorted(_expected(feeds).values())


async def test_what_is_new_in_real_feeds_reaches_every_reader_in_clean_words(
    database: Database, record_property: Callable[[str, object], None]
) -> None:
    feeds = found_feeds()
    async with works(database, feeds) as made:
        await made.poll()
        # all at once, and however old: what intake leaves to a digest is tried elsewhere
        new = update(entry).values(outcome=Outcome.WAITING, due_at=utc_now())
        await database.write(lambda tx: tx.execute(new))
        await made.edit()
        told = await _tally(database)
        assert told.total() == _expected(feeds).total()
        assert set(told) <= {Outcome.ALERT, Outcome.REPEAT, Outcome.MUTE}
        assert told[Outcome.ALERT] > 0.8 * told.total()

        alerts = await database.read(lambda tx: tx.execute(select(alert)).all())
        assert len(alerts) == told[Outcome.ALERT]
        for one in alerts:
            assert 0 < len(one.headline) <= 90
            assert len(one.lines) <= 2
            for words in (one.headline, *one.lines):
                assert len(words) <= 120
                assert words == words.strip()
                assert not MARKUP.search(words), words
                assert not ADDRESS.search(words), words

        sent = await made.deliver()
        states = await database.read(fates)
        assert states == {DeliveryState.SENT: len(alerts) * len(CHANNELS)}
        assert Counter((one.to.channel, one.reference) for one in sent).most_common(1)[0][1] == 1
        assert Counter(one.to.channel for one in sent) == dict.fromkeys(CHANNELS, len(alerts))
        figures = {str(outcome): count for outcome, count in told.items()} | {"sent": len(sent)}
        record_property("entries", figures)
        print(f"{len(feeds)} feeds, {told.total()} entries: {figures}")  # noqa: T201 -- a measurement
