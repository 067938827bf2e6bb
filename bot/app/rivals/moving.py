"""Moving here from another bot: its feeds become sources, its chats people and places.

New sources have no baseline yet, so what their feeds hold at the first look is nobody's alert.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot import newsroom as newsrooms
from bot.app.portable.telling import Done, told
from bot.app.portable.work import Terms, Work, working
from bot.app.progress import Step, silent
from bot.app.rivals import filing as files
from bot.app.rivals.filing import Filed, Filing
from bot.app.rivals.source import Rival
from bot.carried import Carried
from bot.errors import SettingsError
from bot.newsroom import Newsroom
from bot.rules.portable.rival import Feed, Stated, carried
from bot.rules.roster import Wrong
from bot.settings import Settings
from bot.sources.opml import pollable
from bot.store import sender as senders
from bot.store import source as sources
from bot.store.source import NewSource, SourceRow
from bot.texts import languages


def move(settings: Settings, rival: Rival, terms: Terms, filing: Filing, step: Step = silent) -> Done:
    """Take in another bot's feeds and chats.

    Raises:
        SettingsError: a statement of consent, a topic or Telegram's account lacks.

    """
    if not terms.statement:
        raise SettingsError(unproved(rival.name))
    with working(settings, newsrooms.load(settings.newsroom), terms) as work:
        ready(work, "telegram", "write TELEGRAM_BOT_TOKEN into config/tocsin.env")
        good = {feed.key: pollable(feed.url) for feed in rival.feeds}
        feeds = [feed._replace(url=good[feed.key]) for feed in rival.feeds if good[feed.key]]
        bad = [_bad(feed) for feed in rival.feeds if not good[feed.key]]
        done = _moved(settings, work, rival, feeds, filing, step)
        return Done(done.lines, (*rival.troubles, *bad, *done.troubles))


def unproved(name: str) -> str:
    """Say what lacks where nobody states how people asked."""
    return (
        f"{name} keeps no proof of consent: state with --consent how its readers asked for alerts, for "
        'example --consent "They pressed Start in our bot"'
    )


def ready(work: Work, channel: str, remedy: str) -> None:
    """Look that people of a channel can be written to one day; raises SettingsError."""
    known = work.database.read_here(lambda tx: {one.channel for one in senders.listed(tx)})
    if channel not in known | {one.channel for one in work.here}:
        raise SettingsError(f"these people are on {channel}, which is not set up here: {remedy} first")


def _bad(feed: Feed) -> str:
    return f"feed {feed.key}: an address that can't be polled: {feed.url[:80] or '(none)'}"


def _moved(
    settings: Settings, work: Work, rival: Rival, feeds: Sequence[Feed], filing: Filing, step: Step
) -> Done:
    here = work.database.read_here(_by_url)
    under = files.filed(work.newsroom, feeds, here, filing)
    said: list[str] = []
    own = [feed for feed in feeds if feed.url not in here] if filing.each else ()
    written = files.lines(work.newsroom, own, under)
    if written:
        said.append(f"topics {'to be ' if work.terms.dry_run else ''}added to {settings.newsroom}:{written}")
        if not work.terms.dry_run:
            files.append(settings.newsroom, written)
            work = work.of(newsrooms.load(settings.newsroom))
    work.topics([{"id": id_} for ids in under.values() for id_ in ids] if work.terms.dry_run else ())
    new = _new(feeds, here, under)
    if not work.terms.dry_run:
        work.do(lambda tx: _add(tx, new, work.now))
    verb = "would be added" if work.terms.dry_run else "added"
    said.append(f"{len(new)} sources {verb}, {len({feed.url for feed in feeds} & set(here))} there already")
    crowd = Crowd(rival, under, _stated(work, rival.name))
    arrived = work.arrive(crowd, lambda lines: step(lines, rival.count))
    done = told(arrived, dry_run=work.terms.dry_run)
    came = f"{crowd.come} of {crowd.all} subscriptions to feeds lead to topics"
    return Done((*said, *done.lines, came), done.troubles)


@dataclass
class Crowd:
    """The people of another bot, and how many subscriptions to feeds they have."""

    rival: Rival
    under: Filed
    stated: Stated
    all: int = field(default=0, init=False)
    come: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Carried | Wrong]:
        """Make people of the chats."""
        for chat in self.rival.chats():
            if isinstance(chat, Wrong):
                yield chat
                continue
            self.all += len(chat.readings)
            made = carried(chat, self.under, self.stated)
            if not isinstance(made, Wrong):
                self.come += sum(one.feed in self.under for one in chat.readings)
            yield made


def _stated(work: Work, name: str) -> Stated:
    return Stated(
        f"import: {name}", statement(name, work.now, work.terms.statement), work.now, spoken(work.newsroom)
    )


def statement(name: str, now: datetime, said: str) -> str:
    """Say honestly what is known of a consent."""
    return f"Imported from {name} on {now:%Y-%m-%d}; consent as stated by the operator: {said}"


def spoken(newsroom: Newsroom) -> tuple[str, ...]:
    """List the languages that people can have here, the newsroom's first one first."""
    every = languages()
    first = next((one for one in newsroom.languages if one in every), every[0])
    return (first, *(one for one in every if one != first))


# ---- feeds ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _New:
    source: NewSource
    paused: bool


def _by_url(tx: Connection) -> dict[str, SourceRow]:
    """Find the sources by their addresses, those too that they had before they moved."""
    rows = sources.listed(tx)
    former = {url: row for row in rows for url in (row.move or {}).get("former", ())}
    return former | {row.url: row for row in rows}


def _new(feeds: Sequence[Feed], here: Mapping[str, SourceRow], under: Filed) -> list[_New]:
    """Make a source of each address that is none yet: one that is listed twice has the topics of both."""
    found: dict[str, list[Feed]] = {}
    for feed in feeds:
        if feed.url not in here:
            found.setdefault(feed.url, []).append(feed)
    return [_source(same, under) for same in found.values()]


def _source(same: Sequence[Feed], under: Filed) -> _New:
    topics = tuple(dict.fromkeys(topic for feed in same for topic in under[feed.key]))
    every = min((feed.every for feed in same if feed.every), default=None)
    new = NewSource(same[0].url, "opml", name=same[0].title[:200], every=every, topics=topics)
    return _New(new, all(feed.paused for feed in same))


def _add(tx: Connection, new: Sequence[_New], now: datetime) -> None:
    for one in new:
        id_ = sources.add(tx, one.source, now)
        if one.paused:
            sources.pause(tx, id_, now, "desk")
