"""An editor's room: entries in, alerts out, for the tests of what is edited."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from bot.model import Article, Entry, SourceId
from bot.newsroom import Newsroom, NewsroomFile
from bot.pipeline.bell import Bell
from bot.pipeline.edit import Edit
from bot.pipeline.joining import Joining
from bot.pipeline.picturing import Picturing
from bot.pipeline.revise import Revise
from bot.rules.identity import fingerprint
from bot.rules.story import canonical_link, title_key
from bot.settings import Edit as EditSettings
from bot.settings import Revise as ReviseSettings
from bot.store import entry as entries
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.schema import alert, alert_topic, story
from bot.store.schema import entry as entry_table
from tests.fakes import FakeClock, FakeRead, a_logger
from tests.rows import NOW, a_source, a_subscriber
from tests.rows import deliveries as all_deliveries

PAGE = Article(
    "The page's title",
    "The mayor of the town opened the new bridge on Sunday, before some two hundred people. " * 6,
    "The new bridge over the river is open to all, its mayor said on Sunday.",
    "en",
    "https://paper.example/1",
)


def newsroom() -> Newsroom:
    table = {
        "newsroom": {"name": "Le Fil", "languages": ["fr", "en"]},
        "topic": [
            {"id": "israel", "names": {"en": "Israel"}},
            {"id": "monde", "names": {"en": "World", "fr": "Monde"}},
        ],
    }
    return Newsroom(NewsroomFile.model_validate(table))


class Room:
    """An editor over a database, and what goes in and comes out."""

    def __init__(self, database: Database, page: Article | Exception = PAGE, **settings: object) -> None:
        self.database = database
        self.clock = FakeClock(NOW)
        self.read = FakeRead(page)
        self.bell, self.deliver = Bell(), Bell()
        self.edit = self.another(database, **settings)
        self.database.write_here(lambda tx: topics.keep(tx, self.edit.newsroom.topics, NOW))

    def another(self, database: Database, **settings: object) -> Edit:
        """Make an editor, over this or another connection to the database.

        Its entries differ by a number only, so words join none of them unless `stories` is set.
        """
        made = EditSettings.model_validate({"stories": False} | settings)
        return Edit(
            database,
            self.read,
            newsroom(),
            made,
            self.clock,
            a_logger(),
            self.bell,
            self.deliver,
            Joining.of(made),
            picturing=Picturing(made.pictures),
        )

    def revise(self, **settings: object) -> Revise:
        """Make what follows the edits of articles."""
        telling, made = self.edit._telling, ReviseSettings.model_validate(settings)
        return Revise(self.database, telling, made, self.clock, a_logger(), self.deliver)

    def source(self, **about: Any) -> SourceId:  # noqa: ANN401 -- what `a_source` takes
        return self.database.write_here(lambda tx: a_source(tx, **about))

    def reader(self, **about: Any) -> None:  # noqa: ANN401 -- what `a_subscriber` takes
        self.database.write_here(lambda tx: a_subscriber(tx, **about))

    def keep(self, source_id: SourceId, *found: Entry) -> None:
        """Keep entries, as a look does."""
        new = [
            entries.NewEntry(
                one,
                canonical_link(one.link),
                title_key(one.title),
                fingerprint(one),
                entries.Outcome.WAITING,
            )
            for one in found
        ]
        now = self.clock.now
        self.database.write_here(lambda tx: entries.keep(tx, source_id, new, now))

    def outcomes(self) -> list[str]:
        query = select(entry_table.c.outcome).order_by(entry_table.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def pictures(self) -> list[str]:
        query = select(entry_table.c.picture).order_by(entry_table.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def alerts(self) -> Sequence[Row[Any]]:
        return self.database.read_here(lambda tx: tx.execute(select(alert).order_by(alert.c.id)).all())

    def alert(self) -> Row[Any]:
        (one,) = self.alerts()
        return one

    def deliveries(self) -> Sequence[Row[Any]]:
        return self.database.read_here(all_deliveries)

    def stories(self) -> int:
        return len(self.database.read_here(lambda tx: tx.execute(select(story)).all()))

    def topics_told(self) -> set[str]:
        return set(self.database.read_here(lambda tx: tx.scalars(select(alert_topic.c.topic_id)).all()))
