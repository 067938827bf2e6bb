"""What a desk may let out, said in plain Python: no database, and nothing of the program's own rules.

An act is a line such as a button holds ("later 3 +30"); the model takes it as the documents tell.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import AlertState as State
from bot.model import Role

MINUTE = timedelta(minutes=1)
LIFE = timedelta(hours=2)
SECOND_WITHIN = 10 * MINUTE
KILL_UNDO = 5 * MINUTE
ZONE = ZoneInfo("Europe/Paris")

OPEN = (State.HELD, State.SCHEDULED)


@dataclass
class Plan:
    """When an alert leaves, and from when on it does not any more."""

    leaves_at: datetime
    expires_at: datetime
    breaking: bool


@dataclass
class Asked:
    """Who wants an alert breaking, until when a second person may say yes, and when it would leave."""

    by: str
    until: datetime
    at: datetime | None
    expires_at: datetime | None


@dataclass
class Told:
    """One alert, in all its languages; `owed` are the readers who must have it in the end.

    `lapses_at` is when it is too old for the desk; `at_desk` says that its loop looks after it.
    """

    ids: tuple[int, ...]
    languages: tuple[str, ...]
    topics: frozenset[str]
    lapses_at: datetime
    of_source: bool = False
    at_desk: bool = False
    asked: Asked | None = None
    killed_at: datetime | None = None
    edited: set[int] = field(default_factory=set)
    state: State = State.HELD
    plan: Plan | None = None
    embargo: datetime | None = None
    expires_at: datetime | None = None
    owed: set[str] = field(default_factory=set)


@dataclass
class Reader:
    """Somebody who reads, and of what."""

    topics: frozenset[str]
    language: str
    active: bool = True


@dataclass
class Rules:
    """How the house wants it."""

    grace: timedelta = timedelta(0)
    breaking_grace: timedelta = timedelta(0)
    two_persons: bool = False


@dataclass(frozen=True)
class Acting:
    """Who acts, when; `waiting` are the alerts of which something waits to leave at that moment."""

    who: str
    role: Role
    now: datetime
    waiting: frozenset[int] = frozenset()
    id_: int = 0  # of the language that was named


class Model:
    """The desk as its documents tell it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.alerts: list[Told] = []
        self.readers: dict[str, Reader] = {}
        self.halted_at: datetime | None = None

    def copy(self) -> "Model":
        return copy.deepcopy(self)

    def told(self, id_: int) -> Told | None:
        return next((one for one in self.alerts if id_ in one.ids), None)

    def shown(self) -> object:
        """Give all that can be compared with the rows of the store."""
        rows = {id_: (one.state, one.embargo, id_ in one.edited) for one in self.alerts for id_ in one.ids}
        plans = {
            one.ids[0]: (one.plan.leaves_at, one.plan.expires_at, one.plan.breaking)
            for one in self.alerts
            if one.plan
        }
        asked = {one.ids[0]: one.asked.until for one in self.alerts if one.asked and one.state is State.HELD}
        about = {id_: set(one.topics) for one in self.alerts for id_ in one.ids}
        return rows, plans, about, asked, self.halted_at is not None

    # ---- what may leave --------------------------------------------------------------------------

    def why_not(self, id_: int, reader: str, now: datetime) -> str:
        """Say why an alert may not be taken in hand for a reader now; empty where it may."""
        one, who = self.told(id_), self.readers.get(reader)
        if one is None or who is None:
            return "nobody knows it"
        told_of = {
            f"it is {one.state}": one.state is not State.RELEASED,
            "it has expired": one.expires_at is not None and one.expires_at <= now,
            "it is under embargo": one.embargo is not None and one.embargo > now,
            "all is halted": self.halted_at is not None,
            "the reader has left": not who.active,
            "the reader wants nothing of it": not (who.topics & one.topics),
            "it is not the reader's language": id_ != one.ids[_edition(one.languages, who.language)],
        }
        return next((why for why, holds in told_of.items() if holds), "")

    # ---- the pipeline's steps, and what readers do ----------------------------------------------

    def release(self, now: datetime) -> None:
        """Let the plan go that is due the longest, unless all is halted."""
        due = [one for one in self.alerts if one.plan and one.plan.leaves_at <= now]
        if self.halted_at is not None or not due:
            return
        one = min(due, key=lambda one: (one.plan and one.plan.leaves_at, one.ids[0]))
        plan, one.plan = one.plan, None
        if plan is None or plan.expires_at <= now:
            one.state = State.DROPPED
        else:
            self._let_go(one, plan.expires_at, now)

    def stop(self, reader: str) -> None:
        self.readers[reader].active = False
        for one in self.alerts:
            one.owed.discard(reader)

    def start(self, reader: str) -> None:
        self.readers[reader].active = True

    def wrote(self, one: Told) -> None:
        self.alerts.append(one)

    def goes_straight_out(self, one: Told, now: datetime) -> None:
        self.alerts.append(one)
        self._let_go(one, one.lapses_at, now)

    def look_after(self, now: datetime) -> None:
        """Do as the desk's loop: drop what nobody decided in time, and ask for no second yes any more."""
        for one in self.alerts:
            if one.at_desk and one.state is State.HELD and one.lapses_at <= now:
                one.state, one.asked = State.DROPPED, None
            if one.asked and (one.asked.until <= now or one.state is not State.HELD):
                one.asked = None

    def _let_go(self, one: Told, expires_at: datetime, now: datetime) -> None:
        assert one.embargo is None or one.embargo <= now, "the model itself breaks an embargo"
        one.state, one.expires_at = State.RELEASED, expires_at
        one.owed = {name for name, who in self.readers.items() if who.active and who.topics & one.topics}

    # ---- what staff do ---------------------------------------------------------------------------

    def act(self, line: str, by: Acting) -> None:
        """Do what a line asks, if it can be done; a reader's word does nothing."""
        name, *rest = line.split()
        if by.role is Role.READER:
            return
        if name in {"stopall", "resume"}:
            _HALTS[name](self, by, " ".join(rest))
            return
        if name == "undo" and not rest:
            standing = [one for one in self.alerts if one.plan]
            if len(standing) == 1:
                self._undo(standing[0])
            return
        word = rest.pop(0) if name in {"alert", "held"} else name
        one = self.told(int(rest[0])) if rest and rest[0].isdecimal() else None
        acts = _CARD if name == "held" else _ACTS
        if one is not None and word in acts:
            acts[word](self, one, replace(by, id_=int(rest[0])), " ".join(rest[1:]))

    def _send(self, one: Told, by: Acting, _words: str = "") -> None:
        self._decide(one, by, breaking=False)

    def _breaking(self, one: Told, by: Acting, _words: str = "") -> None:
        self._decide(one, by, breaking=True)

    def _decide(
        self,
        one: Told,
        by: Acting,
        *,
        breaking: bool,
        at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        now = by.now
        grace = self.rules.breaking_grace if breaking else self.rules.grace
        leaves_at = max(at or now, now + grace)
        if one.state is not State.HELD or (one.embargo is not None and leaves_at < one.embargo):
            return
        if (one.of_source and one.lapses_at <= now) or not self._agreed(
            one, by, (at, expires_at), breaking=breaking
        ):
            return
        ends_at = expires_at or leaves_at + LIFE
        if leaves_at <= now and self.halted_at is None:
            self._let_go(one, ends_at, now)
        else:
            one.state, one.plan = State.SCHEDULED, Plan(leaves_at, ends_at, breaking)

    def _agreed(
        self,
        one: Told,
        by: Acting,
        when: tuple[datetime | None, datetime | None],
        *,
        breaking: bool,
    ) -> bool:
        """Say whether nobody else has to say yes; ask for that where somebody has to."""
        wanted = one.asked
        if breaking and self.rules.two_persons:
            if wanted is None or wanted.until <= by.now:
                one.asked, one.at_desk = Asked(by.who, by.now + SECOND_WITHIN, *when), True
                return False
            if wanted.by == by.who or when != (wanted.at, wanted.expires_at):
                return False
        one.asked = None
        return True

    def _cancel(self, one: Told, _by: Acting, _words: str = "") -> None:
        if one.state is State.HELD:
            one.state = State.DROPPED

    def _undo(self, one: Told, _by: Acting | None = None, _words: str = "") -> None:
        if one.plan:
            one.state, one.plan = State.HELD, None

    def _later(self, one: Told, by: Acting, words: str) -> None:
        said, _until, ends = words.partition(" until ")
        when = said.removesuffix(" breaking")
        at = max(one.embargo, by.now) if when == "embargo" and one.embargo else moment(when, by.now)
        if at is None or one.state not in OPEN or (one.embargo is not None and at < one.embargo):
            return
        breaking = said.endswith(" breaking") or (one.plan is not None and one.plan.breaking)
        self._undo(one)
        self._decide(one, by, breaking=breaking, at=at, expires_at=moment(ends, at))

    def _embargo(self, one: Told, by: Acting, words: str) -> None:
        until = moment(words, by.now)
        if one.state not in OPEN or (until is None and words != "off"):
            return
        stands = one.embargo is not None and one.embargo > by.now
        sooner = until is None or (stands and one.embargo is not None and until < one.embargo)
        if sooner and not by.role.may(Role.ADMIN):
            return
        if until is not None and one.plan and one.plan.leaves_at < until:
            self._undo(one)
        one.embargo = until

    def _recall(self, one: Told, _by: Acting | None = None, _words: str = "") -> None:
        if one.plan:
            one.state, one.plan = State.DROPPED, None
        elif one.state is State.RELEASED:
            one.state = State.RECALLED
            one.owed.clear()

    # ---- on cards --------------------------------------------------------------------------------

    def _card_later(self, one: Told, by: Acting, words: str) -> None:
        if one.state is State.HELD:
            self._later(one, by, words)

    def _yes(self, one: Told, by: Acting, _words: str) -> None:
        wanted = one.asked
        if one.state is State.HELD and wanted:
            self._decide(one, by, breaking=True, at=wanted.at, expires_at=wanted.expires_at)

    def _take_back(self, one: Told, by: Acting, _words: str) -> None:
        if one.asked and one.asked.by == by.who:
            one.asked = None

    def _kill(self, one: Told, by: Acting, _words: str) -> None:
        if one.state is State.HELD:
            one.state, one.asked, one.killed_at, one.at_desk = State.DROPPED, None, by.now, True

    def _bring_back(self, one: Told, by: Acting, _words: str) -> None:
        if one.state is State.DROPPED and one.killed_at and by.now < one.killed_at + KILL_UNDO:
            one.state, one.killed_at = State.HELD, None

    def _words(self, one: Told, by: Acting, _words: str) -> None:
        if one.state is State.HELD and not one.asked:
            one.edited.add(by.id_)

    def _tick(self, one: Told, _by: Acting, words: str) -> None:
        if one.state is not State.HELD or one.asked:
            return
        one.at_desk = True
        one.topics = (one.topics ^ {words}) or one.topics

    # ---- halts -----------------------------------------------------------------------------------

    def _stop_all(self, by: Acting, _words: str) -> None:
        self.halted_at = self.halted_at or by.now

    def _resume(self, by: Acting, words: str) -> None:
        if self.halted_at is None or words not in {"", "fresh", "drop"}:
            return
        due = [one for one in self.alerts if one.plan and one.plan.leaves_at <= by.now < one.plan.expires_at]
        waits = [one for one in self.alerts if set(one.ids) & by.waiting and self._is_fresh(one, by.now)]
        if not words and (due or waits):
            return  # it is asked first
        self.halted_at = None
        for one in [*waits, *due] if words == "drop" else ():
            self._recall(one)

    @staticmethod
    def _is_fresh(one: Told, now: datetime) -> bool:
        return one.state is State.RELEASED and one.expires_at is not None and one.expires_at > now


_ACTS: dict[str, Callable[[Model, Told, Acting, str], None]] = {
    "send": Model._send,
    "breaking": Model._breaking,
    "cancel": Model._cancel,
    "undo": Model._undo,
    "later": Model._later,
    "embargo": Model._embargo,
    "recall": Model._recall,
}
_CARD: dict[str, Callable[[Model, Told, Acting, str], None]] = {
    "send": Model._send,
    "breaking": Model._breaking,
    "yes": Model._yes,
    "back": Model._take_back,
    "later": Model._card_later,
    "kill": Model._kill,
    "undo": Model._bring_back,
    "words": Model._words,
    "tick": Model._tick,
}
_HALTS: dict[str, Callable[[Model, Acting, str], None]] = {
    "stopall": Model._stop_all,
    "resume": Model._resume,
}


def moment(words: str, now: datetime) -> datetime | None:
    """Read "+30" as so many minutes, and "18:00" as the next one in the newsroom's zone."""
    if words.startswith("+"):
        return now + int(words[1:]) * MINUTE
    if ":" not in words:
        return None
    at = time.fromisoformat(words)
    day = now.astimezone(ZONE).date()
    days = (day, day + timedelta(days=1))
    return next(found for day in days if (found := datetime.combine(day, at, ZONE)) > now)


def _edition(languages: tuple[str, ...], language: str) -> int:
    """Say which of an alert's languages somebody gets: their own, or else the first."""
    return languages.index(language) if language in languages else 0
