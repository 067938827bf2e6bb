"""A newsroom's beat: sources over a database, for the tests of what is polled."""

from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.model import Role, SourceId, Subscriber
from bot.pipeline.bell import Bell
from bot.pipeline.poll import Poll
from bot.ports import Fetch
from bot.settings import Poll as PollSettings
from bot.store import source as sources
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import entry, source
from bot.texts import say
from tests.fakes import FakeClock, a_logger
from tests.rows import NOW, a_source, a_subscriber, deliveries


class Beat:
    """Sources, and a poll that looks at them when it is told to."""

    def __init__(self, database: Database, fetch: Fetch, **settings: float) -> None:
        self.database = database
        self.clock = FakeClock(NOW)
        self.edit, self.deliver = Bell(), Bell()
        self.poll = Poll(
            database,
            {"feed": fetch},
            PollSettings.model_validate(settings),
            self.clock,
            lambda: 0.0,
            a_logger(),
            self.edit,
            self.deliver,
        )

    def source(self, url: str = "https://paper.example/feed", **about: object) -> SourceId:
        """Add a source by the desk's file."""
        return self.database.write_here(lambda tx: a_source(tx, url=url, **about))  # type: ignore[arg-type]  # what `a_source` takes

    def by_editor(self, language: str = "en") -> tuple[SourceId, Subscriber]:
        """Add a source as an editor does in the chat."""

        def work(tx: Connection) -> tuple[SourceId, Subscriber]:
            who = a_subscriber(tx, role=Role.EDITOR, language=language)
            new = sources.NewSource("https://paper.example/feed", "chat", added_by=who.id)
            return sources.add(tx, new, NOW), who

        return self.database.write_here(work)

    async def look(self, after: timedelta = timedelta()) -> int:
        """Let time pass, make every source due, and look."""
        self.clock.now += after
        self.database.write_here(lambda tx: tx.execute(update(source).values(due_at=self.clock.now)))
        return await self.poll.run_due()

    def state(self, id_: SourceId) -> sources.SourceRow:
        row = self.database.read_here(lambda tx: sources.find(tx, id_))
        assert row is not None
        return row

    def trouble(self, id_: SourceId) -> str:
        """Say what is wrong with a source; nothing when empty."""
        error = self.state(id_).error
        return say(error, "en") if error else ""

    def entries(self) -> list[tuple[str, int, str]]:
        """List what was kept: title, version, outcome."""
        query = select(entry.c.title, entry.c.version, entry.c.outcome).order_by(entry.c.id)
        return [tuple(row) for row in self.database.read_here(lambda tx: tx.execute(query).all())]

    def outcomes(self) -> list[str]:
        return [outcome for _, _, outcome in self.entries()]

    def words(self) -> list[str]:
        """List what was said to people."""
        rows = self.database.read_here(deliveries)
        return ["\n".join(from_json(row.body).message.lines) for row in rows]
