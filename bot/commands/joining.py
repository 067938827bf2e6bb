"""Joining: a consent given at once, or after a question where the house asks twice."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands.shown import topic_names
from bot.model import SubscriberStatus, Topic, TopicId
from bot.rules.origin import read
from bot.store import consent as consents
from bot.store import subscriber as subscribers
from bot.store.consent import Step, Taken
from bot.texts import Text, _, say

YES = "+yes"
"""What the button under the question says behind `start`: no join link can carry it."""


def join(ask: Ask, topics: Sequence[Topic], words: Text, command: str) -> Reply | None:
    """Subscribe the person to topics, `words` being what they are shown; hand back what is asked instead."""
    if ask.promises.double and ask.who.status is not SubscriberStatus.ACTIVE:
        return _question(ask, topics, command)
    _subscribe(ask, [topic.id for topic in topics], proof(ask, command, words), Step.GIVEN)
    return None


def waiting(ask: Ask) -> frozenset[TopicId]:
    """List the topics of a question that waits for its yes."""
    asked = _asked(ask)
    return frozenset(asked.topics) if asked else frozenset()


def confirm(ask: Ask) -> list[Topic]:
    """Take the yes, and say what it subscribes to; nothing where no question waits (any more)."""
    asked = _asked(ask)
    topics = [topic for topic in ask.newsroom.topics if asked and topic.id in asked.topics]
    if asked and topics:
        how = f"{ask.who.address.channel} /start {YES}"
        given = subscribers.Consent(ask.now, how, asked.words, asked.language, ask.origin, asked.campaign)
        _subscribe(ask, [topic.id for topic in topics], given, Step.CONFIRMED)
    return topics


def expired() -> Reply:
    """Say that there is nothing to say yes to."""
    words = _("My question is no longer open, so nothing has changed. To get alerts, write START.")
    return Reply((words,), choices=((Choice(_("Get alerts"), "start"),),))


def _asked(ask: Ask) -> Taken | None:
    last = consents.last(ask.tx, ask.who.id)
    open_ = last is not None and last.step is Step.ASKED and ask.now < last.at + ask.promises.question
    return last if open_ else None


def _question(ask: Ask, topics: Sequence[Topic], command: str) -> Reply:
    words = _(
        "Do you want news alerts from {newsroom} here, on: {topics}? Nothing comes before you answer YES. "
        "To end them later, write STOP at any time.",
        newsroom=ask.newsroom.name,
        topics=topic_names(ask, topics),
    )
    ids = [topic.id for topic in topics]
    if waiting(ask) != frozenset(ids):  # a question that waits is shown again, and asked once
        asked = proof(ask, command, words)
        consents.note(ask.tx, ask.who.id, asked.step(Step.ASKED, ids))
    return Reply((words,), _("One question"), ((Choice(_("Yes, send me alerts"), f"start {YES}"),),))


def _subscribe(ask: Ask, ids: Sequence[TopicId], given: subscribers.Consent, step: Step) -> None:
    # an old consent ended when the person left: the one given now takes its place
    anew = ask.who.status is not SubscriberStatus.ACTIVE
    subscribers.subscribe(ask.tx, ask.who.id, ids, given, step, anew=anew)
    subscribers.activate(ask.tx, ask.who.id)


def proof(ask: Ask, command: str, words: Text) -> subscribers.Consent:
    """Keep how the person asked, where from, and the words that were shown to them."""
    how, language = how_asked(ask, command), ask.who.language
    return subscribers.Consent(
        ask.now, how, say(words, language), language, ask.origin, read(ask.args).campaign
    )


def how_asked(ask: Ask, command: str) -> str:
    """Write down the channel and the command line."""
    return f"{ask.who.address.channel} /{command} {ask.args}".strip()
