"""The desk put together: cards that nobody asked for are worded by the commands that answer for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.ask import Ask, ShowOf
from bot.commands import faces
from bot.commands.replies import message_of
from bot.model import AlertId, Message, Subscriber
from bot.ports import Previewing
from bot.store.reach import Reach

AskOf = Callable[[Connection, Subscriber, datetime], Ask]
"""Makes a request of a person's, who has asked for nothing."""


@dataclass(frozen=True)
class Looks:
    """How an alert at the desk looks to an editor."""

    ask_of: AskOf

    def key(self, tx: Connection, id_: AlertId, now: datetime) -> str:
        """Name what there is to show."""
        return faces.of(tx, id_, now).key

    def card(
        self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime, reaches: Sequence[Reach]
    ) -> Message:
        """Show the alert, with what may be done."""
        return message_of(faces.shown(self.ask_of(tx, who, now), id_, reaches=reaches), who)

    def brief(self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime) -> Message:
        """Say in a line what became of it."""
        return faces.brief(self.ask_of(tx, who, now), id_)

    def reminder(self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime, minutes: int) -> Message:
        """Say that it has waited for some minutes."""
        return message_of(faces.reminder(self.ask_of(tx, who, now), id_, minutes), who)

    def did(self, tx: Connection, id_: AlertId, who: Subscriber) -> bool:
        """Say whether what happened last was this person's doing."""
        return faces.is_by(tx, id_, who.id)


def previews_of(channels: Iterable[object]) -> Mapping[str, ShowOf]:
    """Name the channels that can show what a message will look like there, and what shows it."""
    return {one.name: one.preview for one in channels if isinstance(one, Previewing)}
