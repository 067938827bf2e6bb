"""A source's first look: what a site's address led to is kept, and whoever added it hears what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.errors import SourceError
from bot.model import Message, MessageKind
from bot.ports import Fetched
from bot.rules import move as moves
from bot.rules.habit import how_often
from bot.rules.summary.text import among_ours
from bot.store import delivery as deliveries
from bot.store import found as finds
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.message import to_json
from bot.texts import Text, _, n_, say, verbatim

SHOWN = 3


def settle(
    tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime
) -> sources.SourceRow | None:
    """Keep what a site's address led to: the source as it now stands, or None where another is the same.

    The newsroom file, or a person, may name the site's address again: it stays known as a former one.
    """
    found = fetched.found
    if found is None or (found.url, found.kind) == (row.url, row.kind):
        return row
    before = moves.from_json(row.move)
    left = before if found.url == row.url else moves.done(before, row.url)
    other = finds.keep(tx, row, found.url, found.kind, moves.to_json(left))
    if other is None:
        return sources.find(tx, row.id)
    if row.added_by:
        _tell(tx, row, _same(other), now)
    finds.drop(tx, row.id, now)
    known = moves.from_json(other.move)
    former = tuple(dict.fromkeys((row.url, *known.former)))[: moves.MOST_FORMER]
    sources.note_move(tx, other.id, moves.to_json(replace(known, former=former)))
    return None


def welcome(tx: Connection, row: sources.SourceRow, fetched: Fetched, now: datetime) -> None:
    """Tell whoever added a source what its first look brought, but after a restored backup."""
    if row.added_by and not row.baseline_at and not row.looked_at:
        _tell(tx, row, _first_look(row, fetched, now), now)


def trouble(tx: Connection, row: sources.SourceRow, error: SourceError, now: datetime) -> None:
    """Tell whoever added a source why it can't be read."""
    if row.added_by:
        _tell(tx, row, _trouble(row, error), now)


def _tell(tx: Connection, row: sources.SourceRow, words: Sequence[Text], now: datetime) -> None:
    who = subscribers.find(tx, row.added_by) if row.added_by else None
    if who:
        lines = tuple(say(text, who.language) for text in words)
        message = Message(MessageKind.REPLY, who.language, lines=lines, link=row.url)
        deliveries.queue_reply(tx, who.id, to_json(message, commands=True), now)


def _same(other: sources.SourceRow) -> tuple[Text, ...]:
    name = among_ours(other.name or other.url)
    known = _("This source is there already: #{id} {name}", id=other.id, name=name)
    other_topics = _(
        "Nothing was added. To choose its topics, write /addsource {url} and the topics.",
        url=other.url,
    )
    return known, other_topics


def _first_look(row: sources.SourceRow, fetched: Fetched, now: datetime) -> tuple[Text, ...]:
    count = n_(
        "{count} entry is there already; it is not sent.",
        "{count} entries are there already; they are not sent.",
        len(fetched.entries),
    )
    return (
        _("“{source}” can be read.", source=among_ours(row.name or fetched.title or row.url)),
        _sitemap(row) if row.kind == "sitemap" else _feed(row),
        *_titles(fetched),
        *how_often([one.published for one in fetched.entries if one.published], now),
        count,
        _("Its next entries become alerts."),
    )


def _feed(row: sources.SourceRow) -> Text:
    return _("Its feed: {url}", url=row.url)


def _sitemap(row: sources.SourceRow) -> Text:
    return _("It has no feed; I read its news sitemap: {url}", url=row.url)


def _titles(fetched: Fetched) -> tuple[Text, ...]:
    """List the last titles: by their dates where all have one, else in the feed's own order."""
    dated = [(one.published, one) for one in fetched.entries if one.published]
    latest = fetched.entries
    if len(dated) == len(latest):
        latest = tuple(one for _moment, one in sorted(dated, key=lambda pair: pair[0], reverse=True))
    titles = [shown for one in latest[:SHOWN] if (shown := among_ours(one.title))]
    return (
        (_("Its last titles:"), *(verbatim(f"• \u2068{title}\u2069") for title in titles)) if titles else ()
    )


def _trouble(row: sources.SourceRow, error: SourceError) -> tuple[Text, ...]:
    trouble = _("The source {id} can't be read: {reason}.", id=int(row.id), reason=error.text)
    keep = _("I keep trying, ever less often. /pause {id} stops it.", id=int(row.id))
    instead = _("If you know where its feed is, write /addsource and the feed's own address.")
    return (trouble, instead, keep) if row.kind == "site" else (trouble, keep)
