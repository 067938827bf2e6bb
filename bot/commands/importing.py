"""/import: take in people who asked for alerts elsewhere, from a CSV file that an admin sends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.line import Line
from bot.errors import UsageError
from bot.model import Message, MessageKind, Role
from bot.rules.roster import COLUMNS, statement
from bot.store import file as files
from bot.store import transfer as transfers
from bot.store.transfer import Kind, State, TransferRow
from bot.texts import _, n_, say, verbatim

ROLE = Role.ADMIN
HELP = _("take in people from a CSV file: send it, and see what it holds before anything is done")

YES, NO = "yes", "no"
ENDINGS = (".csv", ".tsv", ".txt")
TYPES = frozenset({"text/csv", "text/plain", "text/tab-separated-values", "text/comma-separated-values"})
"""By what a table is known among the files that an admin sends; what it holds is looked at later."""

_ANSWER = re.compile(rf"({YES}|{NO})\s+#?(\d{{1,12}})")


def with_file(ask: Ask, line: Line | None, text: str, document: Mapping[str, Any]) -> tuple[Ask, Line | None]:
    """Hand a file over that came with words; a table from an admin is looked at, whatever it is called."""
    table = is_table(document) and not text.startswith("/") and ask.who.role.may(ROLE)
    return replace(ask, document=document), Line("import", "") if table else line


def is_table(document: Mapping[str, Any]) -> bool:
    """Say whether a file that was sent may be a table."""
    type_ = str(document.get("type", "")).partition(";")[0].strip().lower()
    return type_ in TYPES or str(document.get("name", "")).strip().lower().endswith(ENDINGS)


def run(ask: Ask) -> Sequence[Reply]:
    """Look at a file, begin or end its import, or say how it is done."""
    answer = _ANSWER.fullmatch(ask.args.strip().lower())
    if answer:
        row = _asked(ask, int(answer[2]))
        return _begin(ask, row) if answer[1] == YES else _end(ask, row)
    if ask.args.strip() and ask.document is None:
        raise UsageError(_("Send the CSV file itself; IMPORT alone says what it should hold."))
    return _how(ask) if ask.document is None else _look(ask, ask.document)


def _look(ask: Ask, document: Mapping[str, Any]) -> Sequence[Reply]:
    told = dict(document)
    number = transfers.begin(
        ask.tx, Kind.IMPORT, State.FETCHING, ask.phone.id, ask.who.language, ask.now, told
    )
    acts.done(ask, "look", f"import {number}")
    words = _("Import #{id}: I am looking at the file. Nothing is changed before you say so.", id=number)
    return (Reply((words,)),)


def _asked(ask: Ask, number: int) -> TransferRow:
    """Find an import of the one who asks: nobody answers for another."""
    row = transfers.find(ask.tx, number)
    if row is None or row.kind is not Kind.IMPORT or row.who != ask.phone.id:
        raise UsageError(_("You have no import #{id}.", id=number))
    return row


def _begin(ask: Ask, row: TransferRow) -> Sequence[Reply]:
    if not ask.pressed:
        raise UsageError(_("Press the button below the look at the file: it says what you state."))
    words = say(statement(ask.newsroom.name), ask.who.language)
    if not transfers.confirm(ask.tx, row.id, words, ask.now):
        return (Reply((_("Import #{id} asks nothing any more.", id=row.id),)),)
    acts.done(ask, "state", f"import {row.id}", {}, {"lines": row.total, "stated": words})
    going = _("Import #{id} begins.", id=row.id)
    stop = ((Choice(_("Stop the import"), f"import {NO} {row.id}"),),)
    return (Reply((going,), choices=stop, replaces=ask.pressed),)


def _end(ask: Ask, row: TransferRow) -> Sequence[Reply]:
    if not transfers.cancel(ask.tx, row.id):
        return (Reply((_("Import #{id} asks nothing any more.", id=row.id),)),)
    if row.file is not None:
        files.drop(ask.tx, [row.file])
    added = row.counts.get("added", 0)
    acts.done(ask, "stop", f"import {row.id}", {"state": row.state}, {"added": added})
    words = n_(
        "Import #{id} is stopped. {count} person was taken in before.",
        "Import #{id} is stopped. {count} people were taken in before.",
        added,
        id=row.id,
    )
    nothing = _("Import #{id} is dropped. Nobody was taken in.", id=row.id)
    return (Reply((words if added else nothing,), replaces=ask.pressed),)


def _how(ask: Ask) -> Sequence[Reply]:
    """Say what a file should hold; with the last list of what was left out, where it is kept still."""
    how = (
        _("Send a CSV file here, as a document. Its first line names the columns:"),
        verbatim("\u2068" + ",".join(COLUMNS) + "\u2069"),
        _(
            "Only the first two are needed. WhatsApp numbers have their country code; on Telegram people "
            "must have written to the bot first. Who left or asked to be forgotten is never taken in."
        ),
        _("You see what the file holds, line by line, before anything is changed."),
    )
    told = (Reply(how, _("Import people")),)
    row = transfers.last(ask.tx, ask.phone.id, Kind.IMPORT)
    made = files.find(ask.tx, row.made) if row and row.made else None
    if row is None or made is None:
        return told
    words = say(
        _("Import #{id}: the lines that are left out, each with its reason.", id=row.id), ask.who.language
    )
    message = Message(MessageKind.REPLY, ask.who.language, lines=(words,), attachment=made)
    return (*told, Reply((), message=message))
