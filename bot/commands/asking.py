"""Asking: what a reader says that is no command goes to the editors; no machine answers it."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import menu
from bot.commands.colleagues import named
from bot.commands.shown import isolated
from bot.model import Message, MessageKind, QuestionId, Role, Subscriber, SubscriberStatus
from bot.rules import question as rules
from bot.store import alert as alerts
from bot.store import question as store
from bot.store import subscriber as subscribers
from bot.texts import Text, _, say, say_moment, verbatim

LISTENING = frozenset({SubscriberStatus.ACTIVE, SubscriberStatus.PAUSED, SubscriberStatus.LINKED})
BYLINE = "Tocsin"


def passed(ask: Ask, text: str) -> Sequence[Reply]:
    """Pass a reader's words to all editors and tell the reader so; empty where they are for none.

    The menu comes with the answer: whoever wrote a sentence to end the alerts finds the way there.
    """
    if ask.who.role is not Role.READER or ask.who.status not in LISTENING or not rules.is_question(text):
        return ()
    editors = [
        one for one in subscribers.with_role(ask.tx, Role.EDITOR) if one.status is not SubscriberStatus.LEFT
    ]
    if not editors:
        return ()
    again = rules.free_at(store.asked_since(ask.tx, ask.who.id, ask.now - rules.DAY), ask.now)
    if again is not None:
        moment = say_moment(again, ask.who.language, ask.newsroom.timezone)
        return (
            menu.card(
                ask,
                _("The editors have your earlier questions. You can ask again from {moment}.", moment=moment),
            ),
        )
    id_ = store.ask(ask.tx, ask.who.id, text.strip(), ask.now)
    words = _(
        "Your words have gone to the editors of {newsroom}. If there is an answer, a person writes it.",
        newsroom=ask.newsroom.name,
    )
    return (
        menu.card(ask, words, title=_("Passed on")),
        *(Reply((), to=one, message=_shown(ask, id_, text.strip(), one), shows=id_) for one in editors),
    )


def _shown(ask: Ask, id_: QuestionId, text: str, to: Subscriber) -> Message:
    """Write a question's card in the shape of an alert, so that a template can carry it to an editor."""
    heading = _("Question #{id} from {name}", id=id_, name=named(ask.who.name))
    lines = (verbatim(text), *_about(ask), _how(id_))
    return Message(
        MessageKind.ALERT,
        to.language,
        say(heading, to.language),
        tuple(say(line, to.language) for line in lines),
        byline=BYLINE,
    )


def _about(ask: Ask) -> tuple[Text, ...]:
    """Say to which alert the reader replied."""
    told = alerts.find(ask.tx, ask.replied) if ask.replied else None
    if told is None:
        return ()
    return (_("In reply to alert #{id}: {headline}", id=told.id, headline=isolated(told.headline)),)


def _how(id_: QuestionId) -> Text:
    return _(
        "To answer, reply to this message, or write {command} and your words.",
        command=f"\u2068/answer {id_}\u2069",
    )
