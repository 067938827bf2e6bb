"""How a source is named to an editor, and how it fares, in words."""

from dataclasses import replace
from urllib.parse import urlsplit

from bot.ask import Ask
from bot.commands.shown import dated, isolated, plain
from bot.store import source as store
from bot.texts import Text, Value, _

LONGEST_ADDRESS = 60
LONGEST_DETAIL = 120  # of a name or link in the words about an error


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
        return _("paused since {moment}", moment=dated(ask, row.paused_at))
    if row.failing_since and row.error:
        error = _brief(row.error)
        return _("failing since {moment}: {error}", moment=dated(ask, row.failing_since), error=error)
    if row.looked_at:
        return _("well, last look {moment}", moment=dated(ask, row.looked_at))
    return _("not looked at yet")


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
