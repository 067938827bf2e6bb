"""An exchange with a hub: a source that names it, what passes between it and us, and time."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.errors import Invalid, SourceError, Unavailable
from bot.model import Entry
from bot.pipeline import hub as steps
from bot.pipeline.bell import Bell
from bot.pipeline.hub import Hubs
from bot.pipeline.intake import take_in
from bot.ports import Fetched
from bot.rules.hub import Answer, Request
from bot.store import hub as hubs
from bot.store import source as sources
from bot.store.database import Database
from bot.store.hub import HubRow
from bot.store.schema import entry as entry_table
from bot.store.schema import source as source_table
from bot.texts import verbatim
from tests.fakes import FakeClock, a_logger, an_item, fetched
from tests.rows import NOW, a_source

HUB, TOPIC = "https://hub.example/", "https://paper.example/feed"
US = "https://alerts.example.org"
BODY = b"<rss/>"
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=count) for count in (1, 60, 3600, 86_400))
DOWN, NO = Unavailable(verbatim("503")), Invalid(verbatim("403"))


@dataclass
class Ask:
    """Takes every request, unless `troubles` holds what is to happen instead."""

    troubles: list[SourceError] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request) -> None:
        self.requests.append(request)
        if self.troubles:
            raise self.troubles.pop(0)


@dataclass
class ReadPush:
    """Reads of every body what a test says, or raises it."""

    push: Fetched | Exception

    async def __call__(self, _body: bytes, _headers: Mapping[str, str], _topic: str) -> Fetched:
        if isinstance(self.push, Exception):
            raise self.push
        return self.push


class Exchange:
    """A source with a hub, looked at once, and what passes between the hub and us."""

    def __init__(self, database: Database, public_url: str = US) -> None:
        self.database, self.clock, self.edit = database, FakeClock(NOW), Bell()
        self.source_id = database.write_here(lambda tx: a_source(tx, url=TOPIC))
        self.ask, self.read = Ask(), ReadPush(fetched(an_item(1)))
        self.hubs = self.on(public_url)

    def on(self, public_url: str) -> Hubs:
        return Hubs(self.database, self.ask, self.read, public_url, 60.0, self.clock, a_logger(), self.edit)

    def look(self, *items: Entry, after: timedelta = timedelta(), hub: str = HUB, topic: str = TOPIC) -> bool:
        """Let time pass and look at the source, as the poll does; say whether its hub is relied on."""
        self.clock.now += after
        now = self.clock.now
        seen = Fetched(items, {"etag": "1"}, hub=hub, topic=topic)

        def work(tx: Connection) -> bool:
            row = self._source(tx)
            relied_on = steps.note(tx, row, seen, take_in(tx, row, seen, now), now)
            values = {"memo": dict(seen.memo), "looked_at": now, "due_at": now + timedelta(hours=1)}
            tx.execute(update(source_table).values(**values, baseline_at=row.baseline_at or now))
            return relied_on

        return self.database.write_here(work)

    async def agree(self, lease: str = "864000") -> None:
        """Look, ask the hub, and have it agree."""
        self.look()
        assert await self.hubs.run_due() == 1
        assert await self.verify("subscribe", lease=lease) == "dare"

    @property
    def row(self) -> HubRow:
        found = self.maybe
        assert found is not None
        return found

    @property
    def maybe(self) -> HubRow | None:
        return self.database.read_here(lambda tx: hubs.find(tx, self.source_id))

    @property
    def source(self) -> sources.SourceRow:
        return self.database.read_here(self._source)

    async def verify(
        self,
        mode: str = "subscribe",
        topic: str = TOPIC,
        path: str = "",
        challenge: str = "dare",
        lease: str = "864000",
    ) -> str | None:
        words = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge, "hub.lease_seconds": lease}
        return await self.hubs.verify(path or self.row.path, words)

    async def push(self, *items: Entry, method: str = "sha256", secret: str = "") -> Answer:
        """Push what `read` reads, or these entries."""
        if items:
            self.read.push = fetched(*items)
        row = self.row
        return await self.hubs.take(row, signed(method, secret or row.secret), BODY)

    async def later(self, after: timedelta) -> int:
        """Let time pass, and ask what is due."""
        self.clock.now += after
        return await self.hubs.run_due()

    def pause(self) -> None:
        self.database.write_here(lambda tx: sources.pause(tx, self.source_id, self.clock.now, "desk"))

    def resume(self) -> None:
        self.database.write_here(lambda tx: sources.resume(tx, self.source_id, self.clock.now))

    def is_due_by(self, moment: timedelta) -> bool:
        return self.source.due_at <= NOW + moment

    def entries(self) -> Sequence[tuple[str, int, str]]:
        """List what was kept: title, version, outcome."""
        query = select(entry_table.c.title, entry_table.c.version, entry_table.c.outcome)
        found = self.database.read_here(lambda tx: tx.execute(query.order_by(entry_table.c.id)).all())
        return [tuple(row) for row in found]

    def outcomes(self) -> list[str]:
        return [outcome for _, _, outcome in self.entries()]

    def _source(self, tx: Connection) -> sources.SourceRow:
        row = sources.find(tx, self.source_id)
        assert row is not None
        return row


def signed(method: str, secret: str) -> dict[str, str]:
    return {"x-hub-signature": f"{method}={hmac.new(secret.encode(), BODY, method).hexdigest()}"}
