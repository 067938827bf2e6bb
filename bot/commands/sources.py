"""/sources: who tells the story of an alert; for editors, what is polled, and how each fares."""

import re
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Reply
from bot.commands import pages, source_health, tellers
from bot.commands.numbers import alert_id
from bot.commands.shown import plain
from bot.commands.source_words import name_of
from bot.errors import UsageError
from bot.model import AlertId, Role, SourceId
from bot.store import source as store
from bot.texts import _

__all__ = ["HELP", "ROLE", "name_of", "run"]

ROLE = Role.READER
HELP = _("who tells the story of an alert, in reply to it")

_NUMBER: Final = re.compile(r"\d{1,12}")


def run(ask: Ask) -> Sequence[Reply]:
    """List who tells an alert's story, or for editors how the sources fare, or one of them."""
    page, words = pages.split(ask.args)
    editor = ask.who.role.may(Role.EDITOR)
    id_ = _alert(ask, words, editor=editor)
    if id_ is not None:
        return (tellers.listed(ask, id_, page),)
    if not editor:
        raise UsageError(_("Reply to an alert with /sources: you will read who tells its story."))
    return _fares(ask, words, page)


def _alert(ask: Ask, words: str, *, editor: bool) -> AlertId | None:
    """Read which alert is meant; to editors a bare number is a source's."""
    if words.startswith("#") or (words and not editor):
        return alert_id(words)
    return None if words else ask.replied


def _fares(ask: Ask, words: str, page: int) -> Sequence[Reply]:
    if not words:
        return (source_health.listed(ask, page),)
    row = store.find(ask.tx, SourceId(int(words))) if _NUMBER.fullmatch(words) else None
    if row is None:
        raise UsageError(_("There is no source #{id}. /sources shows them.", id=plain(words, 20)))
    return (source_health.card(ask, row),)
