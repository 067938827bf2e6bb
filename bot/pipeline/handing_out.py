"""Handing out: all the people as a table, written a stretch at a time into files of a bounded size."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from bot.clock import Clock
from bot.model import FileId
from bot.pipeline.bearer import Bearer
from bot.rules.roster import BOM, COLUMNS, written
from bot.store import audit
from bot.store import file as files
from bot.store import roster as rosters
from bot.store import subscriber as subscribers
from bot.store import transfer as transfers
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.roster import Listed
from bot.store.transfer import State, TransferRow
from bot.texts import n_

STRETCH: Final = 2000
BIGGEST: Final = 8_000_000
"""Bytes of one file, well below what either service carries; more people come in several files."""

LEASE = timedelta(seconds=60)
HEADING: Final = (*COLUMNS, "status", "joined_at")
TYPE: Final = "text/csv"


@dataclass(frozen=True)
class HandingOut:
    """Does the steps of an export."""

    database: Database
    clock: Clock
    bearer: Bearer

    async def step(self, row: TransferRow) -> TransferRow | None:
        """Write one more stretch; None when all is written and handed over."""
        return await self.database.write(lambda tx: self._stretch(tx, row))

    def _stretch(self, tx: Connection, row: TransferRow) -> TransferRow | None:
        now = self.clock()
        people = rosters.page(tx, row.position, STRETCH)
        count = row.counts.get("people", 0) + len(people)
        made = row.made or self._new(tx, row)
        text = written(_cells(one) for one in people)
        last = len(people) < STRETCH
        position = people[-1].id if people else row.position + 1
        full = files.size(tx, made) + len(text) > BIGGEST
        moved = transfers.step(
            tx,
            row,
            None if last else now + LEASE,
            position=position,
            counts={"people": count, "files": row.counts.get("files", 0) + int(full or last)},
            made_id=None if full and not last else made,
            state=State.DONE if last else row.state,
            tries=0,
        )
        files.append(tx, made, text.encode())
        if full or last:
            self._hand(tx, moved, made, count)
        if last:
            self._note(tx, moved, count)
        return None if last else moved

    def _new(self, tx: Connection, row: TransferRow) -> FileId:
        number = row.counts.get("files", 0) + 1
        file = files.begin(tx, f"people-{row.id}-{number}.csv", TYPE, self.clock())
        files.append(tx, file.id, (BOM + written([HEADING])).encode())
        return file.id

    def _hand(self, tx: Connection, row: TransferRow, made: FileId, count: int) -> None:
        file = files.find(tx, made)
        if file is None:
            return
        words = n_(
            "{count} person, with the proof of consent.",
            "{count} people, with their proof of consent.",
            count,
        )
        self.bearer.hand(tx, row, file, words, self.clock())

    def _note(self, tx: Connection, row: TransferRow, count: int) -> None:
        who = subscribers.find(tx, row.who)
        if who is not None:
            audit.note(tx, who, Act("export", f"export {row.id}", {}, {"people": count}), self.clock())


def _cells(one: Listed) -> list[str]:
    return [
        one.channel,
        one.address,
        one.name,
        one.language,
        " ".join(one.topics),
        one.at.isoformat(timespec="seconds") if one.at else "",
        one.how,
        one.words,
        one.status,
        one.joined_at.isoformat(timespec="seconds"),
    ]
