"""/test: what would be sent of an address, if it were a source's."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.ask import Ask, Reply
from bot.commands import acts
from bot.commands.addsource import address_in, check
from bot.commands.pause import source_of
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import Role
from bot.store import trial as store
from bot.texts import _

ROLE = Role.EDITOR
HELP = _("what would be sent of an address, or of a source by its number; nothing is")

MOST: Final = 3
"""Addresses that one person may have looked at at once."""

_NUMBER: Final = re.compile(r"#?\d{1,12}")


def run(ask: Ask) -> Sequence[Reply]:
    """Ask for a trial; what came of it is told when it has been looked at."""
    words = ask.args.strip()
    usage = _("Write /test and the address of a site or of a feed, or the number that /sources shows.")
    if not words:
        raise UsageError(usage)
    known = source_of(ask, words, usage) if _NUMBER.fullmatch(words) else None
    url = known.url if known else address_in(words.split()[0])
    check(url)
    if store.waiting(ask.tx, ask.who.id) >= MOST:
        raise UsageError(_("I still look at what you asked for before. You are told of it in a moment."))
    store.ask(ask.tx, ask.who.id, url, ask.now)
    host = urlsplit(url).hostname or ""
    acts.done(ask, "test", acts.source(known.id) if known else "", after={"host": host})
    told = _(
        "I look at {host} now and show you what would be sent of it. "
        "Readers get nothing, and nothing is kept.",
        host=isolated(host),
    )
    return (Reply((told,)),)
