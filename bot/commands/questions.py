"""/questions: what readers asked and nobody has answered, and how long it still can be."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, pages, question_cards
from bot.commands.shown import plain
from bot.errors import UsageError
from bot.model import HERE, QuestionId, Role
from bot.rules import question_card as cards
from bot.rules.question_card import Asked
from bot.store import question as store
from bot.store import subscriber as subscribers
from bot.texts import Text, _, say, say_moment, verbatim

ROLE = Role.EDITOR
HELP = _("readers' questions that wait for an answer, those whose time runs out first")

LATELY: Final = timedelta(days=30)
"""How far back questions are listed: as long as what was written is kept by default."""

SIZE: Final = 5
LONGEST: Final = 160

_NUMBER = re.compile(r"(?P<close>close\s+)?#?(?P<id>\d{1,12})")


def run(ask: Ask) -> Sequence[Reply]:
    """List the questions that wait, show one by its number, or note that one needs no answer."""
    page, words = pages.split(ask.args)
    if not words:
        return (_listed(ask, page),)
    found = _NUMBER.fullmatch(words)
    if found is None:
        raise UsageError(_("Write /questions alone, or with the number of one."))
    asked, answered = _asked(ask, QuestionId(int(found["id"])))
    return _closed(ask, asked) if found["close"] else (_shown(ask, asked, answered),)


def _asked(ask: Ask, id_: QuestionId) -> tuple[Asked, bool]:
    row = store.find(ask.tx, id_)
    reader = subscribers.find(ask.tx, row.subscriber_id) if row else None
    if row is None or reader is None or not row.words:
        raise UsageError(_("There is no question #{id}.", id=id_))
    return question_cards.asked_of(ask, row, reader), row.answered_at is not None


def _listed(ask: Ask, page: int) -> Reply:
    waiting = _waiting(ask)
    if not waiting:
        return Reply((_("No question waits for an answer."),), _("Questions"), replaces=ask.pressed)
    page = min(page, pages.last(len(waiting), SIZE))
    shown = waiting[page * SIZE : (page + 1) * SIZE]
    choices = tuple((Choice(_label(one), f"questions {one.id}"),) for _moment, one in shown)
    more = pages.choices("questions", "", page, len(waiting), SIZE)
    how = _(
        "To answer, write {command} and your words, or press on a question.", command="\u2068/answer 12\u2069"
    )
    lines = tuple(_line(ask, moment, one) for moment, one in shown)
    return Reply((*lines, how), _("Questions"), (*choices, *more), replaces=ask.pressed)


def _label(asked: Asked) -> Text:
    return verbatim(f"#{asked.id} {plain(asked.reader.name, 20)}".strip())


def _waiting(ask: Ask) -> list[tuple[datetime, Asked]]:
    """List what waits, with its moment: whose time runs out first, and last what can't be answered now."""
    rows = store.unanswered(ask.tx, ask.now - LATELY, HERE)
    readers = subscribers.by_ids(ask.tx, [row.subscriber_id for row in rows])
    waiting = [(row.asked_at, question_cards.asked_of(ask, row, readers[row.subscriber_id])) for row in rows]
    return sorted(waiting, key=lambda pair: _urgency(ask, *pair))


def _urgency(ask: Ask, asked_at: datetime, one: Asked) -> tuple[int, datetime]:
    if not one.hours:
        return 1, asked_at
    until = one.until
    return (0, until) if until and until > ask.now else (2, asked_at)


def _line(ask: Ask, asked_at: datetime, one: Asked) -> Text:
    language, zone = ask.who.language, ask.newsroom.timezone
    about = _(
        "#{id} {name}, {moment}: {words}",
        id=one.id,
        name=cards.named(one.reader),
        moment=say_moment(asked_at, language, zone),
        words=f"\u2068{plain(one.words, LONGEST)}\u2069",
    )
    clock = cards.clock(one, language, zone, ask.now) or _("It can be answered at any time.")
    return verbatim("\n".join(say(each, language) for each in (about, clock)))


def _shown(ask: Ask, asked: Asked, answered: bool) -> Reply:  # noqa: FBT001 -- a plain fact of the question
    card = question_cards.card(ask, asked, ask.who)
    needless = ((Choice(_("Needs no answer"), f"questions close {asked.id}"),),)
    return Reply((), message=card.message, shows=card.shows, choices=() if answered else needless)


def _closed(ask: Ask, asked: Asked) -> Sequence[Reply]:
    if not store.close(ask.tx, asked.id, ask.now):
        raise UsageError(_("Question #{id} waits for no answer any more.", id=asked.id))
    acts.done(ask, "close", f"question {asked.id}")
    by = cards.named(ask.who)
    told = _("{name}: question #{id} needs no answer.", name=by, id=asked.id)
    mine = _("Question #{id} is off the list. The reader is told nothing.", id=asked.id)
    return (Reply((mine,)), *question_cards.settled(ask, asked, told))
