"""Histories of small newsrooms on WhatsApp: what people do and receipts say, and a house that keeps the rule.

The house keeps what the store keeps, in memory, and asks `bot.rules.window` and `bot.rules.receipt`
what to do; `benchmarks.window_referee` sees the raw facts, and judges.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from benchmarks.window_referee import Act, Licence, WindowReferee
from bot.channels.whatsapp_errors import fault
from bot.model import MessageKind, Priority, SubscriberStatus
from bot.receipt import ReceiptFault
from bot.rules.receipt import remedy, template_wait
from bot.rules.window import (
    DAY,
    ByTemplate,
    FreeText,
    Hold,
    Quality,
    Reader,
    Saying,
    Skip,
    Standing,
    Terms,
    decide,
)

BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
LIFE = timedelta(hours=6)
"""An alert's."""

NUMBERS = (
    ("+12125550101", "US"),
    ("+16465550102", "US"),
    ("+13055550103", "US"),
    ("+19175550104", "US"),
    ("+17875550105", "US"),
    ("+14165550106", "Canada"),
    ("+15145550107", "Canada"),
    ("+16045550108", "Canada"),
    ("+18765550109", "Jamaica"),
    ("+12425550110", "Bahamas"),
    ("+33612345678", "France"),
    ("+972541234567", "Israel"),
    ("+9613123456", "Lebanon"),
)

DEEDS = ("word", "start", "stop", "unsubscribe", "normal", "breaking", "correction", "nothing")
CODES = ("", "", "", "", "63016", "63049", "131049", "131050", "63024", "63027")


@dataclass(frozen=True)
class Step:
    """After `wait` seconds a person does something, or an alert is let go for all; then comes its receipt."""

    wait: float
    deed: str
    who: int
    code: str


@dataclass(frozen=True)
class History:
    """A newsroom's terms, its people and what happens."""

    terms: Terms
    people: Sequence[tuple[str, str, str]]  # number, country, language
    steps: Sequence[Step]


@dataclass
class _Person:
    number: str
    language: str
    status: SubscriberStatus = SubscriberStatus.INVITED
    consented: bool = False
    heard_at: datetime | None = None
    capped_until: datetime | None = None
    opened_at: datetime | None = None


@dataclass
class _Work:
    """A delivery that waits."""

    id: int
    who: int
    kind: MessageKind
    priority: Priority
    due_at: datetime
    created_at: datetime
    tries: int = 0
    met: Counter[str] = field(default_factory=Counter)


class House:
    """Plays one history: what the program would send, under a referee's eyes."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.terms = history.terms
        self.people = [_Person(number, language) for number, _country, language in history.people]
        self.queue: list[_Work] = []
        self.now = BEGINNING
        self.made = 0
        self.counts: Counter[str] = Counter()
        licence = Licence(
            self.terms.tier,
            self.terms.reserve,
            self.terms.quality.value,
            self.terms.us_marketing,
            self.terms.templates,
        )
        self.referee = WindowReferee(licence, [country for _number, country, _language in history.people])

    def play(self) -> Counter[str]:
        """Play it to the end, and return how often each rule was broken."""
        for step in self.history.steps:
            self.now += timedelta(seconds=step.wait)
            self._do(step)
            for act, work in self._claim():
                if step.code:
                    self._receipt(act, work, step.code)
        return self.referee.breaches

    def _do(self, step: Step) -> None:
        if step.deed in {"normal", "breaking", "correction"}:
            for who, person in enumerate(self.people):
                if person.status is SubscriberStatus.ACTIVE and person.consented:
                    self._queue(who, step.deed)
        elif step.deed != "nothing":
            self._heard(step.who % len(self.people), step.deed)

    def _heard(self, who: int, deed: str) -> None:
        person = self.people[who]
        self.referee.wrote(who, self.now)
        person.heard_at, person.capped_until = self.now, None
        for work in self.queue:
            if work.who == who:
                work.due_at = min(work.due_at, self.now)
        if deed == "start":
            person.status, person.consented = SubscriberStatus.ACTIVE, True
            self.referee.consent(who, self.now, "given")
        elif deed == "stop":
            person.status = SubscriberStatus.LEFT  # what is queued is left in the queue, on purpose
            self.referee.consent(who, self.now, "stop")
        elif deed == "unsubscribe":
            person.consented = False
            self.referee.consent(who, self.now, "ended")
        self._queue(who, "reply")

    def _queue(self, who: int, deed: str) -> None:
        kind = {"normal": MessageKind.ALERT}.get(deed) or MessageKind(deed)
        priority = {"breaking": Priority.BREAKING, "reply": Priority.REPLY}.get(deed, Priority.NORMAL)
        self.made += 1
        self.queue.append(_Work(self.made, who, kind, priority, self.now, self.now))

    def _claim(self) -> Iterator[tuple[Act, _Work]]:
        due = sorted((work for work in self.queue if work.due_at <= self.now), key=lambda one: one.priority)
        for work in due:
            if work.kind is not MessageKind.REPLY and self.now - work.created_at >= LIFE:
                self._end(work, "expired")
                continue
            act = self._carry(work)
            if act is not None:
                self.referee.sent(act)
                yield act, work

    def _carry(self, work: _Work) -> Act | None:
        person = self.people[work.who]
        decision = decide(self._reader(person), self._saying(work, person), self._standing(), self.now)
        if isinstance(decision, Skip):
            self._end(work, f"skipped: {decision.reason}")
            self._judge_silence(work)
            return None
        if isinstance(decision, Hold):
            work.tries += 1
            work.due_at = decision.until or self.now + template_wait(work.tries)
            self.counts[f"held: {decision.reason}"] += 1
            self._judge_silence(work)
            return None
        return self._send(work, person, decision)

    def _send(self, work: _Work, person: _Person, decision: FreeText | ByTemplate) -> Act:
        name = decision.name if isinstance(decision, ByTemplate) else ""
        if name:
            person.opened_at = self.now
        self.queue.remove(work)
        self.counts["templates" if name else "free texts"] += 1
        if work.met[ReceiptFault.WINDOW_CLOSED]:
            self.counts[
                "sent again after 63016: " + ("a template" if name else "free text, after a word")
            ] += 1
        urgent = work.priority <= Priority.BREAKING
        return Act(self.now, work.who, work.id, work.kind.value, urgent, name)

    def _judge_silence(self, work: _Work) -> None:
        if work.kind is not MessageKind.REPLY:
            self.referee.withheld(work.who, self.now)

    def _end(self, work: _Work, why: str) -> None:
        self.queue.remove(work)
        self.counts[why] += 1

    def _receipt(self, act: Act, work: _Work, code: str) -> None:
        """Let a receipt come at once, as the pipeline's `follow` takes it."""
        self.referee.refused(act, code, self.now)
        self.counts[f"receipts: {code}"] += 1
        person, kind = self.people[act.who], fault(code)
        work.met[kind] += 1
        what = remedy(kind, work.met[kind])
        if what.again is not None and work.kind is not MessageKind.REPLY:
            work.due_at = self.now + what.again
            self.queue.append(work)
        if what.forgets_window:
            person.heard_at = None
        if what.cap is not None:
            person.capped_until = max(person.capped_until or self.now, self.now + what.cap)
        if what.ends is not None:
            person.status = what.ends
            self.counts[f"people {what.ends} by {code}"] += 1

    def _reader(self, person: _Person) -> Reader:
        counted = person.opened_at is not None and self.now - person.opened_at < DAY
        return Reader(
            person.number, person.status, person.consented, person.heard_at, person.capped_until, counted
        )

    def _saying(self, work: _Work, person: _Person) -> Saying:
        return Saying(work.kind, work.priority, person.language)

    def _standing(self) -> Standing:
        moments = [one.opened_at for one in self.people if one.opened_at and self.now - one.opened_at < DAY]
        return Standing(self.terms, len(moments), min(moments) + DAY if moments else None)


def generated(seed: int) -> History:
    """Make a history from a seed, the same each time."""
    chance = random.Random(seed)  # noqa: S311 -- a history, no secret
    return History(_terms(chance), _people(chance), [_step(chance) for _ in range(chance.randint(4, 16))])


def _terms(chance: random.Random) -> Terms:
    languages = ("fr", "he", "en")
    templates = {
        f"tocsin_{kind}_{language}": "UTILITY" if kind == "correction" and _says(chance, 0.7) else category
        for kind, category in (("alert", "MARKETING"), ("breaking", ""), ("correction", "MARKETING"))
        for language in languages
        if _says(chance, 0.75)
    }
    return Terms(
        templates=templates,
        languages=languages[: chance.randint(1, 3)],
        tier=chance.choice((None, None, 1, 2, 3)),
        reserve=chance.choice((0.0, 0.1, 0.5)),
        quality=chance.choice((Quality.HIGH, Quality.HIGH, Quality.MEDIUM, Quality.LOW)),
        us_marketing=_says(chance, 0.1),
    )


def _people(chance: random.Random) -> list[tuple[str, str, str]]:
    some = chance.sample(NUMBERS, chance.randint(1, 4))
    return [(number, country, chance.choice(("fr", "he", "en", "ar"))) for number, country in some]


def _step(chance: random.Random) -> Step:
    waits = (0.5, 1.0, 600.0, 3600.0, 4 * 3600.0, 86100.0, 86399.0, 86400.0, chance.uniform(0, 100_000))
    deed = chance.choice((*DEEDS, "start", "normal"))
    return Step(chance.choice(waits), deed, chance.randint(0, 3), chance.choice(CODES))


def _says(chance: random.Random, share: float) -> bool:
    return chance.random() < share
