"""/sources: who tells the story of an alert; for editors, what is polled, and how each fares."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.ask import Ask, Reply
from bot.commands import pages, tellers
from bot.commands.numbers import alert_id
from bot.commands.shown import isolated, plain
from bot.errors import UsageError
from bot.model import AlertId, Role
from bot.store import hub as hubs
from bot.store import source as store
from bot.texts import Text, Value, _, say, say_moment, verbatim

ROLE = Role.READER
HELP = _("who tells the story of an alert, in reply to it")

LONGEST_ADDRESS = 60
LONGEST_DETAIL = 120  # of a name or link in the words about an error


def run(ask: Ask) -> Sequence[Reply]:
    """List who tells an alert's story, or for editors a page of the sources with the health of each."""
    page, words = pages.split(ask.args)
    editor = ask.who.role.may(Role.EDITOR)
    id_ = _alert(ask, words, editor=editor)
    if id_ is not None:
        return (tellers.listed(ask, id_, page),)
    if not editor:
        raise UsageError(_("Reply to an alert with /sources: you will read who tells its story."))
    return (_polled(ask, page),)


def _alert(ask: Ask, words: str, *, editor: bool) -> AlertId | None:
    """Read which alert is meant; to editors a bare number is none: they list what is polled."""
    if words.startswith("#") or (words and not editor):
        return alert_id(words)
    return None if words else ask.replied


def _polled(ask: Ask, page: int) -> Reply:
    rows = store.listed(ask.tx)
    if not rows:
        return Reply((_("No source yet. Add one with /addsource and its address."),), _("Sources"))
    page = min(page, pages.last(len(rows)))
    shown = rows[page * pages.SIZE : (page + 1) * pages.SIZE]
    choices = pages.choices("sources", "", page, len(rows))
    pushed = hubs.active_ids(ask.tx, ask.now)
    return Reply(
        tuple(_line(ask, row, pushed=row.id in pushed) for row in shown),
        _("Sources"),
        choices,
        replaces=ask.pressed,
    )


def name_of(row: store.SourceRow) -> str:
    """Name a source, by its address where it has no name."""
    return isolated(row.name) if row.name else address_of(row)


def address_of(row: store.SourceRow) -> str:
    """Show where a source is, less what its address may hold in confidence: a password, a query's token."""
    parts = urlsplit(row.url)
    return isolated(_shortened(f"{parts.netloc.rpartition('@')[2]}{parts.path}", LONGEST_ADDRESS))


def health_of(ask: Ask, row: store.SourceRow) -> Text:
    """Say whether a source is paused, failing, well, or not looked at yet."""
    if row.paused_at:
        return _("paused since {moment}", moment=_moment(ask, row.paused_at))
    if row.failing_since and row.error:
        error = _brief(row.error)
        return _("failing since {moment}: {error}", moment=_moment(ask, row.failing_since), error=error)
    if row.looked_at:
        return _("well, last look {moment}", moment=_moment(ask, row.looked_at))
    return _("not looked at yet")


def _moment(ask: Ask, moment: datetime) -> str:
    return say_moment(moment, ask.who.language, ask.newsroom.timezone)


def _line(ask: Ask, row: store.SourceRow, *, pushed: bool) -> Text:
    topics = ", ".join(row.topics)
    first = _("#{id} {name} ({topics})", id=row.id, name=name_of(row), topics=topics)
    if not topics:
        first = _("#{id} {name} (no topic: no alerts)", id=row.id, name=name_of(row))
    told = (_("its hub tells us of news at once"),) if pushed else ()
    parts = (first, *([verbatim(address_of(row))] if row.name else []), health_of(ask, row), *told)
    return verbatim("\n".join(say(part, ask.who.language) for part in parts))


def _brief(words: Text) -> Text:
    """Make what stands in words plain and not too long; the words themselves are ours."""
    return replace(words, values={name: _brief_value(value) for name, value in words.values.items()})


def _brief_value(value: Value) -> Value:
    if isinstance(value, Text):
        return _brief(value)
    return value if isinstance(value, int) else _shortened(plain(value, len(value)), LONGEST_DETAIL)


def _shortened(words: str, most: int) -> str:
    """Cut the middle out of what is too long: how it begins and how it ends tell most."""
    head, tail = most // 2, most - most // 2 - 1
    return words if len(words) <= most else f"{words[:head]}…{words[-tail:]}"
