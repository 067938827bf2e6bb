"""A line of a table of people: somebody with all that goes with them, or what is wrong."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.model import Place, Role, SubscriberStatus, Updates, Urgency, Wish
from bot.rules.portable.model import COLUMNS, Carried, Proof, Seat, Step, Word
from bot.rules.roster import Fault, Person, Reading, Row, Wrong, unquoted
from bot.rules.roster.address import address_of

_WISH: Final = TypeAdapter(Wish)
_STATUSES: Final = frozenset(SubscriberStatus) - {SubscriberStatus.FORGOTTEN}
_ROLES: Final = frozenset(Role)
_UPDATES: Final = frozenset(Updates)
_URGENCIES: Final = frozenset(Urgency)
_PLACES: Final = frozenset(Place)
_ANSWERS: Final[Mapping[str, bool | None]] = {"": None, "yes": True, "no": False}
_STEPS: Final = frozenset({"asked", "given", "confirmed", "ended"})
_HOW_MANY: Final = len(COLUMNS)
_LONGEST_NAME: Final = 200


class _Bad(Exception):
    """A cell that can't be read."""

    def __init__(self, fault: Fault, about: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.about = about


@dataclass(frozen=True, slots=True)
class CarriedReading:
    """How lines are read: those with a status are of an export, any others are a roster's.

    `topics` are all that there are, those too that the newsroom offers no more. `statement` is what the
    operator states of people in a roster who come without a proof of their own, and `how` names its way.
    """

    roster: Reading
    topics: Collection[str]
    statement: str = ""
    how: str = "import"
    _places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Look up once where each column is; one that lacks is read from an empty cell at the end."""
        found = (self.roster.of.place(name) for name in COLUMNS)
        object.__setattr__(self, "_places", tuple(-1 if one is None else one for one in found))

    def read(self, row: Row) -> Carried | Wrong:
        """Read a line."""
        if not row.cells:
            return Wrong(row.line, Fault.QUOTE)
        if self._places[8] < 0 or not self._cell(row, 8):
            return self._of_roster(row)
        held = (*row.cells, *([""] * (len(self.roster.of.columns) - len(row.cells) + 1)))
        if len(held) > len(self.roster.of.columns) + 1:
            return Wrong(row.line, Fault.CELLS, str(len(row.cells)))
        try:
            return self._carried(row.line, [held[place] for place in self._places])
        except _Bad as error:
            return Wrong(row.line, error.fault, error.about)

    def _cell(self, row: Row, number: int) -> str:
        place = self._places[number]
        return row.cells[place].strip() if 0 <= place < len(row.cells) else ""

    # ---- a roster's line ---------------------------------------------------------------------------

    def _of_roster(self, row: Row) -> Carried | Wrong:
        read = self.roster.read(row)
        if isinstance(read, Wrong):
            return read
        return self._stated(read)

    def _stated(self, one: Person) -> Carried | Wrong:
        at, how, words = one.consent_at, one.consent_how, one.consent_words
        if at is None:
            if not self.statement:
                return Wrong(one.line, Fault.UNPROVED)
            at, how, words = self.roster.now, "stated by the operator", self.statement
        at, how = at.astimezone(UTC), f"{self.how}: {how}"[:64]
        topics = tuple(sorted(one.topics))
        return Carried(
            one.address.channel,
            one.address.id,
            one.name,
            one.language,
            SubscriberStatus.ACTIVE,
            self.roster.now,
            proofs=tuple(Proof(topic, at, how, words, one.language) for topic in topics),
            steps=(Step("given", at, how, "import", "", words, one.language, topics),),
            line=one.line,
        )

    # ---- an export's line --------------------------------------------------------------------------

    def _carried(self, line: int, held: list[str]) -> Carried:
        (
            *(channel, address, name, language, topics, at, how, words, status, joined, left, banned),
            *(account, role, silent, updates, urgency, reads, pictures, wish, keywords, mutes, person),
            *(place, spoken, origin, campaign, proofs, history),
        ) = held
        if status not in _STATUSES:
            raise _Bad(Fault.STATUS, status)
        found = address_of(channel, unquoted(address))
        if isinstance(found, Fault):
            raise _Bad(found, channel if found is Fault.CHANNEL else unquoted(address))
        if language not in self.roster.languages:
            raise _Bad(Fault.LANGUAGE, language)
        last = self._last(at, how, words, spoken or language)
        consents = self._proofs(proofs, topics, last)
        return Carried(
            channel,
            found,
            unquoted(name)[:_LONGEST_NAME],
            language,
            status,
            _moment(joined) or self.roster.now,
            _moment(left),
            _moment(banned),
            unquoted(account),
            _one_of(role or "reader", _ROLES),
            silent == "yes",
            _one_of(updates or "all", _UPDATES),
            _one_of(urgency or "all", _URGENCIES),
            reads,
            _ANSWERS.get(pictures),
            _wish(wish) if wish else "",
            _words(keywords) if keywords else (),
            tuple(map(str, _list(mutes))) if mutes else (),
            unquoted(person),
            _seat(place) if place else None,
            consents,
            self._steps(history, last, origin, unquoted(campaign), consents),
            line,
        )

    def _last(self, at: str, how: str, words: str, language: str) -> Proof | None:
        given = _moment(at)
        if given is None:
            return None
        if given > self.roster.now:
            raise _Bad(Fault.FUTURE, at)
        return Proof("", given, unquoted(how)[:64], unquoted(words), language)

    def _proofs(self, written: str, named: str, last: Proof | None) -> tuple[Proof, ...]:
        if written:
            found = tuple(map(_proof, _list(written)))
        else:
            topics = named.split()
            if topics and last is None:
                raise _Bad(Fault.UNPROVED, "")
            found = tuple(last._replace(topic=topic) for topic in topics) if last else ()
        for one in found:
            if one.topic not in self.topics:
                raise _Bad(Fault.TOPIC, one.topic)
        return found

    @staticmethod
    def _steps(
        written: str, last: Proof | None, origin: str, campaign: str, consents: tuple[Proof, ...]
    ) -> tuple[Step, ...]:
        if written:
            return tuple(map(_step, _list(written)))
        if last is None:
            return ()
        topics = tuple(one.topic for one in consents if one.ended_at is None)
        return (Step("given", last.at, last.how, origin, campaign, last.words, last.language, topics),)


def _moment(written: str) -> datetime | None:
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at if at.tzinfo is UTC else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _Bad(Fault.MOMENT, written) from error


def _needed(written: object) -> datetime:
    at = _moment(str(written))
    if at is None:
        raise _Bad(Fault.MOMENT, "")
    return at


def _one_of(written: str, known: Collection[str]) -> str:
    if written not in known:
        raise _Bad(Fault.CHOICE, written)
    return written


def _list(written: str) -> list[Any]:
    try:
        read = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise _Bad(Fault.CHOICE, written[:80]) from error
    if not isinstance(read, list):
        raise _Bad(Fault.CHOICE, written[:80])
    return read


def _wish(written: str) -> str:
    try:
        return json.dumps(_WISH.dump_python(_WISH.validate_json(written), mode="json"))
    except ValidationError as error:
        raise _Bad(Fault.CHOICE, written[:80]) from error


def _words(written: str) -> tuple[Word, ...]:
    try:
        return tuple(
            Word(int(position), str(words)[:80], bool(excludes), tuple(map(int, keys)))
            for position, words, excludes, keys in _list(written)
        )
    except (TypeError, ValueError) as error:
        raise _Bad(Fault.CHOICE, written[:80]) from error


def _seat(written: str) -> Seat:
    try:
        kind, added_by, added_at = _list(written)
    except ValueError as error:
        raise _Bad(Fault.CHOICE, written[:80]) from error
    return Seat(_one_of(kind, _PLACES), str(added_by), _needed(added_at))


def _proof(written: object) -> Proof:
    try:
        topic, at, how, words, language, ended = written  # type: ignore[misc]  # what does not fit is caught
    except (TypeError, ValueError) as error:
        raise _Bad(Fault.CHOICE, str(written)[:80]) from error
    return Proof(str(topic), _needed(at), str(how), str(words), str(language), _moment(str(ended or "")))


def _step(written: object) -> Step:
    try:
        step, at, how, origin, campaign, words, language, topics = written  # type: ignore[misc]  # as above
        return Step(
            _one_of(step, _STEPS),
            _needed(at),
            *map(str, (how, origin, campaign, words, language)),
            tuple(map(str, topics)),
        )
    except (TypeError, ValueError) as error:
        raise _Bad(Fault.CHOICE, str(written)[:80]) from error
