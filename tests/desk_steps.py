"""What a desk's state machine stands on: the real inbox and pipeline, their steps, and what is looked at."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import Connection, select, update

from bot.app.desk import Looks
from bot.inbox import ask_of, handle
from bot.model import Address, DeliveryState, Entry, Priority, Role
from bot.pipeline.bell import Bell
from bot.pipeline.desk import Desk
from bot.pipeline.lay import Lay
from bot.pipeline.release import Release
from bot.pipeline.settle import Settle
from bot.ports import Inbound, InboundKind
from bot.settings import DeliverySettings
from bot.store import event as events
from bot.store import subscriber as subscribers
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from bot.store.event import EventRow
from bot.store.message import from_json
from bot.store.schema import alert, alert_topic, batch, delivery, halt, held, plan, subscriber
from bot.store.schema import event as event_table
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of
from tests.desk_model import LIFE, Acting, Model, Reader, Rules, Told
from tests.desk_world import LOG, SECOND, Fuse, Handed, Keeping, Killed, Lane, Loop
from tests.fakes import FakeClock
from tests.pipeline.room import Room
from tests.rows import NOW

UTC_ZONE = ZoneInfo("UTC")
CHANNELS = ("telegram", "whatsapp")
STAFF = {CHIEF: Role.OWNER, ANNA: Role.EDITOR, BORIS: Role.EDITOR}
READERS = {
    Address("telegram", "31415926"): "en",
    Address("telegram", "27182818"): "he",
    Address("whatsapp", "+33700000001"): "fr",
    Address("whatsapp", "+33700000002"): "de",
}
OF_CULTURE = Address("telegram", "16180339")
SOURCES = {"all": Priority.NORMAL, "breaking": Priority.BREAKING, "off": Priority.NORMAL}
"""What is held of the sources that there are, and how urgent they are."""
LEASE = 30.0
REMIND = (timedelta(minutes=10), timedelta(minutes=30))
PRESSABLE = ("alert", "undo", "later", "embargo", "recall", "resume", "stopall", "held")
"""Commands whose buttons are pressed here."""
OTHERS = {"fr": "Les ferries restent au port {}", "he": "המעבורות נשארות בנמל {}"}


@dataclass(frozen=True)
class Step:
    """Something that happens: `do` for the program, `tell` for the model."""

    do: Callable[[], object]
    tell: Callable[[Model], None] = lambda _model: None
    whole: bool = True  # one transaction, which leaves all or nothing
    twice: bool = False  # another replica has it in hand as well, and comes to it later


class DeskSteps(RuleBasedStateMachine):
    """A newsroom with three of staff on two channels, some readers, and two replicas of each lane."""

    opened: ClassVar[Callable[[], Database]]
    shut: ClassVar[Callable[[Database], None]]
    walked: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.walked["histories"] += 1
        self.database = type(self).opened()
        self.fuse, self.clock, self.loop = Fuse(self.database), FakeClock(NOW), Loop()
        self.runner = asyncio.Runner(loop_factory=lambda: self.loop)
        self.threads = ThreadPoolExecutor(1)
        self.model, self.either = Model(Rules()), [Model(Rules())]
        self.offered: dict[Address, list[str]] = {who: [] for who in STAFF}
        self.handed: Counter[tuple[int, str]] = Counter()
        self.wrong: list[str] = []
        self.seen = 0
        self._people()
        self._program()

    def _people(self) -> None:
        self.chat = Chat(self.database, NOW)
        for who, role in STAFF.items():
            self.chat.appoint(who, role)
        for who, language in {**READERS, OF_CULTURE: "en"}.items():
            self.chat.says("/start culture" if who == OF_CULTURE else "/start", who, language)
            id_ = self.chat.person(who).id
            spoken = {"language": language}
            self.database.write_here(lambda tx, id_=id_, spoken=spoken: subscribers.change(tx, id_, **spoken))  # type: ignore[misc]  # mypy can't infer a lambda with a default
            about = ("culture",) if who == OF_CULTURE else ALL
            self.model.readers[who.id] = Reader(frozenset(about), language)

    def _program(self) -> None:
        bell = Bell()
        self.channels = {name: Keeping(name, self.clock, self._keep) for name in CHANNELS}
        self.lanes = {(name, number): self._lane(name) for name in CHANNELS for number in (0, 1)}
        self.release_ = Release(self.database, self.clock, LOG, bell)
        self.lay_ = Lay(self.database, self.clock, bell)
        looks = Looks(lambda tx, who, now: ask_of(tx, who, self.chat.context, now))
        self.desk_ = Desk(self.database, looks, REMIND, self.clock, LOG, bell)
        channels = {self.chat.senders[name]: one for name, one in self.channels.items()}
        policy = dict.fromkeys(Priority, "cause")
        self.settle_ = Settle(self.database, channels, policy, UTC_ZONE, self.clock, LOG, bell)
        self.room = Room(self.database, stories=False, read_pages=False, expires=LIFE.total_seconds())
        house = self.chat.context.newsroom
        self.edit_ = replace(self.room.edit, newsroom=house, clock=self.clock, log=LOG)
        self.database.write_here(lambda tx: topics.keep(tx, house.topics, NOW))
        self.sources = {
            mode: self.room.source(name="The Blog", topics=["monde"], priority=priority)
            for mode, priority in SOURCES.items()
        }
        for mode, id_ in self.sources.items():
            self.chat.says(f"/hold {id_} {mode}", CHIEF)

    def _lane(self, name: str) -> Lane:
        sender_id, settings = self.chat.senders[name], DeliverySettings(lease=LEASE)
        return Lane(
            self.database, self.channels[name], sender_id, settings, UTC_ZONE, self.clock, LOG, Bell()
        )

    # ---- steps -----------------------------------------------------------------------------------

    def _happens(self, step: Step, burns: int | None = None) -> None:
        """Let something happen; a second time, where it was killed the first time."""
        self.walked["steps"] += 1
        self.either = [self.model]
        try:
            with self.fuse.lit(burns):
                step.do()
        except Killed:
            self.walked["kills"] += 1
            left = step.whole and self._stands() != self.model.shown()
            assert not left, "a step that was killed has left something"
            step.do()
        if step.twice:
            step.do()
        step.tell(self.model)
        self._look()

    def _told(self, *steps: Step) -> Model:
        copied = self.model.copy()
        for step in steps:
            step.tell(copied)
        return copied

    def _acting(self, who: Address, line: str | None, back: int) -> Step:
        return self._pressing(who, back) if line is None else self._typing(who, line, back)

    def _pressing(self, who: Address, back: int) -> Step:
        data = self._button(who, back)
        return self._heard(self._inbound(who, data, pressed=True), data, STAFF[who]) if data else NOTHING

    def _button(self, who: Address, back: int) -> str:
        offered = self.offered[who]
        return offered[-1 - back % len(offered)] if offered else ""

    def _typing(self, who: Address, line: str, back: int) -> Step:
        ids = [id_ for one in self.model.alerts for id_ in one.ids]
        if not ids and "{id}" in line:
            return NOTHING
        said = line.format(id=ids[-1 - back % len(ids)] if ids else 0)
        # "resume" alone may be a reader's word for coming back
        slash = "" if who.channel == "whatsapp" and not said.startswith("resume") else "/"
        return self._heard(self._inbound(who, f"{slash}{said}"), said, STAFF[who])

    def _heard(self, event: Inbound, line: str, role: Role) -> Step:
        by = Acting(event.sender.id, role, self.clock.now, self._waiting())
        return Step(self._handling(event), lambda model: model.act(line, by), twice=True)

    def _handling(self, event: Inbound) -> Callable[[], None]:
        """Keep what somebody says, and handle it."""
        new, sender = self.chat.recorded(event), self.chat.senders[event.sender.channel]
        self.database.write_here(lambda tx: events.keep(tx, sender, new, self.clock.now))
        row = self.database.read_here(lambda tx: _event(tx, event.key))
        return lambda: self.database.write_here(lambda tx: handle(tx, row, self.chat.context, self.clock.now))

    def _writing(self, who: Address, topic: str, others: Sequence[str]) -> Step:
        number = len(self.model.alerts)
        lines = [f"/alert {topic}The ferries stay in harbour number {number} tonight"]
        for language in others:
            lines += [f"{language}:", OTHERS[language].format(number)]
        about = frozenset({topic.strip()} if topic else ALL)
        do, before = self._handling(self._inbound(who, "\n".join(lines))), self._alerts()
        ends_at = self.clock.now + LIFE

        def tell(model: Model) -> None:
            ids = tuple(sorted(self._alerts() - before))
            assert len(ids) == 1 + len(others)
            model.wrote(Told(ids, ("en", *others), about, ends_at))

        return Step(do, tell, twice=True)

    def _telling(self, mode: str) -> Step:
        """Let a source tell something, which waits for a look or goes straight out."""
        number, before, now = len(self.model.alerts), self._alerts(), self.clock.now
        link = f"https://paper.example/{number}"
        title = f"Town number {number} opens a new bridge over its river"
        found = Entry(f"guid-{number}", title, link, now, "en", f"The town opened bridge {number} on Sunday.")
        self.room.clock.now = now
        self.room.keep(self.sources[mode], found)

        def tell(model: Model) -> None:
            ids = tuple(sorted(self._alerts() - before))
            assert len(ids) == 1
            told = Told(ids, ("en",), frozenset({"monde"}), now + LIFE, of_source=True, at_desk=mode != "off")
            model.wrote(told) if mode != "off" else model.goes_straight_out(told, now)

        return Step(lambda: self._run(self.edit_.run_due()), tell)

    def _reader_says(self, who: Address, *, comes: bool) -> Step:
        do = self._handling(self._inbound(who, "/start" if comes else "/stop"))
        return Step(do, lambda model: (model.start if comes else model.stop)(who.id), twice=True)

    def _releasing(self) -> Step:
        now = self.clock.now
        return Step(lambda: self._run(self.release_.run_due()), lambda model: model.release(now))

    def _laying(self) -> Step:
        return Step(lambda: self._run(self.lay_.run_due()))

    def _looking_after(self) -> Step:
        now = self.clock.now
        return Step(lambda: self._run(self.desk_.run_due()), lambda model: model.look_after(now), whole=False)

    def _settling(self) -> Step:
        return Step(lambda: self._run(self.settle_.run_due()))

    def _claiming(self, which: tuple[str, int], most: int) -> Step:
        def do() -> None:
            for row in self._run(self.lanes[which].claim(most)):
                self._taken(row)

        return Step(do)

    # ---- what is looked at -----------------------------------------------------------------------

    def _taken(self, row: DeliveryRow) -> None:
        """See that a message that was just taken in hand may leave, in some order of what happens at once."""
        if row.alert is None:
            return
        id_, reader, now = row.alert.id, row.subscriber.address.id, self.clock.now
        why = [model.why_not(id_, reader, now) for model in self.either]
        assert "" in why, f"alert {id_} was taken in hand: {why}"
        held_by = [one for lane in self.lanes.values() for one in lane.in_hand if one.id == row.id]
        assert len(held_by) == 1, "two have it in hand"

    def _keep(self, one: Handed) -> None:
        """See that a message that is handed over is the first of its alert for its reader."""
        query = select(delivery.c.alert_id).where(delivery.c.id == one.reference)
        id_ = self.database.read_here(lambda tx: tx.scalar(query))
        told = self.model.told(id_) if id_ is not None else None
        if told is None:
            return
        self.walked["handed"] += 1
        halted_at = self.model.halted_at or one.at
        if one.at > halted_at + 2 * SECOND:
            self.wrong.append(f"alert {id_} left {one.at - halted_at} after all was halted")
        self.handed[told.ids[0], one.to.id] += 1
        if self.handed[told.ids[0], one.to.id] > 1:
            self.wrong.append(f"alert {id_} came twice")

    def _look(self) -> None:
        """Compare the store with the model, and read what was offered; our own words arrive at once."""
        stands, told = self._stands(), self.model.shown()
        assert stands == told, f"{stands}, and should be {told}"
        assert not self.wrong, self.wrong  # kept until here, since a lane takes what a channel raises
        self.database.write_here(self._arrive)

    def _arrive(self, tx: Connection) -> None:
        told = (
            select(delivery.c.id, delivery.c.body, subscriber.c.channel, subscriber.c.address)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
            .where(delivery.c.id > self.seen, delivery.c.body.is_not(None))
            .order_by(delivery.c.id)
        )
        for row in tx.execute(told).all():
            self.seen = row.id
            offered = self.offered.get(Address(row.channel, row.address))
            for data in data_of(from_json(row.body).message):
                if offered is not None and data.split()[0] in PRESSABLE:
                    offered[:] = [one for one in offered if one != data] + [data]
        ours = update(delivery).where(delivery.c.body.is_not(None), delivery.c.state == DeliveryState.QUEUED)
        tx.execute(ours.values(state=DeliveryState.SENT))

    def _stands(self) -> object:
        return self.database.read_here(_shown)

    def _alerts(self) -> set[int]:
        return self.database.read_here(lambda tx: set(tx.scalars(select(alert.c.id))))

    def _waiting(self) -> frozenset[int]:
        soon = self.clock.now + timedelta(minutes=1)
        queued = (
            select(delivery.c.alert_id)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
            .where(delivery.c.state == DeliveryState.QUEUED, delivery.c.alert_id.is_not(None))
            .where(delivery.c.due_at <= soon, subscriber.c.due_at <= soon)
        )
        laid = select(batch.c.alert_id)
        return self.database.read_here(lambda tx: frozenset([*tx.scalars(queued), *tx.scalars(laid)]))

    # ---- odds and ends ---------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever it gives
        return self.runner.run(work)

    def _pass(self, seconds: float) -> None:
        self.clock.now += timedelta(seconds=seconds)
        self.chat.now = self.clock.now
        self.loop.ahead += seconds

    def _inbound(self, who: Address, text: str, *, pressed: bool = False) -> Inbound:
        heard = self.chat.inbound(text, who)
        return replace(heard, kind=InboundKind.PRESSED, answering="press", pressed="77") if pressed else heard


NOTHING = Step(lambda: None)


def _event(tx: Connection, key: str) -> EventRow:
    """Read an event as a replica takes it, which two may do."""
    return events._tried(tx.execute(select(event_table).where(event_table.c.key == key)).one())


def _shown(tx: Connection) -> object:
    rows = {
        row.id: (row.state, row.embargo_until, row.revision > 1)
        for row in tx.execute(select(alert.c.id, alert.c.state, alert.c.embargo_until, alert.c.revision))
    }
    plans = {
        row.alert_id: (row.leaves_at, row.expires_at, row.priority <= Priority.BREAKING)
        for row in tx.execute(select(plan))
    }
    about: dict[int, set[str]] = {id_: set() for id_ in rows}
    for row in tx.execute(select(alert_topic)):
        about[row.alert_id].add(row.topic_id)
    wanted = select(held.c.alert_id, held.c.asked_until).join(alert, alert.c.id == held.c.alert_id)
    wanted = wanted.where(held.c.asked_by.is_not(None), alert.c.state == "held")
    asked = {row.alert_id: row.asked_until for row in tx.execute(wanted)}
    return rows, plans, about, asked, tx.execute(select(halt.c.id)).first() is not None


def unfinished(tx: Connection) -> bool:
    """Say whether a message of an alert has still to be made, or to be sent, or to be looked into."""
    open_ = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    left = select(delivery.c.id).where(delivery.c.alert_id.is_not(None), delivery.c.state.in_(open_))
    return bool(tx.execute(left.limit(1)).first() or tx.execute(select(batch.c.id).limit(1)).first())
