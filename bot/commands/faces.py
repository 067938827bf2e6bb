"""Faces: how an alert at the desk looks to an editor, as things stand."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.ask import Ask, Choice, Reply
from bot.commands.decisions import decided, last_act, numbered
from bot.commands.numbers import alert_of
from bot.commands.waiting import waiting, writes
from bot.model import AlertId, AlertState, Message, MessageKind, SubscriberId
from bot.rules.alert import alert_message
from bot.store import alert as alerts
from bot.store import held as desk
from bot.store import plan as plans
from bot.store.alert import AlertRow
from bot.store.card import Face
from bot.store.held import HeldRow
from bot.store.reach import Reach
from bot.texts import Text, _, n_, say

_SLASH = re.compile(r"/(?=(?:undo|recall)\b)")

# ---- what it shows, in brief ---------------------------------------------------------------------


def of(tx: Connection, id_: AlertId, now: datetime) -> Face:
    """Name what a card of an alert shows as things stand: another name is another face.

    In front of the bar stands what colleagues without a card that changes are told of.
    """
    told, row, plan = alerts.by_ids(tx, [id_])[id_], desk.find(tx, id_), plans.find(tx, id_)
    last = last_act(tx, id_)
    waits = told.state is AlertState.HELD
    asked = f"{row.asked.at:%H%M%S}" if row and row.asked else ""
    words = told.revision if waits else 0
    news = (
        _GROUPS.get(told.state, told.state),
        row.ended if row else None,
        words,
        asked,
        last and last.number,
    )
    undone = row is not None and row.can_be_undone(now)
    leaves = f"{plan.leaves_at:%d%H%M%S}" if plan else ""
    rest = (told.state, undone, row.choices if row else 0, told.others, leaves)
    return Face(id_, "|".join(":".join(str(part or "") for part in parts) for parts in (news, rest)))


_GROUPS = {AlertState.SCHEDULED: "sent", AlertState.RELEASED: "sent"}
"""States that are one piece of news."""


# ---- the card ------------------------------------------------------------------------------------


def shown(ask: Ask, id_: AlertId, reaches: Sequence[Reach] | None = None) -> Reply:
    """Show an alert at the desk: its looks, and what may be done while it waits; else what was done.

    `reaches` is whom it would go to, where that is known already.
    """
    told, row = alert_of(ask, id_), desk.find(ask.tx, id_)
    waits = told.state is AlertState.HELD
    said = waiting(ask, told, row, reaches) if waits else ((decided(ask, id_), numbered(told)),)
    blocks = [_looks(ask, told), *(_spelled(ask, block) for block in said)]
    message = Message(
        MessageKind.ALERT,
        ask.who.language,
        told.headline,
        lines=("\n\n".join(block for block in blocks if block),),
        byline=say(_("To the article"), ask.who.language) if told.link else "",
        link=told.link,
    )
    return Reply(
        (),
        message=message,
        choices=choices(ask, told, row),
        replaces=ask.pressed,
        card=of(ask.tx, id_, ask.now),
    )


def brief(ask: Ask, id_: AlertId) -> Message:
    """Say in a line what became of an alert, to one whose card can't be changed."""
    told = alert_of(ask, id_)
    words = _spelled(ask, (decided(ask, id_), numbered(told))).replace("\n", " ")
    return Message(MessageKind.ALERT, ask.who.language, told.headline, (words,))


def reminder(ask: Ask, id_: AlertId, minutes: int) -> Reply:
    """Say that an alert has waited for a while, in the shape of an alert, so that a template can carry it."""
    told = alert_of(ask, id_)
    words = n_(
        "Alert #{id} has waited for {count} minute. {command} shows it.",
        "Alert #{id} has waited for {count} minutes. {command} shows it.",
        minutes,
        id=id_,
        command=f"\u2068{'' if writes(ask) else '/'}held {id_}\u2069",
    )
    lines = (say(words, ask.who.language),)
    message = Message(MessageKind.ALERT, ask.who.language, told.headline, lines, link=told.link)
    return Reply((), message=message, choices=((Choice(_("Show"), f"held show {id_}"),),))


def choices(ask: Ask, told: AlertRow, row: HeldRow | None) -> tuple[tuple[Choice, ...], ...]:
    """Offer what may be done: nothing where it was decided, but to bring back what was just killed."""
    id_ = told.id
    if told.state is AlertState.DROPPED and row is not None and row.can_be_undone(ask.now):
        return ((Choice(_("Undo"), f"held undo {id_}"),),) if is_by(ask.tx, id_, ask.who.id) else ()
    if told.state is not AlertState.HELD:
        return ()
    if row is not None and row.asked is not None:
        if row.asked.by == ask.who.id:
            return ((Choice(_("Take back"), f"held back {id_}"),),)
        return (
            (Choice(_("Yes, as breaking"), f"held yes {id_}"), Choice(_("Kill"), f"held kill {id_}")),
            (Choice(_("Send"), f"held send {id_}"),),
        )
    return (
        (Choice(_("Send"), f"held send {id_}"), Choice(_("Breaking"), f"held breaking {id_}")),
        (Choice(_("Edit"), f"held edit {id_}"), Choice(_("Topics"), f"held topics {id_}")),
        (Choice(_("Later"), f"held later {id_}"), Choice(_("Kill"), f"held kill {id_}")),
    )


def is_by(tx: Connection, id_: AlertId, who: SubscriberId) -> bool:
    """Say whether what was done about an alert last was done by a person."""
    last = last_act(tx, id_)
    return last is not None and last.who == who


def _looks(ask: Ask, told: AlertRow) -> str:
    """Write what stands below an alert's headline."""
    message = alert_message(told, ask.who.language, ask.newsroom.timezone)
    return "\n".join(part for part in (*message.lines, message.byline, message.note) if part)


def _spelled(ask: Ask, words: Sequence[Text]) -> str:
    said = "\n".join(say(one, ask.who.language) for one in words)
    return _SLASH.sub("", said) if writes(ask) else said
