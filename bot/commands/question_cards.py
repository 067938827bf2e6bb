"""What editors see of readers' questions: the cards, as they are now, and what became of them."""

from collections.abc import Iterable

from bot.ask import Ask, Reply
from bot.commands.shown import isolated
from bot.model import Message, MessageKind, Role, Subscriber, SubscriberId, SubscriberStatus
from bot.rules import question_card as rules
from bot.rules.question_card import Asked
from bot.store import alert as alerts
from bot.store import delivery as deliveries
from bot.store import question as store
from bot.store import subscriber as subscribers
from bot.store.message import to_json
from bot.store.question import QuestionRow
from bot.texts import Text, say


def asked_of(ask: Ask, row: QuestionRow, reader: Subscriber) -> Asked:
    """Gather what a card shows."""
    told = alerts.find(ask.tx, row.alert_id) if row.alert_id else None
    about = (told.id, isolated(told.headline).strip("\u2068\u2069")) if told else None
    return Asked(row.id, reader, row.words, reader.address.channel in ask.terms, about)


def card(ask: Ask, asked: Asked, to: Subscriber) -> Reply:
    """Show a question to an editor, with its clock as it is now; a reply to it is an answer."""
    shown = rules.card(asked, to.language, ask.newsroom.timezone, ask.now)
    return Reply((), to=None if to.id == ask.who.id else to, message=shown, shows=asked.id)


def settled(ask: Ask, asked: Asked, *words: Text) -> tuple[Reply, ...]:
    """Let every card of a question say what became of it; tell those whose card can't be changed.

    The one who asks is told otherwise.
    """
    changed = _change(ask, asked, words)
    editors = subscribers.with_role(ask.tx, Role.EDITOR)
    others = (one for one in editors if one.id not in changed and one.id != ask.who.id)
    return tuple(Reply(words, to=one) for one in others if one.status is not SubscriberStatus.LEFT)


def _change(ask: Ask, asked: Asked, words: Iterable[Text]) -> frozenset[SubscriberId]:
    editors = subscribers.with_role(ask.tx, Role.EDITOR)
    staff = {one.id: one for one in editors if one.status is not SubscriberStatus.LEFT}
    cards = [one for one in store.cards(ask.tx, asked.id) if one.edits and one.to in staff]
    for one in cards:
        to = staff[one.to]
        said = Message(
            MessageKind.REPLY,
            to.language,
            say(rules.headed(asked), to.language),
            (asked.words, *(say(each, to.language) for each in words)),
        )
        deliveries.queue_reply(ask.tx, to.id, to_json(said, replaces=one.external_id), ask.now)
    return frozenset(one.to for one in cards)
