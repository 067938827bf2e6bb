"""/start: get alerts, on the topic of a join link or on all."""

from collections.abc import Sequence
from dataclasses import replace

from bot.ask import Ask, Choice, Reply
from bot.commands import elsewhere, joining, topics
from bot.commands.joining import YES
from bot.commands.shown import topic_names, topics_among
from bot.model import Role, SubscriberStatus, Topic
from bot.rules.origin import read
from bot.store import subscriber as subscribers
from bot.texts import Text, _, languages

ROLE = Role.READER
HELP = _("get alerts")


def run(ask: Ask) -> Sequence[Reply]:
    """Subscribe the person, keep the proof of their consent, and say what was chosen."""
    if ask.args.strip() == YES:
        return _confirmed(ask)
    payload = read(ask.args)
    ask = _in_language(ask, payload.language)
    asked = topics.find_topic(ask.newsroom, payload.topic)
    if payload.topic and asked is None:
        return (topics.card(ask, _("There is no such topic here. Please choose among these:")),)
    chosen = _wanted(ask, asked)
    words = _agreement(ask, chosen)
    question = joining.join(ask, chosen, words, "start")
    return (question or _welcome(ask, words),)


def _confirmed(ask: Ask) -> Sequence[Reply]:
    """Take the yes to the question of a double opt-in."""
    chosen = joining.confirm(ask)
    if chosen:
        return (_welcome(ask, _agreement(ask, chosen)),)
    if ask.who.status is SubscriberStatus.ACTIVE:
        held = subscribers.chosen(ask.tx, ask.who.id)
        return (_welcome(ask, _agreement(ask, topics_among(ask, held))),)
    return (joining.expired(),)


def _in_language(ask: Ask, language: str) -> Ask:
    """Speak with newcomers as the page did that they came from; who was here before has chosen."""
    if ask.who.status is not SubscriberStatus.INVITED or ask.by or language not in languages():
        return ask
    subscribers.change(ask.tx, ask.who.id, language=language)
    return replace(ask, who=replace(ask.who, language=language))


def _welcome(ask: Ask, words: Text) -> Reply:
    change = _("Choose your topics, your language or silence with the buttons, or write MENU.")
    return Reply((words, *elsewhere.offered(ask), change), _greeting(ask), BUTTONS)


BUTTONS = (
    (Choice(_("Topics"), "topics"), Choice(_("Latest"), "latest")),
    (Choice(_("Language"), "language"), Choice(_("Menu"), "menu")),
)


def _wanted(ask: Ask, asked: Topic | None) -> list[Topic]:
    """Add what was asked for to what was chosen before; all topics where that is nothing."""
    before = subscribers.chosen(ask.tx, ask.who.id) | joining.waiting(ask)
    return topics_among(ask, before | {asked.id} if asked else before) or list(ask.newsroom.topics)


def _agreement(ask: Ask, chosen: Sequence[Topic]) -> Text:
    return _(
        "You get news alerts from {newsroom} here, on: {topics}. To end them, write STOP at any time.",
        newsroom=ask.newsroom.name,
        topics=topic_names(ask, chosen),
    )


def _greeting(ask: Ask) -> Text:
    if ask.who.status is SubscriberStatus.ACTIVE:
        return _("You are subscribed")
    if ask.who.status is SubscriberStatus.INVITED:
        return _("Welcome")
    return _("Welcome back")
