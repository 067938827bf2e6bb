"""/reading: the languages in which alerts may come."""

import re
from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.choice_tables import AND, ANY
from bot.commands.language import named, own
from bot.commands.said import phrases
from bot.commands.shown import isolated
from bot.errors import UsageError
from bot.model import Role
from bot.rules.consent import fold
from bot.store import reading as store
from bot.texts import Text, _, verbatim

ROLE = Role.READER
HELP = _("choose the languages in which alerts come")

ALL = "all"
EXACTLY = "="  # before the languages that an undo brings back
IN_A_ROW = 2


def run(ask: Ask) -> Sequence[Reply]:
    """Show the languages, turn one on or off, or take those named, the first one first."""
    words = ask.args.strip()
    if not words:
        return (_card(ask, ask.who.reads),)
    chosen = _toggled(ask, words) if ask.pressed else read(words)
    if chosen is None:
        raise UsageError(
            _("Write /reading and the languages that you read, the first one first: /reading fr, he.")
        )
    store.choose(ask.tx, ask.who.id, chosen)
    return (_card(ask, chosen, before=ask.who.reads, replaces=True),)


def read(words: str) -> tuple[str, ...] | None:
    """Read languages by their codes or their own names, in order; none for all; None for anything else."""
    words = words.removeprefix(EXACTLY)
    if fold(words) in _ALL:
        return ()
    parts = (part for part in _BETWEEN.sub(" ", words).split() if fold(part) not in _AND)
    found = [named(part) for part in parts]
    return None if None in found or not found else tuple(dict.fromkeys(one for one in found if one))


_ALL = phrases(ANY)


_AND = phrases(AND)
_BETWEEN = re.compile(r"[,;+،؛/]")


def _toggled(ask: Ask, words: str) -> tuple[str, ...] | None:
    """Turn one on, behind the others, or off; a press that undoes names all that there were."""
    wanted = read(words)
    if wanted is None or len(wanted) != 1 or words.startswith(EXACTLY):
        return wanted
    (one,) = wanted
    had = ask.who.reads
    return tuple(other for other in had if other != one) if one in had else (*had, one)


def state(ask: Ask) -> Text:
    """Say in short which languages the person reads."""
    return _named(ask.who.reads) if ask.who.reads else _("any")


def _named(languages: Sequence[str]) -> Text:
    return verbatim(", ".join(isolated(own(one)) for one in languages))


def offered(ask: Ask) -> tuple[str, ...]:
    """List the languages that there are alerts in: the newsroom's own, its sources', and the reader's."""
    return tuple(dict.fromkeys((*ask.newsroom.languages, *store.spoken(ask.tx), *ask.who.reads)))


def _card(
    ask: Ask, chosen: Sequence[str], before: Sequence[str] | None = None, *, replaces: bool = False
) -> Reply:
    if chosen:
        words = _("Alerts come in: {languages}.", languages=_named(chosen))
        told = _("A story that is told in several of them comes once, in the first one that tells it.")
        paragraphs: tuple[Text, ...] = (words, told)
    else:
        paragraphs = (_("Alerts come in the language of their article, whichever that is."),)
    choices = [_choice(one, chosen) for one in offered(ask)]
    rows = [tuple(choices[at : at + IN_A_ROW]) for at in range(0, len(choices), IN_A_ROW)]
    if chosen:
        rows.append((Choice(_("Any language"), f"reading {ALL}"),))
    if before is not None and tuple(before) != tuple(chosen):
        rows.append((Choice(_("Undo"), f"reading {EXACTLY}{','.join(before) or ALL}"),))
    return Reply(paragraphs, _("Languages of alerts"), tuple(rows), replaces)


def _choice(code: str, chosen: Sequence[str]) -> Choice:
    label = f"✓ {own(code)}" if code in chosen else own(code)
    return Choice(verbatim(label), f"reading {code}")
