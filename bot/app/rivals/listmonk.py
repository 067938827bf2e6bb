"""listmonk's table of subscribers (listmonk.app; its schema.sql, and cmd/subscribers.go for the columns).

The table that listmonk exports does not say which of its lists somebody is on, nor whether they confirmed:
either it was exported for one list and one status, which the operator names, or a column tells.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot import newsroom as newsrooms
from bot.app.portable.people import Lines
from bot.app.portable.telling import Done, told
from bot.app.portable.work import Terms, working
from bot.app.progress import Step, silent
from bot.app.rivals.filing import Filing
from bot.app.rivals.moving import ready, spoken, statement, unproved
from bot.app.rivals.source import moment
from bot.carried import Carried, Proof
from bot.carried import Step as Taken
from bot.errors import SettingsError
from bot.rules.roster import Fault, Row, Table, Wrong, mailbox
from bot.settings import Settings

NAME: Final = "listmonk"
NEEDED: Final = ("email", "status")
STATUSES: Final = frozenset({"enabled", "disabled", "blocklisted"})
CONFIRMED, UNCONFIRMED, UNSUBSCRIBED = "confirmed", "unconfirmed", "unsubscribed"
ANSWERS: Final = (CONFIRMED, UNCONFIRMED, UNSUBSCRIBED)
COLUMN: Final = "subscription_status"


@dataclass(frozen=True, slots=True)
class _Reading:
    of: Table
    topics: tuple[str, ...]
    words: str
    now: datetime
    language: str
    answer: str  # of all lines that tell none themselves

    def read(self, row: Row) -> Carried | Wrong:
        if not row.cells:
            return Wrong(row.line, Fault.QUOTE)
        if len(row.cells) > len(self.of.columns):
            return Wrong(row.line, Fault.CELLS, str(len(row.cells)))
        address = mailbox(self._cell(row, "email"))
        if isinstance(address, Fault):
            return Wrong(row.line, address)
        stands, answer = self._cell(row, "status"), self._cell(row, COLUMN) or self.answer
        if stands not in STATUSES or answer not in ANSWERS:
            return Wrong(row.line, Fault.STATUS, stands if stands not in STATUSES else answer)
        return self._carried(row, address, _status(stands, answer))

    def _carried(self, row: Row, address: str, status: str) -> Carried:
        at = moment(self._cell(row, "created_at")) or self.now
        changed = moment(self._cell(row, "updated_at")) or self.now
        at, changed = min(at, self.now), min(changed, self.now)
        about = f"import: {NAME}", self.words, self.language
        given = Taken("given", at, about[0], "import", "", self.words, self.language, self.topics)
        asked = given._replace(step="asked")
        over = Taken("ended", changed, about[0], "import", "", "", "", self.topics)
        steps = {"active": (given,), "invited": (asked,), "left": (given, over)}
        proofs = tuple(Proof(topic, at, *about) for topic in self.topics)
        name = self._cell(row, "name")[:200]
        left = changed if status == "left" else None
        return Carried(
            *("email", address, name, self.language, status, at, left),
            proofs=() if status == "invited" else proofs,
            steps=steps[status],
            line=row.line,
        )

    def _cell(self, row: Row, name: str) -> str:
        place = self.of.place(name)
        return " ".join(row.cells[place].split()) if place is not None and place < len(row.cells) else ""


def _status(stands: str, answer: str) -> str:
    """Say where somebody stands: only who is enabled and has confirmed is written to."""
    if stands == "blocklisted" or answer == UNSUBSCRIBED:
        return "left"
    return "active" if stands == "enabled" and answer == CONFIRMED else "invited"


def is_header(first: str) -> bool:
    """Say whether a first line is that of such a table."""
    cells = {cell.strip().casefold() for cell in next(csv.reader([first.strip("\ufeff\r\n")]), [])}
    return {*NEEDED, "name"} <= cells and "channel" not in cells


def move_list(
    settings: Settings, path: Path, terms: Terms, filing: Filing, answer: str, step: Step = silent
) -> Done:
    """Take in a table of listmonk's; `answer` is the status on the list that all of it have.

    Raises:
        SettingsError: a statement of consent, a topic or the channel lacks, or it is no such table.

    """
    if not terms.statement:
        raise SettingsError(unproved(NAME))
    if answer and answer not in ANSWERS:
        raise SettingsError(f"--list-status is {answer}; write one of {', '.join(ANSWERS)}")
    newsroom = newsrooms.load(settings.newsroom)
    topics = _topics([str(topic.id) for topic in newsroom.topics], filing.named)
    with path.open("rb") as stream, working(settings, newsroom, terms) as work:
        lines = Lines(stream, str(path), NEEDED)
        ready(work, "email", "set up e-mail")
        work.topics(())
        words = statement(NAME, work.now, terms.statement)
        read = _Reading(lines.of, topics, words, work.now, spoken(newsroom)[0], answer or UNCONFIRMED)
        size = path.stat().st_size
        people: Iterator[Carried | Wrong] = map(read.read, lines.rows())
        arrived = work.arrive(people, lambda count: step(count, count * size // max(1, lines.position)))
    said = told(arrived, dry_run=terms.dry_run)
    unknown = not answer and COLUMN not in lines.of.columns
    return Done((*said.lines, *((UNKNOWN,) if unknown else ())), said.troubles)


UNKNOWN: Final = (
    "The table does not say who has confirmed, so nobody of it is written to before they do. Export it for "
    "one list and the status confirmed, and say --list-status confirmed."
)


def _topics(every: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    if unknown := [name for name in named if name not in every]:
        raise SettingsError(
            f"--topic names {', '.join(unknown)}, which is no topic; choose among {', '.join(every)}"
        )
    return tuple(sorted(named or every))
