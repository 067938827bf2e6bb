"""Waiting: what a card says of an alert that waits: why, for whom, its looks elsewhere, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ask import Ask
from bot.commands import forecast
from bot.commands.decisions import last_act, name_of
from bot.commands.shown import isolated, moment_of, topic_names
from bot.model import AlertId, Message, Priority
from bot.preview import Preview
from bot.rules.alert import alert_message
from bot.rules.breaker import channel_name
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import segment as segments
from bot.store import source as sources
from bot.store.alert import AlertRow
from bot.store.held import Asked, HeldRow, Why
from bot.store.reach import Reach, reach
from bot.texts import Text, Value, _, n_, say_time

WORDS = "send, breaking, edit, topics, later, kill"
"""What may stand behind the number of an alert."""

WHATSAPP = "whatsapp"
TELEGRAM = "telegram"


def waiting(
    ask: Ask, told: AlertRow, row: HeldRow | None, reaches: Sequence[Reach] | None
) -> tuple[tuple[Text, ...], ...]:
    """Say all of it, in blocks of lines; `reaches` is whom it would go to, where that is known already."""
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
    last = last_act(ask.tx, told.id)
    if last is None or last.act.what not in _HAPPENED:
        return ()
    moment = say_time(last.at, ask.who.language, ask.newsroom.timezone)
    return (replace(_HAPPENED[last.act.what], values={"name": name_of(ask, last.who), "time": moment}),)


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
        name=name_of(ask, asked.by),
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
            words=f"\n{one.frame if writes(ask) else one.template}",
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
        return (_in_words(told.id, "yes, send, kill, back"),) if writes(ask) else ()
    edit = _("To change its words, reply with a headline, and below it at most two lines.")
    return (edit, _in_words(told.id, WORDS)) if writes(ask) else (edit,)


def writes(ask: Ask) -> bool:
    """Say whether who asks has to write what others press: a template shows no choices."""
    return ask.who.address.channel == WHATSAPP


def _in_words(id_: AlertId, words: str) -> Text:
    return _(
        "In words: {command} and one of {words}.",
        command=f"\u2068held {id_}\u2069",
        words=f"\u2068{words}\u2069",
    )
