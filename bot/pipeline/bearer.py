"""The bearer: takes words and files to whoever asked for a transfer, or says that they wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.model import Attachment, Button, DeliveryId, Message, MessageKind, SenderId, Subscriber
from bot.pipeline.roster_words import Said
from bot.ports import Channel, Windowed
from bot.rules.notice import notice
from bot.rules.roster import to_tell
from bot.rules.window import window_open
from bot.store import delivery as deliveries
from bot.store import subscriber as subscribers
from bot.store import transfer as transfers
from bot.store.message import to_json
from bot.store.transfer import Kind, TransferRow
from bot.texts import Text, _, say

READY = _("Your file is ready. Write EXPORT, and it comes.")
WRONG_READY = _("The list of the lines that were left out is ready. Write IMPORT, and it comes.")


@dataclass(frozen=True)
class Bearer:
    """Tells whoever asked for a transfer; where WhatsApp's window is shut, that something waits for them."""

    channels: Mapping[SenderId, Channel]

    def say(
        self, tx: Connection, row: TransferRow, said: Said, now: datetime, replaces: str = ""
    ) -> DeliveryId | None:
        """Queue words, with their buttons."""
        who = subscribers.find(tx, row.who)
        if who is None:
            return None
        if self._shut(who, now):
            return deliveries.queue_reply(tx, who.id, to_json(notice(row.language, said.title)), now)
        rows = tuple(
            tuple(Button(say(label, row.language), data) for label, data in each) for each in said.buttons
        )
        message = Message(
            MessageKind.REPLY,
            row.language,
            say(said.title, row.language),
            tuple(say(line, row.language) for line in said.lines),
            buttons=rows,
        )
        if rows:
            subscribers.change(tx, who.id, menu=[one.data for each in rows for one in each])
        return deliveries.queue_reply(tx, who.id, to_json(message, replaces=replaces), now)

    def hand(self, tx: Connection, row: TransferRow, file: Attachment, words: Text, now: datetime) -> None:
        """Queue a file; where it can't go now, the word that it waits."""
        who = subscribers.find(tx, row.who)
        if who is None:
            return
        if self._shut(who, now):
            ready = READY if row.kind is Kind.EXPORT else WRONG_READY
            deliveries.queue_reply(tx, who.id, to_json(notice(row.language, ready)), now)
            return
        lines = (say(words, row.language),)
        message = Message(MessageKind.REPLY, row.language, lines=lines, attachment=file)
        deliveries.queue_reply(tx, who.id, to_json(message), now)

    def progress(self, tx: Connection, row: TransferRow, said: Said, share: int, now: datetime) -> None:
        """Tell how far it is, in the place of the last word where that can be changed; not too often."""
        who = subscribers.find(tx, row.who)
        if who is None or self._shut(who, now):
            return
        edits = self._edits(who)
        since = None if row.told_at is None else (now - row.told_at).total_seconds()
        if not to_tell(share, row.told_share, since, edits=edits):
            return
        replaces = transfers.shown_as(tx, row) if edits else ""
        if edits and row.told_by is not None and not replaces:
            return  # the last word has not even left
        by = self.say(tx, row, said, now, replaces)
        if by is not None:
            # a change in place leaves the message with the id that it had
            transfers.told(tx, row.id, by, share, now)

    def close(self, tx: Connection, row: TransferRow, said: Said, now: datetime) -> None:
        """Let the message that told how far it is say the last of it, where it can be changed in place."""
        who = subscribers.find(tx, row.who)
        shown = transfers.shown_as(tx, row)
        if who is not None and shown and self._edits(who):
            self.say(tx, row, said, now, shown)

    def _edits(self, who: Subscriber) -> bool:
        return any(one.name == who.address.channel and one.limits.edits for one in self.channels.values())

    def _shut(self, who: Subscriber, now: datetime) -> bool:
        channels: list[object] = [one for one in self.channels.values() if one.name == who.address.channel]
        windowed = any(isinstance(one, Windowed) for one in channels)
        return windowed and not window_open(who.last_heard_at, now)
