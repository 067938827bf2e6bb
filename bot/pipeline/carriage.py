"""Carriage: of what is due on a channel with hours, what may leave, what waits and what never goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.model import AlertId, DeliveryId, DeliveryState, MessageKind, Role, SenderId, SubscriberId
from bot.ports import Windowed
from bot.rules.alert import message_kind
from bot.rules.window import (
    DAY,
    ByTemplate,
    Decision,
    FreeText,
    Hold,
    Reader,
    Reason,
    Saying,
    Skip,
    Standing,
    decide,
)
from bot.store import conversation as conversations
from bot.store.claim import Judged, Ruling
from bot.store.conversation import Known
from bot.store.delivery import DeliveryRow
from bot.store.message import kind_in

ENDS: Final = {
    Reason.GONE: DeliveryState.DROPPED,
    Reason.NO_CONSENT: DeliveryState.DROPPED,
    Reason.US_MARKETING: DeliveryState.FAILED,
    Reason.LATE_REPLY: DeliveryState.FAILED,
}
"""What a delivery that is never to leave ends as."""


@dataclass(frozen=True)
class Carriage:
    """Judges a sender's claims by `bot.rules.window`; the caller of `judge` holds the sender's row."""

    channel: Windowed
    sender_id: SenderId

    def judge(self, tx: Connection, rows: Sequence[DeliveryRow], most: int, now: datetime) -> Judged:
        """Choose what leaves, in order, and note the conversations that it opens."""
        if not rows:
            return [], {}
        case = _Case.of(tx, rows)
        standing = self._standing(tx, now)
        chosen: list[DeliveryRow] = []
        rulings: dict[DeliveryId, Ruling] = {}
        opened: list[SubscriberId] = []
        for row in rows:
            if len(chosen) == most:
                break
            decision = decide(case.reader(row, now), _saying(row), standing, now)
            ruling = _ruling(row, decision)
            if ruling is not None:
                rulings[row.id] = ruling
                continue
            chosen.append(row)
            if isinstance(decision, ByTemplate):
                opened.append(row.subscriber.id)
                standing = replace(standing, opened=standing.opened + decision.counts)
        self._note(tx, opened, case, now)
        return chosen, rulings

    def _standing(self, tx: Connection, now: datetime) -> Standing:
        terms = self.channel.terms()
        if terms.tier is None:
            return Standing(terms)
        since = now - DAY
        first = conversations.first_since(tx, since)
        opened = conversations.count(tx, self.sender_id, since, now)
        return Standing(terms, opened, first + DAY if first else None)

    def _note(self, tx: Connection, opened: Sequence[SubscriberId], case: "_Case", now: datetime) -> None:
        conversations.open_with(tx, opened, now)
        conversations.add(tx, self.sender_id, sum(not case.counted(who, now) for who in opened))


@dataclass(frozen=True, slots=True)
class _Case:
    """What the store knows of the people of some deliveries, and of what they agreed to."""

    known: Mapping[int, Known]
    agreed: frozenset[tuple[AlertId, SubscriberId]]
    ever: frozenset[SubscriberId]

    @classmethod
    def of(cls, tx: Connection, rows: Sequence[DeliveryRow]) -> "_Case":
        people = {row.subscriber.id for row in rows}
        news = {row.alert.id for row in rows if row.alert and not row.alert.corrects}
        late = {row.subscriber.id for row in rows if row.is_digest or (row.alert and row.alert.corrects)}
        return cls(
            conversations.known(tx, people),
            conversations.agreed(tx, people, news) if news else frozenset(),
            conversations.ever_agreed(tx, late) if late else frozenset(),
        )

    def counted(self, who: SubscriberId, now: datetime) -> bool:
        opened_at = self.known[who].opened_at
        return opened_at is not None and opened_at > now - DAY

    def reader(self, row: DeliveryRow, now: datetime) -> Reader:
        who = row.subscriber
        return Reader(
            who.address.id,
            who.status,
            self._consented(row),
            who.last_heard_at,
            self.known[who.id].capped_until,
            self.counted(who.id, now),
        )

    def _consented(self, row: DeliveryRow) -> bool:
        if row.is_digest:  # made for the topics that they have
            return row.subscriber.id in self.ever
        if row.alert is None:
            return False
        if row.alert.corrects:  # owed to those who got the first, whatever they have unsubscribed from since
            return row.subscriber.id in self.ever
        return (row.alert.id, row.subscriber.id) in self.agreed


def _saying(row: DeliveryRow) -> Saying:
    language = row.subscriber.language
    if row.alert is not None:
        return Saying(message_kind(row.alert), row.priority, language)
    if row.is_digest:
        return Saying(MessageKind.DIGEST, row.priority, language)
    # a reader is only answered; words of another kind go to those who run the program
    ours = row.subscriber.role.may(Role.EDITOR)
    return Saying(kind_in(row.body or {}) if ours else MessageKind.REPLY, row.priority, language, ours=ours)


def _ruling(row: DeliveryRow, decision: Decision) -> Ruling | None:
    """Say what becomes of a delivery that does not leave now; None where it does.

    What no template can carry leaves the queue all the same: the channel looks its templates up anew
    before it says so, and admins are told.
    """
    match decision:
        case FreeText() | ByTemplate():
            return None
        case Hold():
            return None if decision.until is None else _wait(row, decision.until, decision.reason)
        case Skip(reason=reason):
            return Ruling(ENDS[reason], reason.value)


def _wait(row: DeliveryRow, until: datetime, reason: Reason) -> Ruling:
    # looked at when it expires, too: it is ended then, and waits in no count any more
    due_at = min(until, row.alert.expires_at) if row.alert else until
    return Ruling(DeliveryState.QUEUED, reason.value, due_at)
