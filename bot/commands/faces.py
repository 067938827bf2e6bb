"""Faces: how an alert at the desk looks to an editor, as things stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.ask import Ask, Choice, Reply
from bot.commands import forecast
from bot.commands.colleagues import named
from bot.commands.numbers import alert_of
from bot.commands.shown import isolated, moment_of, topic_names
from bot.model import AlertId, AlertState, Message, MessageKind, Priority, SubscriberId
from bot.preview import Preview
from bot.rules.alert import alert_message
from bot.rules.breaker import channel_name
from bot.store import alert as alerts
from bot.store import audit
from bot.store import edition as editions
from bot.store import held as desk
from bot.store import plan as plans
from bot.store import segment as segments
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.alert import AlertRow
from bot.store.audit import AuditRow
from bot.store.card import Face
from bot.store.held import Asked, End, HeldRow, Why
from bot.store.reach import Reach, reach
from bot.texts import Text, Value, _, n_, say, say_time

ACTS = 6
"""How many of the last acts on an alert are looked at for what happened last."""

QUIET = frozenset({"topics"})
"""Acts that change a card, and are no news of their own."""

WORDS = "send, breaking, edit, topics, later, kill"
"""What may stand behind the number of an alert."""

_SLASH = re.compile(r"/(?=(?:undo|recall)\b)")

WHATSAPP = "whatsapp"
TELEGRAM = "telegram"


# ---- what it shows, in brief ---------------------------------------------------------------------


def of(tx: Connection, id_: AlertId, now: datetime) -> Face:
    """Name what a card of an alert shows as things stand: another name is another face.

    In front of the bar stands what colleagues without a card that changes are told of.
    """
    told, row, plan = alerts.by_ids(tx, [id_])[id_], desk.find(tx, id_), plans.find(tx, id_)
    last = _last(tx, id_)
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


def _last(tx: Connection, id_: AlertId) -> AuditRow | None:
    """Find what was done about an alert last."""
    found = audit.page(tx, ACTS, about=f"alert {id_}")
    return next((one for one in found if one.act.what not in QUIET), None)


# ---- the card ------------------------------------------------------------------------------------


def shown(ask: Ask, id_: AlertId, reaches: Sequence[Reach] | None = None) -> Reply:
    """Show an alert at the desk: its looks, and what may be done while it waits; else what was done.

    `reaches` is whom it would go to, where that is known already.
    """
    told, row = alert_of(ask, id_), desk.find(ask.tx, id_)
    waits = told.state is AlertState.HELD
    said = _waiting(ask, told, row, reaches) if waits else ((decided(ask, id_), _number(told)),)
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
    words = _spelled(ask, (decided(ask, id_), _number(told))).replace("\n", " ")
    return Message(MessageKind.ALERT, ask.who.language, told.headline, (words,))


def reminder(ask: Ask, id_: AlertId, minutes: int) -> Reply:
    """Say that an alert has waited for a while, in the shape of an alert, so that a template can carry it."""
    told = alert_of(ask, id_)
    words = n_(
        "Alert #{id} has waited for {count} minute. {command} shows it.",
        "Alert #{id} has waited for {count} minutes. {command} shows it.",
        minutes,
        id=id_,
        command=f"\u2068{'' if _writes(ask) else '/'}held {id_}\u2069",
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
    last = _last(tx, id_)
    return last is not None and last.who == who


def _looks(ask: Ask, told: AlertRow) -> str:
    """Write what stands below an alert's headline."""
    message = alert_message(told, ask.who.language, ask.newsroom.timezone)
    return "\n".join(part for part in (*message.lines, message.byline, message.note) if part)


def _spelled(ask: Ask, words: Sequence[Text]) -> str:
    said = "\n".join(say(one, ask.who.language) for one in words)
    return _SLASH.sub("", said) if _writes(ask) else said


# ---- while it waits ------------------------------------------------------------------------------


def _waiting(
    ask: Ask, told: AlertRow, row: HeldRow | None, reaches: Sequence[Reach] | None
) -> tuple[tuple[Text, ...], ...]:
    return (
        (*_why(ask, told, row), *_happened(ask, told), *_second(ask, row)),
        (_where(ask, told, reaches), *_with(ask, told)),
        _elsewhere(ask, told),
        *((form,) for form in _templates(ask, told)),
        _how(ask, told, row),
    )


def _why(ask: Ask, told: AlertRow, row: HeldRow | None) -> tuple[Text, ...]:
    reason = row.why if row else Why.PERSON
    source = sources.speaking(ask.tx, told.id)
    values: dict[str, Value] = {
        "id": told.id,
        "source": isolated(source.name or told.byline if source else ""),
    }
    topic = ask.newsroom.topic(row.about) if row and row.about else None
    values["topic"] = isolated(topic.name(ask.who.language) if topic else "")
    breaking = (_("Its source calls it breaking."),) if told.priority is Priority.BREAKING else ()
    return (replace(_WHY[reason], values=values), *breaking)


_WHY: Mapping[Why, Text] = {
    Why.SOURCE: _("Alert #{id} is held: what {source} brings waits for a look."),
    Why.TOPIC: _("Alert #{id} is held: what goes to {topic} waits for a look."),
    Why.STORY: _("Alert #{id} is held: its story was killed before. It comes from {source}."),
    Why.RESTORED: _("Alert #{id} is held: it was scheduled, and a backup was restored since."),
    Why.PERSON: _("Alert #{id} is held: a person has written it."),
}


def _happened(ask: Ask, told: AlertRow) -> tuple[Text, ...]:
    """Say what an editor did last: gave it other words, or took a decision back."""
    last = _last(ask.tx, told.id)
    if last is None or last.act.what not in _HAPPENED:
        return ()
    moment = say_time(last.at, ask.who.language, ask.newsroom.timezone)
    return (replace(_HAPPENED[last.act.what], values={"name": _name(ask, last.who), "time": moment}),)


_HAPPENED: Mapping[str, Text] = {
    "edit": _("{name} gave it other words at {time}."),
    "undo": _("Undone by {name} at {time}."),
    "take back": _("{name} no longer wants it breaking, since {time}."),
}


def _second(ask: Ask, row: HeldRow | None) -> tuple[Text, ...]:
    if row is None or row.asked is None:
        return ()
    asks = second_wanted(ask, row.asked)
    if row.asked.leaves_at is None:
        return (asks,)
    return (asks, _("It would leave at {moment}.", moment=moment_of(ask, row.asked.leaves_at)))


def second_wanted(ask: Ask, asked: Asked) -> Text:
    """Say who wants an alert sent as breaking, and until when a second person can say yes."""
    return _(
        "{name} wants it sent as breaking: a second person must say yes by {time}.",
        name=_name(ask, asked.by),
        time=say_time(asked.until, ask.who.language, ask.newsroom.timezone),
    )


def _where(ask: Ask, told: AlertRow, reaches: Sequence[Reach] | None) -> Text:
    """Say in a line on which topics it goes to how many, by which channels, and how soon."""
    ids = alerts.topics(ask.tx, told.id)
    topics = [topic for topic in ask.newsroom.topics if topic.id in ids]
    found = reach(ask.tx, ids, segments.picks_of(ask.tx, told.id)) if reaches is None else reaches
    soon = forecast.soon(ask, found, told.priority)
    count = sum(one.readers for one in found)
    by = forecast.by_channel(ask, found)
    values: dict[str, Value] = {"topics": topic_names(ask, topics), "channels": by}
    if not count or soon is None:
        return n_("{topics}: {count} reader.", "{topics}: {count} readers.", count, **values)
    return n_(
        "{topics}: {count} reader ({channels}), the last one in {time}.",
        "{topics}: {count} readers ({channels}), the last one in {time}.",
        count,
        **values,
        time=soon,
    )


def _with(ask: Ask, told: AlertRow) -> tuple[Text, ...]:
    """Say what goes with it: a picture, and the same in other languages."""
    others = alerts.by_ids(ask.tx, [id_ for id_ in editions.of(ask.tx, told.id) if id_ != told.id])
    return (
        *((_("It goes with a picture."),) if told.picture else ()),
        *(
            _(
                "In another language ({language}): {headline}",
                language=one.language,
                headline=f"\u2068{one.headline}\u2069",
            )
            for one in others.values()
        ),
    )


def _elsewhere(ask: Ask, told: AlertRow) -> tuple[Text, ...]:
    """Show what differs on the other channels: words that one changes, and where the link stands."""
    message = alert_message(told, ask.who.language, ask.newsroom.timezone)
    said: list[Text] = []
    for channel, show in ask.previews.items():
        if channel == ask.who.address.channel:
            continue
        name, found = isolated(channel_name(channel)), show(message)
        if not _same(message, found):
            said.append(_("On {channel}: {words}", channel=name, words=f"\n{found.words}"))
        else:
            said.append(_LINK[channel](name) if told.link and channel in _LINK else _as_here(name))
    return tuple(said)


def _templates(ask: Ask, told: AlertRow) -> tuple[Text, ...]:
    """Show the form in which a template carries it; on WhatsApp, where room is scarce, what that adds."""
    message = alert_message(told, ask.who.language, ask.newsroom.timezone)
    found = {channel: show(message) for channel, show in ask.previews.items()}
    return tuple(
        _(
            "By template on {channel}: {words}",
            channel=isolated(channel_name(channel)),
            words=f"\n{one.frame if _writes(ask) else one.template}",
        )
        for channel, one in found.items()
        if one.template
    )


def _as_here(channel: str) -> Text:
    return _("On {channel}: the same.", channel=channel)


_LINK = {
    TELEGRAM: lambda name: _("On {channel}: the same, the link behind the source.", channel=name),
    WHATSAPP: lambda name: _("On {channel}: the same, the link written out below.", channel=name),
}


def _same(message: Message, found: Preview) -> bool:
    return all(part in found.words for part in (message.headline, *message.lines, message.byline))


def _how(ask: Ask, told: AlertRow, row: HeldRow | None) -> tuple[Text, ...]:
    """Say how its words are changed, and on WhatsApp, where a template shows no choices, what to write."""
    if row is not None and row.asked is not None:
        return (_in_words(told.id, "yes, send, kill, back"),) if _writes(ask) else ()
    edit = _("To change its words, reply with a headline, and below it at most two lines.")
    return (edit, _in_words(told.id, WORDS)) if _writes(ask) else (edit,)


def _writes(ask: Ask) -> bool:
    return ask.who.address.channel == WHATSAPP


def _in_words(id_: AlertId, words: str) -> Text:
    return _(
        "In words: {command} and one of {words}.",
        command=f"\u2068held {id_}\u2069",
        words=f"\u2068{words}\u2069",
    )


# ---- when it was decided -------------------------------------------------------------------------


def decided(ask: Ask, id_: AlertId) -> Text:
    """Say how an alert stands that does not wait any more, who decided so, and when."""
    told, row, plan = alert_of(ask, id_), desk.find(ask.tx, id_), plans.find(ask.tx, id_)
    last = _last(ask.tx, id_)
    if plan is not None:
        words = _GOING_BREAKING if plan.priority is Priority.BREAKING else _GOING
        return replace(
            words, values={"name": _name(ask, plan.decided_by), "time": moment_of(ask, plan.leaves_at)}
        )
    ended = row.ended if row else None
    if told.state is AlertState.DROPPED and not (last and last.act.after.get("state") == "dropped"):
        return _ENDED.get(ended, _OUTLIVED)
    if ended in _ENDED:
        return _ENDED[ended]
    words = _DECIDED.get(told.state, _WAITS)
    if told.state is AlertState.RELEASED and told.priority is Priority.BREAKING:
        words = _SENT_BREAKING
    at = told.released_at if told.state is AlertState.RELEASED else None
    moment = say_time(at or (last.at if last else ask.now), ask.who.language, ask.newsroom.timezone)
    return replace(words, values={"name": _name(ask, last.who if last else None), "time": moment})


_WAITS = _("It waits.")
_GOING = _("It leaves at {time}, sent by {name}.")
_GOING_BREAKING = _("It leaves at {time} as breaking, sent by {name}.")
_SENT_BREAKING = _("Sent as breaking by {name} at {time}.")
_ENDED: Mapping[End | None, Text] = {
    End.LAPSED: _("Nobody decided in time: it was not sent."),
    End.WITHDRAWN: _("Its source has taken it back: it was not sent."),
}
_OUTLIVED = _("It was too old when it was to leave: it was not sent.")
_DECIDED: Mapping[AlertState, Text] = {
    AlertState.RELEASED: _("Sent by {name} at {time}."),
    AlertState.DROPPED: _("Killed by {name} at {time}: nobody gets it."),
    AlertState.RECALLED: _("Recalled by {name} at {time}."),
    AlertState.WITHDRAWN: _("Withdrawn by {name} at {time}."),
}


def _number(told: AlertRow) -> Text:
    """Name an alert, and what stops it yet."""
    if told.state is AlertState.SCHEDULED:
        return _("It is alert #{id}; /undo {id} stops it.", id=told.id)
    if told.state is AlertState.RELEASED:
        return _("It is alert #{id}; /recall {id} stops it.", id=told.id)
    return _("It is alert #{id}.", id=told.id)


def _name(ask: Ask, id_: SubscriberId | None) -> str:
    who = subscribers.find(ask.tx, id_) if id_ else None
    return named(who.name if who else "")
