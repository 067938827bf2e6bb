"""Asking: what a reader says that is no command goes to the editors; no machine answers it."""

from collections.abc import Sequence

from bot.ask import Ask, Reply
from bot.commands import menu, question_cards
from bot.commands.shown import dated
from bot.model import HERE, Role, SubscriberStatus
from bot.rules import question as rules
from bot.store import question as store
from bot.store import subscriber as subscribers
from bot.texts import _


def passed(ask: Ask, text: str) -> Sequence[Reply]:
    """Pass a reader's words to all editors and tell the reader so; empty where they are for none.

    The menu comes with the answer: whoever wrote a sentence to end the alerts finds the way there.
    """
    if ask.who.role is not Role.READER or ask.who.status not in HERE or not rules.is_question(text):
        return ()
    editors = [
        one for one in subscribers.with_role(ask.tx, Role.EDITOR) if one.status is not SubscriberStatus.LEFT
    ]
    if not editors:
        return ()
    again = rules.free_at(store.asked_since(ask.tx, ask.who.id, ask.now - rules.DAY), ask.now)
    if again is not None:
        moment = dated(ask, again)
        return (
            menu.card(
                ask,
                _("The editors have your earlier questions. You can ask again from {moment}.", moment=moment),
            ),
        )
    id_ = store.ask(ask.tx, ask.who.id, text.strip(), ask.now, ask.replied)
    row = store.find(ask.tx, id_)
    if row is None:
        raise AssertionError("a row just inserted is there")
    asked = question_cards.asked_of(ask, row, ask.who)
    words = _(
        "Your words have gone to the editors of {newsroom}. If there is an answer, a person writes it.",
        newsroom=ask.newsroom.name,
    )
    return (
        menu.card(ask, words, title=_("Passed on")),
        *(question_cards.card(ask, asked, one) for one in editors),
    )
