from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot.model import Entry, SourceId
from bot.pipeline import listed
from bot.pipeline.intake import take_in
from bot.ports import Fetched
from bot.store import source as sources
from bot.store.database import Database
from bot.store.schema import entry, listing, source
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW, a_source

DAY = timedelta(days=1)


def one(number: int, guid: str = "", title: str = "", link: str = "", body: str = "") -> Entry:
    title = title or f"A headline of the number {number} and more words"
    link = link or f"https://p.example/news/a-story-{number}.html"
    return Entry(guid or f"tag:{number}", title, link, NOW - DAY, "en", "", body)


@dataclass
class Press:
    """A source that is looked at without a poll."""

    database: Database
    id: SourceId

    def look(self, *found: Entry, now: datetime = NOW) -> int | None:
        """Look, and say which entry is the oldest that it showed."""

        def work(tx: Connection) -> int | None:
            row = sources.find(tx, self.id)
            assert row
            fetched = Fetched(found, {})
            take_in(tx, row, fetched, now)
            tx.execute(
                update(source).values(looked_at=now, baseline_at=func.coalesce(source.c.baseline_at, now))
            )
            listed.note(tx, row, fetched, now)
            return tx.scalar(select(listing.c.last_id))

        return self.database.write_here(work)

    def first_of(self, guid: str) -> int:
        query = select(func.min(entry.c.id)).where(entry.c.guid == guid)
        return self.database.read_here(lambda tx: tx.scalar(query)) or 0


@pytest.fixture
def press(database: Database) -> Press:
    return Press(database, database.write_here(a_source))


def test_a_look_notes_the_oldest_entry_that_it_shows(press: Press) -> None:
    first, second, third = one(1), one(2), one(3)
    assert press.look(second, first) == min(press.first_of(first.guid), press.first_of(second.guid))
    shown = press.look(third, one(4))
    assert shown == min(press.first_of(third.guid), press.first_of(one(4).guid))


def test_a_changed_entry_counts_as_its_first_version(press: Press) -> None:
    oldest = press.look(one(1))
    press.look(one(2))
    assert press.look(one(2), one(1, body="Other words, many of them.")) == oldest


def test_a_look_that_found_nothing_changed_leaves_the_last_one(press: Press) -> None:
    oldest = press.look(one(1))
    assert press.look() == oldest


def test_an_entry_is_found_by_its_link_and_title_where_it_goes_by_another_guid(press: Press) -> None:
    oldest = press.look(one(1))
    press.look(one(2), one(3))
    here = one(1)
    assert press.look(one(2), one(1, guid="tag:other,1", title=here.title, link=here.link)) == oldest


async def test_each_poll_notes_it(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched(an_item(1), an_item(2))]))
    id_ = beat.source()
    await beat.look()
    query = select(func.min(entry.c.id)).where(entry.c.source_id == id_)
    shown = select(listing.c.oldest_id).where(listing.c.source_id == id_)
    assert database.read_here(lambda tx: tx.scalar(query) == tx.scalar(shown) is not None)
