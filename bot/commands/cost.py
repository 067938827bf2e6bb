"""How an alert would go on a channel with hours: in which form, whom it would miss, and at what price."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.ask import Ask
from bot.commands import reasons
from bot.commands.shown import isolated
from bot.model import MessageKind, Priority, Selection, SubscriberStatus, TopicId
from bot.rules.breaker import channel_name
from bot.rules.window import (
    DAY,
    MARGIN,
    WINDOW,
    Forecast,
    Reader,
    Reason,
    Saying,
    Standing,
    forecast,
)
from bot.store import conversation as conversations
from bot.store.reach import Crowd, crowds
from bot.store.sender import SenderRow
from bot.texts import Text, _

KINDS = {Priority.NORMAL: MessageKind.ALERT, Priority.BREAKING: MessageKind.BREAKING}


def lines(
    ask: Ask, sender: SenderRow, topics: Sequence[TopicId], picks: Selection | None = None
) -> tuple[Text, ...]:
    """Say how an alert on these topics would go by a sender, and sent as breaking where that differs."""
    if sender.channel not in ask.terms:
        return ()
    normal, breaking = (
        foretold(ask, sender, topics, one, picks) for one in (Priority.NORMAL, Priority.BREAKING)
    )
    channel = isolated(channel_name(sender.channel))
    said = (
        _("{channel}: {forms}.", channel=channel, forms=_forms(ask, sender, normal)),
        *_missed(ask, normal),
    )
    if breaking == normal:
        return said
    other = _("{channel}, as breaking: {forms}.", channel=channel, forms=_forms(ask, sender, breaking))
    return (*said, other)


def foretold(
    ask: Ask,
    sender: SenderRow,
    topics: Sequence[TopicId],
    priority: Priority,
    picks: Selection | None = None,
) -> Forecast:
    """Foretell by the rule that will decide on each delivery how an alert would go."""
    terms, now = ask.terms[sender.channel], ask.now
    found = crowds(ask.tx, sender.id, topics, now - (WINDOW - MARGIN), now, picks)
    opened = 0 if terms.tier is None else conversations.count_since(ask.tx, now - DAY)
    saying = Saying(KINDS[priority], priority, "")
    groups = [(_one_of(crowd, ask), crowd.language, crowd.count) for crowd in found]
    return forecast(groups, saying, Standing(terms, opened), now)


def _one_of(crowd: Crowd, ask: Ask) -> Reader:
    return Reader(
        crowd.number,
        SubscriberStatus.ACTIVE,
        consented=True,  # they were found by their subscriptions
        last_heard_at=ask.now if crowd.is_open else None,
        capped_until=ask.now + timedelta(hours=1) if crowd.is_capped else None,
        counted=crowd.is_counted,
    )


def _forms(ask: Ask, sender: SenderRow, found: Forecast) -> Text:
    terms = ask.terms[sender.channel]
    forms = _("{free} in free text, {templates} by template", free=found.free, templates=found.templates)
    if not found.templates or found.unpriced == found.templates:
        return forms
    price = isolated(f"{found.cost:.2f} {terms.currency}")
    if found.unpriced:
        return _(
            "{forms}, for about {price} and {count} at a fare that the settings do not know",
            forms=forms,
            price=price,
            count=found.unpriced,
        )
    return _("{forms}, for about {price}", forms=forms, price=price)


def _missed(ask: Ask, found: Forecast) -> tuple[Text, ...]:
    waits, never = (_named(ask, counts) for counts in (found.waits, found.skipped))
    return (
        *((_("Will wait: {reasons}.", reasons=waits),) if waits else ()),
        *((_("Will not get it: {reasons}.", reasons=never),) if never else ()),
    )


def _named(ask: Ask, counts: Mapping[Reason, int]) -> str:
    return reasons.listed({reason.value: count for reason, count in counts.items()}, ask.who.language)
