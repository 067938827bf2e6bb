"""Desk: held alerts come to the editors as cards, which follow what becomes of them; nobody is left waiting.

All of it is read from the rows, and each step is one transaction that holds the alert's row: a restart
loses no reminder, and two replicas make none twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection
from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.model import NOT_OUT, AlertId, AlertState, DeliveryState, Message, Role, Subscriber
from bot.pipeline.bell import Bell
from bot.pipeline.notice import tell_editors, tell_one
from bot.pipeline.rest import resting
from bot.store import alert as alerts
from bot.store import card as cards
from bot.store import delivery as deliveries
from bot.store import held as store
from bot.store import segment as segments
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.card import CardRow, Face
from bot.store.database import Database
from bot.store.held import End, HeldRow
from bot.store.message import to_json
from bot.store.reach import Reach, reach
from bot.texts import Value, _

IDLE = 0.5
"""Seconds between two looks at what is at the desk: the most that a card is behind."""

GOING = frozenset({DeliveryState.SENDING})


class Looks(Protocol):
    """How an alert at the desk looks to a person: the commands' own words, for what nobody asked for."""

    def key(self, tx: Connection, id_: AlertId, now: datetime) -> str:
        """Name what there is to show; in front of the bar stands what is news."""
        ...

    def card(
        self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime, reaches: Sequence[Reach]
    ) -> Message:
        """Show the alert, with what may be done."""
        ...

    def brief(self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime) -> Message:
        """Say in a line what became of it."""
        ...

    def reminder(self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime, minutes: int) -> Message:
        """Say that it has waited for some minutes."""
        ...

    def did(self, tx: Connection, id_: AlertId, who: Subscriber) -> bool:
        """Say whether what happened last was this person's doing."""
        ...


@dataclass(frozen=True)
class Desk:
    """Brings cards up to date, reminds, and ends what nobody decides; `remind` are the spans of that."""

    database: Database
    looks: Looks
    remind: tuple[timedelta, timedelta]
    clock: Clock
    log: FilteringBoundLogger
    deliver: Bell

    async def run(self, stop: asyncio.Event) -> None:
        """Look after the desk until stopped."""
        while not stop.is_set():
            await self.run_due()
            await resting.get().wait(stop, IDLE)

    async def run_due(self) -> int:
        """Do what is due for each alert at the desk; return for how many something was."""
        due = await self.database.read(self._due)
        done = 0
        for id_ in due:
            done += await self.database.write(lambda tx, id_=id_: self._work(tx, id_))  # type: ignore[misc]  # mypy can't infer a lambda with a default
        if done:
            self.deliver.ring()
        return done

    # ---- what is due -----------------------------------------------------------------------------

    def _due(self, tx: Connection) -> list[AlertId]:
        rows = store.standing(tx)
        told = alerts.by_ids(tx, [row.alert_id for row in rows])
        return [row.alert_id for row in rows if self._is_due(tx, row, told[row.alert_id])]

    def _is_due(self, tx: Connection, row: HeldRow, told: AlertRow) -> bool:
        now = self.clock()
        if told.state not in NOT_OUT and not row.can_be_undone(now):
            return True
        if row.carded_at is None or (row.remind_at is not None and row.remind_at <= now):
            return True
        if _is_over(row, told, now) or (told.state is AlertState.HELD and told.expires_at <= now):
            return True
        key = self.looks.key(tx, row.alert_id, now)
        return any(card.face != key for card in cards.of_alert(tx, row.alert_id))

    def _work(self, tx: Connection, id_: AlertId) -> bool:
        """Do what is due for one alert, unless somebody is deciding on it at this moment."""
        state, now = store.lock_free(tx, id_), self.clock()
        row, told = store.find(tx, id_), alerts.find(tx, id_)
        if state is None or row is None or told is None or row.closed_at is not None:
            return False
        if state is AlertState.HELD and told.expires_at <= now:
            self._lapse(tx, told, now)
        elif _is_over(row, told, now):
            self._unask(tx, row, told, now)
        elif row.carded_at is None:
            self._show(tx, told, now)
        elif row.remind_at is not None and row.remind_at <= now:
            self._remind(tx, row, told, now)
        behind = self._refresh(tx, id_, now)
        row, told = store.find(tx, id_), alerts.find(tx, id_)
        if row and told and told.state not in NOT_OUT and not row.can_be_undone(now) and not behind:
            store.close(tx, id_, now)
        return True

    # ---- what is done ----------------------------------------------------------------------------

    def _show(self, tx: Connection, told: AlertRow, now: datetime) -> None:
        """Send a card to each editor who has none, and to none where it was decided meanwhile."""
        there = {card.subscriber_id for card in cards.of_alert(tx, told.id)}
        store.carded(tx, told.id, now + self.remind[0], now)
        fresh = alerts.find(tx, told.id)
        if fresh is None or fresh.state is not AlertState.HELD:
            return
        reaches = reach(tx, alerts.topics(tx, told.id), segments.picks_of(tx, told.id))
        for one in _editors(tx):
            if one.id not in there:
                self._send_card(tx, told.id, one, now, reaches)
        self.log.info("an alert waits for a look", alert=told.id)

    def _send_card(
        self, tx: Connection, id_: AlertId, who: Subscriber, now: datetime, reaches: Sequence[Reach]
    ) -> None:
        message = self.looks.card(tx, id_, who, now, reaches)
        queued = deliveries.queue_reply(tx, who.id, to_json(message), now)
        cards.note(tx, Face(id_, self.looks.key(tx, id_, now)), who.id, queued)
        _offer(tx, who, message)

    def _lapse(self, tx: Connection, told: AlertRow, now: datetime) -> None:
        if not store.end(tx, told.id, End.LAPSED, now):
            return
        words = _(
            "Nobody decided on alert #{id} while it was worth sending: it was not sent. {headline}",
            id=told.id,
            headline=f"\u2068{told.headline}\u2069",
        )
        for one in _editors(tx):
            if cards.can_be_changed(tx, one):  # its card changes without a sound; the others are told anyway
                tell_one(tx, one.id, words, now)
        self.log.warning("a held alert lapsed", alert=told.id)

    def _unask(self, tx: Connection, row: HeldRow, told: AlertRow, now: datetime) -> None:
        """Hold again what nobody else said yes to, or what has other words since."""
        store.unask(tx, told.id)
        if told.state is not AlertState.HELD or row.asked is None:
            return
        changed = row.asked.revision != told.revision
        words = _CHANGED if changed else _NO_YES
        about: dict[str, Value] = {"id": told.id, "headline": f"\u2068{told.headline}\u2069"}
        tell_editors(tx, replace(words, values=about), now)

    def _remind(self, tx: Connection, row: HeldRow, told: AlertRow, now: datetime) -> None:
        """Remind editors, later on those who run the newsroom; what is decided on needs none for now."""
        if told.state is not AlertState.HELD:
            store.postpone(tx, told.id, now + self.remind[0])
            return
        first = row.reminders == 0
        since = row.carded_at or row.opened_at
        store.reminded(tx, told.id, max(since + self.remind[1], now) if first else None)
        minutes = round((now - since) / timedelta(minutes=1))
        for one in _reminded(tx, admins=not first):
            message = self.looks.reminder(tx, told.id, one, now, minutes)
            deliveries.queue_reply(tx, one.id, to_json(message), now)
            _offer(tx, one, message)

    # ---- cards that are behind -------------------------------------------------------------------

    def _refresh(self, tx: Connection, id_: AlertId, now: datetime) -> int:
        """Bring the cards of an alert up to date; return how many could not be, for now."""
        key, all_cards = self.looks.key(tx, id_, now), cards.of_alert(tx, id_)
        stale = [card for card in all_cards if card.face != key]
        if not stale:
            return 0
        reaches = reach(tx, alerts.topics(tx, id_), segments.picks_of(tx, id_))
        newest = {card.subscriber_id: card.id for card in all_cards}
        behind = 0
        for card in stale:
            who = subscribers.find(tx, card.subscriber_id)
            if who is None or not who.status.hears or not who.role.may(Role.EDITOR):
                cards.shows(tx, card, key, card.change_id)
            elif cards.can_be_changed(tx, who):
                behind += not self._change(tx, card, who, key, now, reaches)
            else:
                self._tell(tx, card, who, key, now, reaches, newest=newest[who.id] == card.id)
        return behind

    def _change(
        self,
        tx: Connection,
        card: CardRow,
        who: Subscriber,
        key: str,
        now: datetime,
        reaches: Sequence[Reach],
    ) -> bool:
        """Change a card in place, or while it still waits to be sent; False where it is being sent."""
        first, last = cards.message(tx, card.delivery_id), cards.message(tx, card.change_id)
        if any(one is not None and one.state in GOING for one in (first, last)):
            return False
        message = self.looks.card(tx, card.alert_id, who, now, reaches)
        change = card.change_id
        if first is not None and first.state is DeliveryState.QUEUED:
            cards.rewrite(tx, first.id, to_json(message))
        elif first is not None and first.external_id:
            body = to_json(message, replaces=first.external_id)
            if last is None or not cards.rewrite(tx, last.id, body):
                change = cards.send(tx, card, body, now)
        cards.shows(tx, card, key, change)
        return True

    def _tell(  # noqa: PLR0913 -- what a card is behind of
        self,
        tx: Connection,
        card: CardRow,
        who: Subscriber,
        key: str,
        now: datetime,
        reaches: Sequence[Reach],
        *,
        newest: bool,
    ) -> None:
        """Tell what became of an alert to one whose card can't be changed, unless they did it themselves."""
        is_news = _news(key) != _news(card.face)
        cards.shows(tx, card, key, card.change_id)
        if not is_news or not newest or self.looks.did(tx, card.alert_id, who):
            return
        told = alerts.find(tx, card.alert_id)
        first = cards.message(tx, card.delivery_id)
        waits = first is not None and first.state is DeliveryState.QUEUED
        if told is not None and told.state is AlertState.HELD:
            if waits and first is not None:
                cards.rewrite(tx, first.id, to_json(self.looks.card(tx, told.id, who, now, reaches)))
            else:
                self._send_card(tx, card.alert_id, who, now, reaches)
            return
        body = to_json(self.looks.brief(tx, card.alert_id, who, now))
        if not (waits and first is not None and cards.rewrite(tx, first.id, body)):
            cards.send(tx, card, body, now)


_NO_YES = _("Nobody else said yes to alert #{id} as breaking in time: it is held again. {headline}")
_CHANGED = _("Alert #{id} has other words by now, and is held again: look at it once more. {headline}")


def _is_over(row: HeldRow, told: AlertRow, now: datetime) -> bool:
    """Say whether what was asked of a second person is over: too late, decided otherwise, or other words."""
    asked = row.asked
    if asked is None:
        return False
    return asked.until <= now or told.state is not AlertState.HELD or asked.revision != told.revision


def _editors(tx: Connection) -> list[Subscriber]:
    return [one for one in subscribers.with_role(tx, Role.EDITOR) if one.status.hears]


def _reminded(tx: Connection, *, admins: bool) -> list[Subscriber]:
    """List whom a reminder goes to: the editors, or those who run the newsroom where it has none."""
    all_ = _editors(tx)
    if admins:
        return [one for one in all_ if one.role.may(Role.ADMIN)]
    return [one for one in all_ if not one.role.may(Role.ADMIN)] or all_


def _offer(tx: Connection, who: Subscriber, message: Message) -> None:
    """Let a number that the person writes pick of a message's choices."""
    offered = [button.data for line in message.buttons for button in line]
    if offered:
        subscribers.change(tx, who.id, menu=offered)


def _news(key: str) -> str:
    return key.partition("|")[0]
