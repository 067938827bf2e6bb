"""A line of a table of people: somebody with all that goes with them, or what is wrong."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.carried import Carried, Proof, Seat, Step, Word
from bot.model import Place, Role, SubscriberStatus, Updates, Urgency, Wish
from bot.rules.portable.columns import COLUMNS, Cells
from bot.rules.roster import Fault, Person, Reading, Row, Wrong, address_of, unquoted

_WISH: Final = TypeAdapter(Wish)
_STATUSES: Final = frozenset(SubscriberStatus) - {SubscriberStatus.FORGOTTEN}
_ROLES: Final = frozenset(Role)
_UPDATES: Final = frozenset(Updates)
_URGENCIES: Final = frozenset(Urgency)
_PLACES: Final = frozenset(Place)
_ANSWERS: Final[Mapping[str, bool | None]] = {"": None, "yes": True, "no": False}
_STEPS: Final = frozenset({"asked", "given", "confirmed", "ended"})
_STATUS: Final = COLUMNS.index("status")
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
        if not self._status(row):
            return self._of_roster(row)
        held = (*row.cells, *([""] * (len(self.roster.of.columns) - len(row.cells) + 1)))
        if len(held) > len(self.roster.of.columns) + 1:
            return Wrong(row.line, Fault.CELLS, str(len(row.cells)))
        try:
            return self._carried(row.line, Cells(*[held[place] for place in self._places]))
        except _Bad as error:
            return Wrong(row.line, error.fault, error.about)

    def _status(self, row: Row) -> str:
        place = self._places[_STATUS]
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

    def _carried(self, line: int, one: Cells) -> Carried:
        if one.status not in _STATUSES:
            raise _Bad(Fault.STATUS, one.status)
        if one.language not in self.roster.languages:
            raise _Bad(Fault.LANGUAGE, one.language)
        last = self._last(one)
        proofs = self._proofs(one, last)
        return Carried(
            one.channel,
            _address(one),
            unquoted(one.name)[:_LONGEST_NAME],
            one.language,
            one.status,
            _moment(one.joined_at) or self.roster.now,
            _moment(one.left_at),
            _moment(one.banned_at),
            unquoted(one.account),
            _one_of(one.role or "reader", _ROLES),
            one.silent == "yes",
            _one_of(one.updates or "all", _UPDATES),
            _one_of(one.urgency or "all", _URGENCIES),
            one.reads,
            _ANSWERS.get(one.pictures),
            _wish(one.wish) if one.wish else "",
            _words(one.keywords) if one.keywords else (),
            tuple(map(str, _list(one.mutes))) if one.mutes else (),
            unquoted(one.person),
            _seat(one.place) if one.place else None,
            proofs,
            _history(one, last, proofs),
            line,
        )

    def _last(self, one: Cells) -> Proof | None:
        at = _moment(one.consent_at)
        if at is None:
            return None
        if at > self.roster.now:
            raise _Bad(Fault.FUTURE, one.consent_at)
        how, words = unquoted(one.consent_how)[:64], unquoted(one.consent_words)
        return Proof("", at, how, words, one.consent_language or one.language)

    def _proofs(self, one: Cells, last: Proof | None) -> tuple[Proof, ...]:
        if one.proofs:
            found = tuple(map(_proof, _list(one.proofs)))
        else:
            topics = one.topics.split()
            if topics and last is None:
                raise _Bad(Fault.UNPROVED, "")
            found = tuple([Proof(topic, *last[1:]) for topic in topics]) if last else ()
        for proof in found:
            if proof.topic not in self.topics:
                raise _Bad(Fault.TOPIC, proof.topic)
        return found


def _address(one: Cells) -> str:
    written = unquoted(one.address)
    found = address_of(one.channel, written)
    if isinstance(found, Fault):
        raise _Bad(found, one.channel if found is Fault.CHANNEL else written)
    return found


def _history(one: Cells, last: Proof | None, proofs: tuple[Proof, ...]) -> tuple[Step, ...]:
    if one.history:
        return tuple(map(_step, _list(one.history)))
    if last is None:
        return ()
    topics = tuple(proof.topic for proof in proofs if proof.ended_at is None)
    origin, campaign = one.consent_origin, unquoted(one.consent_campaign)
    return (Step("given", last.at, last.how, origin, campaign, last.words, last.language, topics),)


def _moment(written: str) -> datetime | None:
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is UTC:
            return at
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
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


@lru_cache(1024)
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


def _proof(written: Any) -> Proof:  # noqa: ANN401 -- JSON: what does not fit is caught
    try:
        topic, at, how, words, language, ended = written
    except (TypeError, ValueError) as error:
        raise _Bad(Fault.CHOICE, str(written)[:80]) from error
    return Proof(str(topic), _needed(at), str(how), str(words), str(language), _moment(str(ended or "")))


def _step(written: Any) -> Step:  # noqa: ANN401 -- as above
    try:
        step, at, how, origin, campaign, words, language, topics = written
        named = tuple(map(str, topics))
    except (TypeError, ValueError) as error:
        raise _Bad(Fault.CHOICE, str(written)[:80]) from error
    told = _one_of(step, _STEPS), _needed(at), str(how), str(origin), str(campaign)
    return Step(*told, str(words), str(language), named)
