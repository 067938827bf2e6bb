"""The article of an entry is whole unless its page was wanted and could not be read; see also test_edit."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.errors import Unavailable
from bot.model import Article, Entry
from bot.pipeline.telling import Telling, learned, plain_article
from bot.store import entry as entries
from bot.store import version as versions
from bot.store.database import Database
from bot.store.entry import EntryRow
from bot.texts import verbatim
from tests.fakes import FakeRead, a_logger, an_item
from tests.pipeline.room import PAGE
from tests.rows import NOW, a_source, an_entry

SHORT = replace(an_item(1), body="", standfirst="Short.")


def row(database: Database, one: Entry) -> EntryRow:
    def work(tx: Connection) -> EntryRow:
        id_ = an_entry(
            tx, guid=one.guid, title=one.title, link=one.link, standfirst=one.standfirst, body=one.body
        )
        found = versions.find(tx, id_)
        assert found
        return found

    return database.write_here(work)


def telling(page: Article | Exception, *, read_pages: bool = True) -> Telling:
    return Telling(FakeRead(page), None, "fr", a_logger(), read_pages=read_pages)


@pytest.mark.parametrize(
    ("one", "page", "whole"),
    [
        (SHORT, PAGE, True),
        (SHORT, Unavailable(verbatim("time-out")), False),
        (an_item(1), Unavailable(verbatim("time-out")), True),
    ],
)
async def test_an_article_says_whether_it_is_whole(
    database: Database, one: Entry, page: Article | Exception, *, whole: bool
) -> None:
    found = await telling(page).article(row(database, one))
    assert found.is_so is whole
    assert (found.article.body == PAGE.body) == (one is SHORT and whole)


async def test_what_names_no_language_is_in_the_newsrooms(database: Database) -> None:
    found = await telling(PAGE, read_pages=False).article(row(database, an_item(1)))
    assert found.article.language == "fr"


async def test_words_are_the_articles_own_where_no_machine_is_asked(database: Database) -> None:
    article = plain_article(an_item(1))
    told_as = await telling(PAGE).worded(row(database, an_item(1)).id, article)
    assert told_as
    assert (told_as.summary.headline, told_as.by_machine) == (an_item(1).title, False)
    assert await telling(PAGE).worded(row(database, an_item(2)).id, Article("", "")) is None


async def test_habits_are_learned_from_what_the_source_gave_before(database: Database) -> None:
    titles = ["Bridge reopens", "School inaugurated", "Grapes harvested", "Maps borrowed", "Trains delayed"]

    def work(tx: Connection) -> list[EntryRow]:
        source_id = a_source(tx)
        for title in titles:
            an_entry(tx, source_id, guid=title, title=title, body=f"{title}.\nThe Gazette, since 1931.")
        return sorted(entries.claim(tx, NOW, 60, 10), key=lambda one: one.id)

    rows = database.write_here(work)
    first, last = [await learned(database, one, plain_article(one.entry)) for one in (rows[0], rows[-1])]
    assert (first.repeated, first.opens) == (frozenset(), 1.0)
    assert "the gazette since 1931" in last.repeated
