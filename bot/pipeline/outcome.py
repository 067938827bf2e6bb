"""Outcomes: what became of the sends that were tried is written down, as docs/delivery.md tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.errors import (
    ChannelDown,
    ChannelError,
    Held,
    Moved,
    Refused,
    TryLater,
    Unknown,
    Unreachable,
    Untried,
)
from bot.model import SenderId, SubscriberStatus
from bot.pipeline import losing
from bot.pipeline.breaker import close_breaker, open_breaker
from bot.pipeline.holding import hold_back
from bot.ports import Sent
from bot.rules import delivery as rules
from bot.store import amendment as amendments
from bot.store import delivery as deliveries
from bot.store import picture as pictures
from bot.store import sender as senders
from bot.store import subscriber as subscribers

DOWN_WAIT = 60.0
"""Seconds that a channel that takes nothing is left alone."""
DOUBT_WAIT = 2.0
"""Seconds before a doubt is looked into."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try, and when."""

    row: deliveries.DeliveryRow
    result: Sent | ChannelError
    at: datetime


class Book(Protocol):
    """Where outcomes stand: those of sends, `bot.store.delivery`, or of changes, `bot.store.amendment`."""

    def sent_all(
        self, tx: Connection, accepted: Sequence[tuple[deliveries.DeliveryRow, str, datetime]], /
    ) -> None:
        """Note what was accepted, with its external id and its moment."""
        ...

    def later(self, tx: Connection, row: deliveries.DeliveryRow, due_at: datetime, error: str, /) -> bool:
        """Put back what surely was not accepted."""
        ...

    def fail(self, tx: Connection, row: deliveries.DeliveryRow, error: str, /) -> bool:
        """End what never will be."""
        ...

    def doubt(
        self,
        tx: Connection,
        row: deliveries.DeliveryRow,
        error: str,
        /,
        *,
        likely: bool | None,
        look_at: datetime,
    ) -> bool:
        """Note that nobody knows."""
        ...


def _is_silent(result: Sent | ChannelError) -> bool:
    """Say whether a try came to nothing for no fault of its reader's or its words."""
    return isinstance(result, Unknown) or (isinstance(result, TryLater) and result.scope != "chat")


def _book(row: deliveries.DeliveryRow) -> Book:
    return amendments if row.amending else deliveries


@dataclass
class Account:
    """One sender's book: writes outcomes down.

    `down` says whether the sender's breaker was open when last looked at: where it was not, nothing has
    to be closed when something is accepted. `stalled`: whether the service took nothing then.
    """

    sender_id: SenderId
    channel: str
    log: FilteringBoundLogger
    down: bool = False
    stalled: bool = False

    def write(self, tx: Connection, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of some tries, in one transaction."""
        accepted = [(one.row, one.result, one.at) for one in outcomes if isinstance(one.result, Sent)]
        for amending in (False, True):
            some = [(row, sent.external_id, at) for row, sent, at in accepted if row.amending is amending]
            if some:
                _book(some[0][0]).sent_all(tx, some)
        for row, sent, at in accepted:
            if sent.refused and row.alert is not None:
                self.log.info("picture refused", alert=row.alert.id, reason=sent.refused)
                pictures.refuse(tx, row.alert.id, self.sender_id, sent.refused, at)
        if accepted:
            self._up(tx, accepted[-1][2])
        for one in outcomes:
            if isinstance(one.result, ChannelError):
                self._failure(one.result)(tx, one)
        self._note_answers(tx, outcomes)

    def _note_answers(self, tx: Connection, outcomes: Sequence[Outcome]) -> None:
        """Note when the service begins to take nothing, and when it answers again: rows change seldom."""
        outcomes = [one for one in outcomes if not isinstance(one.result, Untried)]
        silent = [one.at for one in outcomes if _is_silent(one.result)]
        answers = any(not isinstance(one.result, ChannelDown) for one in outcomes) and not silent
        if self.stalled and answers:
            senders.mark_answering(tx, self.sender_id)
            self.stalled = False
        elif silent and len(silent) == len(outcomes) and not self.stalled:
            senders.mark_stalled(tx, self.sender_id, min(silent))
            self.stalled = True

    def _up(self, tx: Connection, now: datetime) -> None:
        if self.down and close_breaker(tx, self.sender_id, self.channel, now):
            self.log.info("channel is back", channel=self.channel)

    def _failure(self, error: ChannelError) -> Callable[[Connection, Outcome], object]:
        """Say what an outcome is written down as: the table of docs/delivery.md."""
        table: Mapping[type[ChannelError], Callable[[Connection, Outcome], object]] = {
            TryLater: self._try_later,
            Untried: self._again,
            Unreachable: self._lose,
            Moved: self._follow,
            Refused: lambda tx, one: _book(one.row).fail(tx, one.row, str(one.result)),
            Held: self._hold_back,
            Unknown: self._doubt,
            ChannelDown: self._down,
        }
        return table.get(type(error), self._doubt)

    def _try_later(self, tx: Connection, one: Outcome) -> None:
        error = one.result
        after = error.after if isinstance(error, TryLater) else 0.0
        _book(one.row).later(tx, one.row, rules.next_try(one.row.tries, one.at, after), str(error))
        if isinstance(error, TryLater) and error.scope == "sender":
            senders.silence(tx, self.sender_id, one.at, after)
        elif after:
            subscribers.pause_until(tx, one.row.subscriber.id, one.at, after)

    def _again(self, tx: Connection, one: Outcome) -> None:
        """Put back what was not tried, in its old place, and let its chat rest no longer for it."""
        row = one.row
        if _book(row).later(tx, row, row.created_at, str(one.result)) and row.paced_until:
            subscribers.rest_no_more(tx, row.subscriber.id, row.paced_until, one.at)

    def _lose(self, tx: Connection, one: Outcome) -> None:
        who, error = one.row.subscriber.id, one.result
        _book(one.row).fail(tx, one.row, str(error))
        left = isinstance(error, Unreachable) and error.left
        losing.end(tx, who, SubscriberStatus.LEFT if left else SubscriberStatus.LOST, one.at)

    def _follow(self, tx: Connection, one: Outcome) -> None:
        who, error = one.row.subscriber.id, one.result
        if isinstance(error, Moved):
            subscribers.move(tx, who, error.to)
        reader = subscribers.find(tx, who)
        if reader and reader.status is not SubscriberStatus.LOST:
            _book(one.row).later(tx, one.row, one.at, str(error))
        else:  # somebody is there already, and gets what they subscribed to themselves
            _book(one.row).fail(tx, one.row, str(error))
            deliveries.drop_alerts_for(tx, who)

    def _hold_back(self, tx: Connection, one: Outcome) -> None:
        if isinstance(one.result, Held):
            hold_back(tx, one.row, one.result.text, one.at)

    def _doubt(self, tx: Connection, one: Outcome) -> None:
        likely = one.result.likely if isinstance(one.result, Unknown) else None
        look_at = one.at + timedelta(seconds=DOUBT_WAIT)
        _book(one.row).doubt(tx, one.row, str(one.result), likely=likely, look_at=look_at)

    def _down(self, tx: Connection, one: Outcome) -> None:
        error = one.result
        _book(one.row).later(tx, one.row, one.at + timedelta(seconds=DOWN_WAIT), str(error))
        senders.silence(tx, self.sender_id, one.at, DOWN_WAIT)
        reason = error.text if isinstance(error, ChannelDown) else str(error)
        if open_breaker(tx, self.sender_id, self.channel, reason, one.at):
            self.log.error("channel is down", channel=self.channel, reason=str(error))
