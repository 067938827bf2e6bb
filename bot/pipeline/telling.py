"""Telling: an entry's article, from its page where the feed is short, and the words of an alert for it."""

import asyncio
from dataclasses import dataclass, replace

from structlog.typing import FilteringBoundLogger

from bot.errors import SourceError
from bot.model import Article, Entry, EntryId, Summary
from bot.ports import Draft, Read, Silence, Write
from bot.rules.summary import MESSAGE, NO_HABITS, Habits, clean_article, habits_of, summarise
from bot.rules.summary.guard import refusal
from bot.store import entry as entries
from bot.store.database import Database
from bot.store.entry import EntryRow

MEMORY = 30
"""Entries of a source that its habits are learned from."""
ENOUGH_TEXT = 600
"""Characters of the feed's own text that make the page needless."""


@dataclass(frozen=True, slots=True)
class Worded:
    """What an alert will say, and whether a machine says it."""

    summary: Summary
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """An entry's article; it `is_so`, whole, unless its page was wanted and could not be read."""

    article: Article
    is_so: bool


@dataclass(frozen=True)
class Telling:
    """Finds the words for entries; `language` is that of articles that name none."""

    read: Read
    write: Write | None
    language: str
    log: FilteringBoundLogger
    read_pages: bool = True

    async def article(self, row: EntryRow) -> Whole:
        """Give the article of an entry, from its page where the feed gives too little of it."""
        article, whole = plain_article(row.entry), True
        if self.read_pages and article.url and _length(article) < ENOUGH_TEXT:
            page = await self._page(row, article)
            article, whole = (_with(article, page), True) if page else (article, False)
        if not article.language:
            article = replace(article, language=self.language)
        return Whole(article, is_so=whole)

    async def _page(self, row: EntryRow, article: Article) -> Article | None:
        try:
            return await self.read(article.url)
        except SourceError as error:
            self.log.info("page can't be read, the feed's own words are used", entry=row.id, error=str(error))
            return None

    async def worded(self, id_: EntryId, article: Article, habits: Habits = NO_HABITS) -> Worded | None:
        """Summarise an article: in a machine's words where one is asked and may be believed.

        `habits` are its source's, as `learned` finds them.
        """
        summary = await asyncio.to_thread(summarise, article, MESSAGE, habits)
        if summary is None:
            return None
        if self.write is None:
            return Worded(summary)
        plain = await asyncio.to_thread(_plain, article, habits)
        reason, draft = await self._drafted(self.write, plain, article, summary.language)
        if draft is None:
            self.log.info("a machine's words are not used", entry=id_, reason=reason)
            return Worded(summary)
        self.log.info("a machine's words are used", entry=id_)
        return Worded(Summary(draft.headline, draft.lines, summary.language), by_machine=True)

    async def _drafted(
        self, write: Write, plain: Article, article: Article, language: str
    ) -> tuple[str, Draft | None]:
        """Ask the machine, and the guard; a reason where its words can't be used."""
        try:
            draft = await write(plain, language, MESSAGE)
        except Exception:  # whatever a machine does, the alert goes out
            self.log.exception("the machine surprised us")
            return "surprise", None
        if isinstance(draft, Silence):
            return draft.value, None
        refused = await asyncio.to_thread(refusal, draft.headline, draft.lines, article)
        return (refused.value, None) if refused else ("", draft)


async def learned(database: Database, row: EntryRow, article: Article) -> Habits:
    """Learn a source's habits, for an entry's article, from what it gave before."""
    earlier = await database.read(lambda tx: entries.before(tx, row, MEMORY))
    return await asyncio.to_thread(habits_of, [plain_article(one) for one in earlier], article)


def plain_article(one: Entry) -> Article:
    """Take an entry for its article, as the feed gives it."""
    return Article(one.title, one.body, one.standfirst, one.language, one.link)


def _with(article: Article, page: Article) -> Article:
    return replace(
        article,
        title=article.title or page.title,
        body=page.body if len(page.body) > _length(article) else article.body,
        picture=page.picture,
        standfirst=article.standfirst or page.standfirst,
        language=article.language or page.language,
    )


def _plain(article: Article, habits: Habits) -> Article:
    """Write of an article what is news: of the rest no machine should use a word."""
    cleaned = clean_article(article, habits)
    return Article(cleaned.title, cleaned.body, cleaned.standfirst)


def _length(article: Article) -> int:
    """Count the feed's own characters: many feeds put the whole text where a standfirst belongs."""
    return max(len(article.body), len(article.standfirst))
