"""What whoever brings or fetches a file of people is told: how far it is, and what is wrong in which line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rules.roster import Fault, Wrong, statement
from bot.texts import Text, _, counted, n_, say, verbatim

RIGHT: Final = "right"
ADDED: Final = "added"
UNPROVED: Final = "unproved"
"""What is counted beside the faults."""

SHOWN: Final = 5
"""Wrong lines that stand in the chat; all of them stand in the file that comes with it."""

FAULTS: Final[Mapping[str, Text]] = {
    Fault.CELLS: _("more cells than there are columns"),
    Fault.QUOTE: _("a quotation mark that is never closed"),
    Fault.CHANNEL: _("the channel must be whatsapp or telegram"),
    Fault.ADDRESS: _("that is no address of this channel"),
    Fault.COUNTRY: _("a number without its country code"),
    Fault.MANGLED: _("a number that a spreadsheet has rounded: format the column as text"),
    Fault.NAMED: _("Telegram needs its own number of the person, not a name"),
    Fault.LANGUAGE: _("a language that the bot does not speak"),
    Fault.TOPIC: _("a topic that does not exist"),
    Fault.MOMENT: _("a date that can't be read: write it as 2026-03-31"),
    Fault.FUTURE: _("a consent that lies in the future"),
    Fault.TWICE: _("the same person as in an earlier line"),
    Fault.HERE: _("subscribed already"),
    Fault.LEFT: _("has left, and can only come back by themself"),
    Fault.ERASED: _("asked to be forgotten, and can only come back by themself"),
    Fault.UNSURE: _("may have asked to be forgotten: only a consent of a later date counts"),
    Fault.NOT_STARTED: _("on Telegram people must have written to the bot first"),
    Fault.STATUS: _("a status that is not known here, or of somebody who has not asked for alerts"),
    Fault.CHOICE: _("a choice that can't be read"),
    Fault.UNPROVED: _("no proof of consent"),
    Fault.FEEDS: _("none of the feeds can be polled"),
    Fault.SENDER: _("the channel is not set up"),
}

TABLE_FAULTS: Final[Mapping[str, Text]] = {
    "spreadsheet": _("This is a spreadsheet's own file. Save it as CSV, and send that."),
    "encoding": _("The letters of this file can't be read. Save it as CSV in UTF-8, and send that."),
    "column": _("The first line has to name the columns. This one is missing: {about}."),
    "doubled": _("The first line names this column twice: {about}."),
    "empty": _("There is no line below the names of the columns."),
    "refused": _("The file can't be fetched: it is too large, or kept no longer. 20 MB are the most."),
    "trouble": _("Something went wrong here, and nothing more is done. Please try again."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A title and paragraphs, and the buttons below: label and data."""

    title: Text
    lines: tuple[Text, ...]
    buttons: tuple[tuple[tuple[Text, str], ...], ...] = ()


def card(id_: int, counts: Mapping[str, int], wrong: Sequence[Wrong], newsroom: str, language: str) -> Said:
    """Tell what a file holds, and ask whether it is to be taken in."""
    right, unproved = counts.get(RIGHT, 0), counts.get(UNPROVED, 0)
    lines = [n_("{count} person can be taken in.", "{count} people can be taken in.", right)]
    lines += _faults(counts, language)
    lines += _first(wrong, language)
    if right and unproved:
        lines.append(
            n_(
                "The file holds no proof of consent of {count} of them. Who imports states, and it is kept: "
                "“{statement}”",
                "The file holds no proof of consent of {count} of them. Who imports states, and it is kept: "
                "“{statement}”",
                unproved,
                statement=statement(newsroom),
            )
        )
    lines.append(_("Nothing has been changed yet."))
    if not right:
        return Said(_("Import #{id}: nobody to take in", id=id_), tuple(lines))
    label = (
        _("I state it: import") if unproved else n_("Import {count} person", "Import {count} people", right)
    )
    buttons = (((label, f"import yes {id_}"),), ((_("Cancel"), f"import no {id_}"),))
    return Said(_("Import #{id}: a look at the file", id=id_), tuple(lines), buttons)


def underway(id_: int, share: int, counts: Mapping[str, int], position: int, total: int) -> Said:
    """Tell how far an import is."""
    lines = (
        _(
            "{share} %: {position} of {total} lines, {added} people taken in.",
            share=share,
            position=counted(position),
            total=counted(total),
            added=counted(counts.get(ADDED, 0)),
        ),
    )
    return Said(_("Import #{id}", id=id_), lines, (((_("Stop the import"), f"import no {id_}"),),))


def done(id_: int, counts: Mapping[str, int], language: str) -> Said:
    """Tell what became of an import."""
    added = n_("{count} person was taken in.", "{count} people were taken in.", counts.get(ADDED, 0))
    quiet = _("They get the alerts that are sent from now on, and have been told nothing.")
    ending = (quiet,) if counts.get(ADDED) else ()
    return Said(_("Import #{id} is done", id=id_), (added, *_faults(counts, language), *ending))


def ended(title: Text, why: Text) -> Said:
    """Tell that nothing more is done."""
    return Said(title, (why,))


def reason(wrong: Wrong, language: str) -> str:
    """Say what is wrong in a line, with the word that it is about."""
    words = say(FAULTS[wrong.fault], language)
    about = " ".join(wrong.about.split())[:60]
    return f"{words} (\u2068{about}\u2069)" if about else words


def heading(columns: Sequence[str], language: str) -> list[str]:
    """Name the columns of the file of wrong lines."""
    return [say(_("line"), language), say(_("reason"), language), *columns]


def _faults(counts: Mapping[str, int], language: str) -> list[Text]:
    told = [
        f"{say(counted(counts[fault]), language)} × {say(words, language)}"  # noqa: RUF001 -- a times sign is meant
        for fault, words in FAULTS.items()
        if counts.get(fault)
    ]
    return [_("Left out:"), verbatim("\n".join(told))] if told else []


def _first(wrong: Sequence[Wrong], language: str) -> list[Text]:
    told = [
        say(_("Line {line}: {reason}", line=one.line, reason=reason(one, language)), language)
        for one in wrong[:SHOWN]
    ]
    return [verbatim("\n".join(told))] if told else []
