"""/answer: answer what a reader asked; a reply to the message that shows the question does the same."""

import re
from collections.abc import Sequence
from typing import Final

from bot.ask import Ask, Reply
from bot.commands import acts, question_cards
from bot.commands.colleagues import named
from bot.commands.shown import dated, isolated
from bot.errors import UsageError
from bot.model import HERE, QuestionId, Role, Subscriber
from bot.rules.window import shuts_at, window_open
from bot.store import question as store
from bot.store import subscriber as subscribers
from bot.store.question import QuestionRow
from bot.texts import _, verbatim

ROLE = Role.EDITOR
HELP = _("answer a reader's question, in reply to it or by its number")

LONGEST: Final = 1000
"""Characters of an answer: with what it quotes, either channel carries it whole."""

_NUMBERED: Final = re.compile(r"#?\s?(\d{1,12})\s+(.*)", re.DOTALL)


def run(ask: Ask) -> Sequence[Reply]:
    """Send the answer to whoever asked, and tell the other editors."""
    found = _NUMBERED.fullmatch(ask.args.strip())
    if found is None:
        raise UsageError(_("Write /answer, the number of a question, and your words."))
    words = found[2].strip()
    if len(words) > LONGEST:
        raise UsageError(_("That is too long: an answer has {most} characters at most.", most=LONGEST))
    row = store.find(ask.tx, QuestionId(int(found[1])))
    reader = subscribers.find(ask.tx, row.subscriber_id) if row else None
    if row is None or reader is None or not row.words:  # they are kept for a while only
        raise UsageError(_("There is no question #{id}.", id=int(found[1])))
    _check_reach(ask, reader)
    _take(ask, row)
    acts.done(ask, "answer", f"question {row.id}")
    return (
        Reply((_("{name} gets your answer.", name=named(reader.name)),)),
        _answer(ask, row, reader, words),
        *question_cards.settled(
            ask,
            question_cards.asked_of(ask, row, reader),
            _("{name} has answered question #{id}:", name=named(ask.who.name), id=row.id),
            verbatim(words),
        ),
    )


def _check_reach(ask: Ask, reader: Subscriber) -> None:
    """See that the reader may be written to.

    Raises:
        UsageError: they have left or are banned, or the hours for free text are over; it says since when.

    """
    name = named(reader.name)
    if reader.status not in HERE or reader.banned_at is not None:
        raise UsageError(_("{name} gets nothing from us any more: your answer was not sent.", name=name))
    if reader.address.channel not in ask.terms or window_open(reader.last_heard_at, ask.now):
        return
    if reader.last_heard_at is None:
        raise UsageError(_("{name} has not written to us yet: your answer was not sent.", name=name))
    moment = dated(ask, shuts_at(reader.last_heard_at))
    raise UsageError(
        _(
            "Your answer was not sent: WhatsApp lets us answer for 24 hours after a reader's own words, and "
            "those of {name} ended at {moment}; no template may carry an answer. The question stays in "
            "/questions: answer when they write again.",
            name=name,
            moment=moment,
        )
    )


def _take(ask: Ask, row: QuestionRow) -> None:
    """Answer for all editors; raises UsageError where another has."""
    if store.answer(ask.tx, row.id, ask.who.id, ask.now):
        return
    by = subscribers.find(ask.tx, row.answered_by) if row.answered_by else None
    name = named(by.name if by else "")
    raise UsageError(
        _("{name} has answered question #{id} already: yours was not sent.", name=name, id=row.id)
    )


def _answer(ask: Ask, row: QuestionRow, reader: Subscriber, words: str) -> Reply:
    asked = _("You asked: {question}", question=isolated(row.words))
    return Reply(
        (asked, verbatim(words)), _("The editors of {newsroom} answer", newsroom=ask.newsroom.name), to=reader
    )
