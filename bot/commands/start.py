"""/start: get alerts, on the topic of a join link or on all."""

from collections.abc import Sequence

from bot.commands import elsewhere, topics
from bot.model import Role, SubscriberStatus, Topic
from bot.ports import Ask, Choice, Reply
from bot.store import subscriber as subscribers
from bot.texts import Text, _

ROLE = Role.READER
HELP = _("get alerts")


def run(ask: Ask) -> Sequence[Reply]:
    """Subscribe the person, keep the proof of their consent, and say what was chosen."""
    asked = topics.find_topic(ask.newsroom, ask.args)
    if ask.args.strip() and asked is None:
        return (topics.card(ask, _("There is no such topic here. Please choose among these:")),)
    chosen = _wanted(ask, asked)
    words = _agreement(ask, chosen)
    _subscribe(ask, chosen, words)
    change = _("Choose your topics, your language or silence with the buttons, or write MENU.")
    return (Reply((words, *elsewhere.offered(ask), change), _greeting(ask), BUTTONS),)


BUTTONS = (
    (Choice(_("Topics"), "topics"), Choice(_("Latest"), "latest")),
    (Choice(_("Language"), "language"), Choice(_("Menu"), "menu")),
)


def _wanted(ask: Ask, asked: Topic | None) -> list[Topic]:
    """Add what was asked for to what was chosen before; all topics where that is nothing."""
    held = subscribers.chosen(ask.tx, ask.who.id)
    chosen = [topic for topic in ask.newsroom.topics if topic.id in held or topic == asked]
    return chosen or list(ask.newsroom.topics)


def _agreement(ask: Ask, chosen: Sequence[Topic]) -> Text:
    return _(
        "You get news alerts from {newsroom} here, on: {topics}. To end them, write STOP at any time.",
        newsroom=ask.newsroom.name,
        topics=topics.names(ask, chosen),
    )


def _subscribe(ask: Ask, chosen: Sequence[Topic], words: Text) -> None:
    ids = [topic.id for topic in chosen]
    if ask.who.status is not SubscriberStatus.ACTIVE:
        # an old consent ended when the person left: the one given now takes its place
        subscribers.unsubscribe(ask.tx, ask.who.id, ids, ask.now)
    subscribers.subscribe(ask.tx, ask.who.id, ids, topics.proof(ask, "start", words))
    subscribers.activate(ask.tx, ask.who.id)


def _greeting(ask: Ask) -> Text:
    if ask.who.status is SubscriberStatus.ACTIVE:
        return _("You are subscribed")
    if ask.who.status is SubscriberStatus.INVITED:
        return _("Welcome")
    return _("Welcome back")
