"""/why: what became of an alert for each reader, or for one, and for which reason."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import past
from bot.commands.numbers import alert_id, alert_of
from bot.commands.outcomes import OUTCOMES, SIDES
from bot.commands.persons import line_of
from bot.commands.reasons import word
from bot.commands.shown import dated, isolated
from bot.errors import UsageError
from bot.model import AlertId, Role, Subscriber, SubscriberId
from bot.outcome import Outcome, Side, Totals, side
from bot.rules.keyword import keys_of
from bot.rules.why import WHYS, of_laid
from bot.store import census
from bot.store import standstill as standstills
from bot.store import subscriber as subscribers
from bot.store import why as store
from bot.store.fate import Fate, fate, told_before
from bot.store.then import Then, then
from bot.texts import Text, _, counted, n_, say, say_number, verbatim

ROLE = Role.EDITOR
HELP = _("who got an alert and who did not, and why; of one reader: /why 12 Anna")

MOST: Final = 6
"""People who are offered where several are meant."""

RULES: Final = store.Rules(keys_of, WHYS, of_laid)

_EXPIRED: Final = frozenset(one for one in Outcome if one.value.startswith("expired"))

_ASKED: Final = re.compile(r"#?\s*(\d{1,12})(?:\s+(.*))?", re.DOTALL)
_NUMBER: Final = re.compile(r"#?\s*(\d{1,12})")


def run(ask: Ask) -> Sequence[Reply]:
    """Count an alert's readers by reason; or tell it of one, by number, name or last digits."""
    id_, words = _asked(ask)
    row = alert_of(ask, id_)
    past.refuse(ask, id_)
    told = then(ask.tx, id_, ask.now)
    if told is None:
        raise AssertionError("an alert that was found is there")
    title = _("Alert #{id}: who got it, and why not", id=id_)
    headline = verbatim(isolated(row.headline))
    parts, choices = _of_reader(ask, told, words) if words else (_of_all(ask, told), ())
    return (Reply((headline, *parts), title, choices, replaces=ask.pressed),)


def _asked(ask: Ask) -> tuple[AlertId, str]:
    """Read which alert is meant, and which reader; in reply to an alert, all words name the reader."""
    words = ask.args.strip()
    if ask.replied is not None and not words.startswith("#"):
        return ask.replied, words
    asked = _ASKED.fullmatch(words)
    id_ = alert_id(asked[1]) if asked else None
    if asked is None or id_ is None:
        raise UsageError(
            _("Write /why and the number of the alert, such as /why 12; /why 12 Anna tells it of one reader.")
        )
    return id_, (asked[2] or "").strip()


# ---- all readers ---------------------------------------------------------------------------------


def _of_all(ask: Ask, told: Then) -> tuple[Text, ...]:
    totals = store.totals(ask.tx, told, ask.now, RULES)
    off = totals.get((Outcome.OFF_TOPIC, False), 0)
    on = sum(totals.values()) - off
    parts = [_side(ask, one, totals) for one in Side if _sum(totals, one)]
    adds_up = _(
        "{on} are on its topics and {off} are not: {all} in all.",
        on=counted(on),
        off=counted(off),
        all=counted(on + off),
    )
    maybe = sum(count for (_one, changed), count in totals.items() if changed)
    return (*parts, adds_up, *_doubts(told, maybe), *_halts(ask, told, {one for one, _changed in totals}))


def _side(ask: Ask, one: Side, totals: Totals) -> Text:
    language = ask.who.language
    by_outcome: dict[Outcome, int] = {}
    for (outcome, _maybe), count in totals.items():
        if side(outcome) is one and outcome is not Outcome.OFF_TOPIC:
            by_outcome[outcome] = by_outcome.get(outcome, 0) + count
    often = sorted(by_outcome.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [
        f"• {say(OUTCOMES[outcome], language)}: {say_number(count, language)}" for outcome, count in often
    ]
    heading = say(replace(SIDES[one], values={"count": counted(_sum(totals, one))}), language)
    return verbatim("\n".join((heading, *lines)))


def _sum(totals: Totals, one: Side) -> int:
    """Count the readers on the alert's topics whom it leaves on a side."""
    return sum(
        count
        for (outcome, _maybe), count in totals.items()
        if side(outcome) is one and outcome is not Outcome.OFF_TOPIC
    )


def _doubts(told: Then, maybe: int) -> Iterator[Text]:
    if maybe:
        yield n_(
            "{count} of them by today's choices: they have written to us since.",
            "{count} of them by today's choices: they have written to us since.",
            maybe,
        )
    if not told.noted:
        yield _(
            "What decided when it went out was not written down: it is taken from the alert as it is today."
        )


def _halts(ask: Ask, told: Then, found: Collection[Outcome]) -> Iterator[Text]:
    """Tell of the times in which nothing left, where some of what was found may come of them."""
    waits = any(side(one) is Side.MAY for one in found)
    for one in standstills.during(ask.tx, told.id, told.at, min(told.expires_at, ask.now)):
        since = dated(ask, one.since)
        if one.until is None and (waits or _EXPIRED.intersection(found)):
            yield _("All is halted since {since}: nothing leaves until that ends.", since=since)
        elif one.until is not None and one.dropped:
            until = dated(ask, one.until)
            yield _(
                "All was halted from {since} to {until}, and what waited was dropped then.",
                since=since,
                until=until,
            )
        elif one.until is not None and _EXPIRED.intersection(found):
            yield _(
                "All was halted from {since} to {until}: what expired may have waited for that; its row does "
                "not tell.",
                since=since,
                until=dated(ask, one.until),
            )


# ---- one reader ----------------------------------------------------------------------------------


def _of_reader(ask: Ask, told: Then, words: str) -> tuple[tuple[Text, ...], tuple[tuple[Choice, ...], ...]]:
    found = _found(ask, words)
    if not found:
        raise UsageError(
            _("I find nobody by “{words}”: write a number, a name or last digits.", words=isolated(words))
        )
    if len(found) > 1:
        rows = tuple((Choice(verbatim(_named(one)), f"why #{told.id} #{one.id}"),) for one in found)
        return (_("Who is meant?"), *map(line_of, found)), rows
    return tuple(_told(ask, told, found[0])), ()


def _found(ask: Ask, words: str) -> list[Subscriber]:
    """Find who is meant; a number with its sign means one person, digits alone may end several addresses."""
    number = _NUMBER.fullmatch(words)
    by_number = subscribers.find(ask.tx, SubscriberId(int(number[1]))) if number else None
    if words.startswith("#"):
        return [by_number] if by_number else []
    rows = census.page(ask.tx, words, MOST).people
    return [
        *([by_number] if by_number else []),
        *(one for one in rows if by_number is None or one.id != by_number.id),
    ]


def _named(one: Subscriber) -> str:
    return f"#{one.id} {isolated(one.name)}".strip()


def _told(ask: Ask, told: Then, who: Subscriber) -> Iterator[Text]:
    outcome, maybe = store.of_reader(ask.tx, told, who.id, ask.now, RULES)
    yield line_of(who)
    yield OUTCOMES[outcome]
    row = fate(ask.tx, told.id, who.id)
    if row is not None:
        yield from _of_row(ask, outcome, row)
    if outcome in {Outcome.TOLD, Outcome.EDITION, Outcome.ELSEWHERE, Outcome.NOT_HAD, Outcome.IN_PLACE}:
        other = told.corrects or told_before(ask.tx, told.id, who.id)
        if other is not None:
            yield _("See alert #{id}.", id=other)
    yield from _halts(ask, told, {outcome})
    yield from _doubts(told, int(maybe)) if row is None else ()


def _of_row(ask: Ask, outcome: Outcome, row: Fate) -> Iterator[Text]:
    if row.sent_at:
        yield _("sent {moment}", moment=dated(ask, row.sent_at))
    if row.read_at:
        yield _("read {moment}", moment=dated(ask, row.read_at))
    if row.fold_at:
        yield _("told with others {moment}", moment=dated(ask, row.fold_at))
    if row.digest_id and row.digest_at:
        yield _("digest #{id}, {moment}", id=row.digest_id, moment=dated(ask, row.digest_at))
    if row.instead:
        yield _("alert #{id} of the same story stood there in its place", id=row.instead)
    if row.error and side(outcome) in {Side.MAY, Side.NOT, Side.DOUBT}:
        yield _("the reason in its row: {reason}", reason=word(row.error, ask.who.language))
