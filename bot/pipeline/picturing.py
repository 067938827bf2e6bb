"""Picturing: which picture an alert goes with, of the one that came with its entry."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.rules import picture as rules
from bot.store import picture as pictures
from bot.store import source as sources
from bot.store.entry import EntryRow


@dataclass(frozen=True, slots=True)
class Picturing:
    """The newsroom's word: whether alerts go with pictures, and whether those of private networks may."""

    on: bool = True
    private: bool = False

    def of(self, tx: Connection, row: EntryRow) -> str:
        """Give the address of an entry's picture; empty where there is none to show."""
        address = row.entry.picture.strip()
        source = sources.find(tx, row.source_id) if self.on and address else None
        if source is None or not source.pictures:
            return ""
        count = pictures.repeated(tx, row.source_id, address, row.entry.guid, rules.LOOKED_BACK)
        return rules.usable(rules.Offer(address, count), private=self.private)


PICTURING = Picturing()
"""What holds where no setting says otherwise."""
