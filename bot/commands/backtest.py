"""/backtest: what would have gone out over the last 30 days, for a filter or a source's setting."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import pages, supposed
from bot.commands.shown import dated, isolated
from bot.commands.sources import name_of
from bot.errors import UsageError
from bot.model import Hold, Role, TopicId
from bot.outcome import Tale
from bot.rules.backtest import Filter, Passed, Wait, behind, by_day, passed
from bot.store import backtest as store
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.entry import Outcome
from bot.texts import Text, _, counted, n_, say, say_day, say_mean, say_number, verbatim

ROLE = Role.EDITOR
HELP = _("what would have gone out in 30 days, for a keyword, a topic, an urgency or a source")

SPAN: Final = timedelta(days=30)
HEADLINES: Final = 10
DAYS: Final = 16
"""Days on a page."""


def run(ask: Ask) -> Sequence[Reply]:
    """Try a filter on the alerts of the last days: the figures and headlines first, then the days."""
    page, words = pages.split(ask.args)
    wanted = supposed.read(words, ask.newsroom)
    if wanted is None:
        raise UsageError(_HOW)
    if wanted.source is not None and sources.find(ask.tx, wanted.source) is None:
        raise UsageError(_("There is no source #{id}.", id=wanted.source))
    tales = store.tales(ask.tx, ask.now - SPAN)
    found = passed(wanted, tales)
    last = -(-(SPAN.days + 1) // DAYS)
    page = min(page, last)
    parts = tuple(_summary(ask, wanted, tales, found)) if not page else tuple(_days(ask, found, page - 1))
    title = _("The last 30 days: {what}", what=isolated(words))
    return (Reply(parts, title, _pages(words, page, last), replaces=ask.pressed),)


_HOW = _(
    "Write /backtest and what to try: keyword drone -football, topic culture, urgency important, updates "
    "none, source 3, source 3 hold breaking. Several may stand together, the keywords last."
)


def _pages(words: str, page: int, last: int) -> tuple[tuple[Choice, ...], ...]:
    """Offer the other pages, unless a button can't carry all the words: fewer would try another filter."""
    if len(words.encode()) > pages.MOST_BYTES:
        return ()
    return pages.choices("backtest", words, page, last + 1, 1)


# ---- in all --------------------------------------------------------------------------------------


def _summary(ask: Ask, wanted: Filter, tales: Sequence[Tale], found: Sequence[Passed]) -> Iterator[Text]:
    straight = [one for one in found if one.wait is Wait.NONE]
    yield n_("{count} alert would have gone out.", "{count} alerts would have gone out.", len(straight))
    if wanted.hold is not Hold.OFF:
        yield n_(
            "{count} would have waited for a look, and with it what came later of its story.",
            "{count} would have waited for a look, and with them what came later of their stories.",
            sum(one.wait is Wait.LOOK for one in found),
        )
        yield _(
            "Later alerts of those stories, by any source: {count}. What editors would have made of what "
            "waited is not known.",
            count=counted(len(behind(wanted, tales))),
        )
    if found:
        yield _each_day(ask, found)
        yield _readers(ask, found)
    if wanted.source is not None:
        yield from _of_source(ask, wanted)
    yield from _headlines(ask, found)
    yield _kept(ask)


def _each_day(ask: Ask, found: Sequence[Passed]) -> Text:
    counts = by_day(found, ask.newsroom.timezone)
    day, most = max(counts.items(), key=lambda one: (one[1], one[0]))
    return _(
        "For one reader {mean} a day, at most {most} ({day}).",
        mean=say_mean(len(found), SPAN.days, ask.who.language),
        most=counted(most),
        day=_day(ask, day),
    )


def _readers(ask: Ask, found: Sequence[Passed]) -> Text:
    topics: set[TopicId] = {topic for one in found for offer in one.tale.offers for topic in offer.topics}
    count = subscribers.active_in(ask.tx, sorted(topics))
    return n_("{count} reader has their topics today.", "{count} readers have their topics today.", count)


def _of_source(ask: Ask, wanted: Filter) -> Iterator[Text]:
    source = None if wanted.source is None else sources.find(ask.tx, wanted.source)
    if source is None:
        return
    outcomes = store.entries_of(ask.tx, source.id, ask.now - SPAN)
    yield _(
        "Source #{id} {name} gave {all} entries: {alerts} made an alert, {repeats} told what was told.",
        id=int(source.id),
        name=name_of(source),
        all=counted(sum(outcomes.values())),
        alerts=counted(outcomes.get(Outcome.ALERT, 0)),
        repeats=counted(outcomes.get(Outcome.REPEAT, 0)),
    )


def _headlines(ask: Ask, found: Sequence[Passed]) -> Iterator[Text]:
    if not found:
        return
    lines = [say(_headline(ask, one), ask.who.language) for one in reversed(found[-HEADLINES:])]
    heading = n_("The last one:", "The last {count}:", len(lines))
    yield verbatim("\n".join((say(heading, ask.who.language), *lines)))


def _headline(ask: Ask, one: Passed) -> Text:
    words = (
        isolated(one.tale.headline)
        if one.wait is Wait.NONE
        else _("waits: {words}", words=isolated(one.tale.headline))
    )
    return _("• #{id} {moment} {words}", id=one.tale.id, moment=dated(ask, one.at), words=words)


def _kept(ask: Ask) -> Text:
    """Say how far back it is known what decided: alerts and entries are kept for good."""
    since = store.noted_since(ask.tx)
    if since is not None and since <= ask.now - SPAN:
        return _("Counted by what decided when each alert went out.")
    if since is None:
        return _(
            "Counted by what the alerts are today: what decided when they went out was not written down."
        )
    return _(
        "Counted by what decided when each alert went out; before {moment} that was not written down, and "
        "what the alerts are today counts.",
        moment=dated(ask, since),
    )


# ---- by day --------------------------------------------------------------------------------------


def _days(ask: Ask, found: Sequence[Passed], page: int) -> Iterator[Text]:
    counts = by_day(found, ask.newsroom.timezone)
    today = ask.now.astimezone(ask.newsroom.timezone).date()
    days = [
        today - timedelta(days=number) for number in range(page * DAYS, min((page + 1) * DAYS, SPAN.days + 1))
    ]
    language = ask.who.language
    yield _("By day, the last first:")
    yield verbatim(
        "\n".join(f"• {_day(ask, day)}: {say_number(counts.get(day, 0), language)}" for day in days)
    )


def _day(ask: Ask, day: date) -> str:
    noon = datetime.combine(day, time(12), ask.newsroom.timezone)
    return say_day(noon, ask.who.language, ask.newsroom.timezone)
