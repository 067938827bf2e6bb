"""/mute: want nothing of a source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.ask import Ask, Choice, Reply
from bot.commands import pages
from bot.commands.shown import isolated, plain
from bot.commands.words import switched
from bot.errors import UsageError
from bot.model import Role, SourceId
from bot.store import mute as store
from bot.store import source as sources
from bot.texts import Text, _, verbatim

ROLE = Role.READER
HELP = _("no more alerts from a source, in reply to one of them")

OFF: Final = "off"
UNDO: Final = "undo"

_NUMBERED: Final = re.compile(r"(?:(?P<off>[^\s#\d]\S*)\s+)?#?\s?(?P<number>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Wish:
    """A source's number, and what is wanted: to mute it, to hear it again, or to undo that."""

    number: SourceId
    off: bool = False
    undo: bool = False


def read(args: str) -> Wish | None:
    """Read "#12", "12" or "off 12", in any language; None for anything else."""
    found = _NUMBERED.fullmatch(args.strip())
    if found is None:
        return None
    number, off = SourceId(int(found["number"])), found["off"]
    if off is None or off == UNDO:
        return Wish(number, undo=off == UNDO)
    return Wish(number, off=True) if switched(off) is False else None


def run(ask: Ask) -> Sequence[Reply]:
    """Mute a source, hear it again, or show those that are muted."""
    page, words = pages.split(ask.args)
    if not words:
        spoken = sources.speaking(ask.tx, ask.replied) if ask.replied else None
        return (_muted(ask, spoken) if spoken else _card(ask, page=page),)
    wish = read(words)
    if wish is None:
        raise UsageError(_("Write /mute and the number of a source, or reply to an alert with /mute."))
    row = sources.find(ask.tx, wish.number)
    if row is None:
        raise UsageError(_("There is no source #{id}.", id=wish.number))
    if not wish.off:
        return (_muted(ask, row, again=wish.undo),)
    store.end(ask.tx, ask.who.id, row.id)
    back = (Choice(_("Undo"), f"mute {UNDO} #{row.id}"),)
    return (_card(ask, _("You get alerts from {source} again.", source=_named(row)), undo=(back,)),)


def choice(id_: SourceId, name: str, *, muted: bool) -> Choice:
    """Offer to mute a source, or to hear it again."""
    shown = plain(name)
    if muted:
        return Choice(_("Hear {source} again", source=shown), f"mute {OFF} #{id_}")
    return Choice(_("Mute {source}", source=shown), f"mute #{id_}")


def _named(row: sources.SourceRow) -> str:
    """Name a source to a reader, without the path of its address, which may hold what is no reader's."""
    return isolated(row.name or urlsplit(row.url).hostname or "")


def _muted(ask: Ask, row: sources.SourceRow, *, again: bool = False) -> Reply:
    store.add(ask.tx, ask.who.id, row.id)
    words = _("You get no more alerts from {source}.", source=_named(row))
    # below a list of sources the button leaves the list where it is
    return _card(ask, words, replaces=again and ask.pressed)


def _card(
    ask: Ask,
    *before: Text,
    page: int = 0,
    undo: tuple[tuple[Choice, ...], ...] = (),
    replaces: bool | None = None,
) -> Reply:
    """Show a page of the sources that are muted, each with a button by which it is heard again."""
    ids = store.of(ask.tx, ask.who.id)
    page = min(page, pages.last(len(ids)))
    rows = [sources.find(ask.tx, id_) for id_ in ids[page * pages.SIZE : (page + 1) * pages.SIZE]]
    shown = [row for row in rows if row]
    listed = (verbatim("\n".join(f"#{row.id} {_named(row)}" for row in shown)),) if shown else ()
    taking = tuple((choice(row.id, _named(row), muted=True),) for row in shown)
    return Reply(
        (*before, *listed, _STATE if ids else _NONE),
        _("Muted sources"),
        (*taking, *pages.choices("mute", "", page, len(ids)), *undo),
        replaces=ask.pressed if replaces is None else replaces,
    )


_STATE = _("No alerts from these come, breaking news neither; corrections of what you have got still do.")
_NONE = _("You mute no source. To get no more alerts from one, reply to one of its alerts with /mute.")
