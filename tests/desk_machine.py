"""Every order of what happens at a desk, drawn by Hypothesis: the real inbox and pipeline beside a plain model.

After each step the store must stand as the model says, and each message that is taken in hand must be one
that the model lets leave. Editors press only buttons that the bot has offered, old ones too.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import Connection, select, update

from bot.ask import Desk
from bot.inbox import handle
from bot.model import Address, DeliveryState, Priority, Role
from bot.pipeline.bell import Bell
from bot.pipeline.lay import Lay
from bot.pipeline.release import Release
from bot.pipeline.settle import Settle
from bot.ports import Event, Inbound, InboundKind
from bot.settings import DeliverySettings
from bot.store import event as events
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.delivery import DeliveryRow
from bot.store.event import EventRow
from bot.store.message import from_json
from bot.store.schema import alert, batch, delivery, halt, plan, subscriber
from bot.store.schema import event as event_table
from tests.chat import ALL, ANNA, BORIS, CHIEF, Chat, data_of
from tests.desk_model import LIFE, Acting, Model, Rules
from tests.desk_world import LOG, SECOND, Fate, Fuse, Handed, Keeping, Killed, Lane, Loop
from tests.fakes import FakeClock
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
LEASE = 30.0
GRACES = (timedelta(0), 30 * SECOND)
BATCH = 3
"""How many ids of subscribers a batch spans here, so that there are some for so few readers."""

TYPED = (
    "alert send {id}",
    "alert breaking {id}",
    "alert cancel {id}",
    "undo {id}",
    "undo",
    "later {id} +30",
    "later {id} +5 breaking",
    "later {id} +30 until +45",
    "later {id} 18:00",
    "later {id} embargo",
    "embargo {id} +20",
    "embargo {id} +60",
    "embargo {id} off",
    "recall {id}",
    "stopall",
    "resume",
    "resume fresh",
    "resume drop",
)
PRESSABLE = ("alert", "undo", "later", "embargo", "recall", "resume", "stopall")
SPANS = (0.4, 3.0, 12.0, 31.0, 31.0, 120.0, 1_200.0, 3_600.0)

at = st.integers(0, 9)
fuse = st.one_of(st.none(), st.none(), st.integers(0, 45))
staff = st.sampled_from(list(STAFF))
typed = st.sampled_from(TYPED)
lane = st.tuples(st.sampled_from(CHANNELS), st.integers(0, 1))


@dataclass(frozen=True)
class Step:
    """Something that happens: `do` for the program, `tell` for the model."""

    do: Callable[[], object]
    tell: Callable[[Model], None]
    twice: bool = False  # another replica has it in hand as well, and comes to it later


class DeskMachine(RuleBasedStateMachine):
    """A newsroom with three of staff on two channels, some readers, and two replicas of each lane."""

    opened: ClassVar[Callable[[], Database]]
    shut: ClassVar[Callable[[Database], None]]
    walked: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.walked["histories"] += 1
        self.database = type(self).opened()
        self.fuse, self.clock = Fuse(self.database), FakeClock(NOW)
        self.loop = Loop()
        self.runner = asyncio.Runner(loop_factory=lambda: self.loop)
        self.threads = ThreadPoolExecutor(1)
        self.chat = Chat(self.database, NOW)
        self.model = Model(Rules())
        self.offered: dict[Address, list[str]] = {who: [] for who in STAFF}
        self.handed: Counter[tuple[int, str]] = Counter()
        self.seen = 0
        for who, role in STAFF.items():
            self.chat.appoint(who, role)
        for who, language in READERS.items():
            self._meets(who, "/start", language)
            self.model.readers[who.id] = self._reader(ALL)
        self._meets(OF_CULTURE, "/start culture", "en")
        self.model.readers[OF_CULTURE.id] = self._reader(("culture",))
        self.channels = {name: Keeping(name, self.clock, self._keep) for name in CHANNELS}
        self.lanes = {(name, number): self._lane(name) for name in CHANNELS for number in (0, 1)}
        bell = Bell()
        self.release_ = Release(self.database, self.clock, LOG, bell)
        self.lay_ = Lay(self.database, self.clock, bell)
        channels = {self.chat.senders[name]: one for name, one in self.channels.items()}
        policy = dict.fromkeys(Priority, "cause")
        self.settle_ = Settle(self.database, channels, policy, UTC_ZONE, self.clock, LOG, bell)

    @initialize(grace=st.sampled_from(GRACES), breaking=st.sampled_from(GRACES))
    def begin(self, grace: timedelta, breaking: timedelta) -> None:
        self.model.rules = Rules(grace, breaking)
        desk = Desk(grace, breaking)
        self.chat.context = replace(self.chat.context, desk=desk, alert_life=LIFE)
        self._look()

    # ---- editors and readers ---------------------------------------------------------------------

    @rule(who=staff, topic=st.sampled_from(["monde ", ""]), burns=fuse)
    def writes(self, who: Address, topic: str, burns: int | None) -> None:
        if len(self.model.alerts) < 4:
            self._happens(self._writing(who, topic), burns)

    @rule(who=staff, word=st.sampled_from(["send", "send", "breaking"]), burns=fuse)
    def lets_the_newest_go(self, who: Address, word: str, burns: int | None) -> None:
        if self.model.alerts:
            self._happens(self._typing(who, f"alert {word} {{id}}", 0), burns)

    @rule(who=staff, back=at, burns=fuse)
    def presses(self, who: Address, back: int, burns: int | None) -> None:
        self._happens(self._pressing(who, back), burns)

    @rule(who=staff, line=typed, back=at, burns=fuse)
    def types(self, who: Address, line: str, back: int, burns: int | None) -> None:
        self._happens(self._typing(who, line, back), burns)

    @rule(which=st.sampled_from([*READERS, OF_CULTURE]), comes=st.booleans(), burns=fuse)
    def comes_or_goes(self, which: Address, comes: bool, burns: int | None) -> None:  # noqa: FBT001 -- drawn
        self._happens(self._reader_says(which, comes=comes), burns)

    @rule(which=st.sampled_from(list(READERS)), back=at, of=staff)
    def a_forwarded_button(self, which: Address, back: int, of: Address) -> None:
        data = self._button(of, back)
        if data:
            self._happens(self._heard(self._inbound(which, data, pressed=True), data, Role.READER), None)

    # ---- the pipeline ----------------------------------------------------------------------------

    @rule(burns=fuse)
    def releases(self, burns: int | None) -> None:
        self._happens(self._releasing(), burns)

    @rule(burns=fuse)
    def lays(self, burns: int | None) -> None:
        self._happens(self._laying(), burns)

    @rule(which=lane, most=st.integers(1, 4), burns=fuse)
    def claims(self, which: tuple[str, int], most: int, burns: int | None) -> None:
        self._happens(self._claiming(which, most), burns)

    @rule(which=lane, fate=st.sampled_from([Fate.KEPT, *Fate]), burns=fuse)
    def lets_out(self, which: tuple[str, int], fate: Fate, burns: int | None) -> None:
        self.channels[which[0]].fate = fate
        with self.fuse.lit(burns):
            self.runner.run(self.lanes[which].let_out())
        self.channels[which[0]].fate = Fate.KEPT
        if fate is Fate.DIES_AFTER:
            self.lanes[which] = self._lane(which[0])
        self._look()

    @rule(which=lane, burns=fuse)
    def delivers(self, which: tuple[str, int], burns: int | None) -> None:
        self._happens(self._claiming(which, 4), burns)
        self.lets_out(which, Fate.KEPT, None)

    @rule(which=lane)
    def dies(self, which: tuple[str, int]) -> None:
        """End a replica between a claim and the send."""
        self.runner.run(self.lanes[which].die())
        self.lanes[which] = self._lane(which[0])

    @rule(burns=fuse)
    def settles(self, burns: int | None) -> None:
        self._happens(Step(lambda: self._run(self.settle_.run_due()), lambda _model: None), burns)

    @rule(span=st.sampled_from(SPANS))
    def waits(self, span: float) -> None:
        if span > 5:  # a request is no longer on its way than its lease is
            for which in self.lanes:
                self.lets_out(which, Fate.KEPT, None)
        self._pass(span)

    @rule(span=st.sampled_from((0.4, 12.0, 31.0, 120.0)), most=st.integers(1, 4), burns=fuse)
    def goes_on(self, span: float, most: int, burns: int | None) -> None:
        """Let the program be, which does all its steps again and again."""
        self.waits(span)
        self._happens(self._releasing(), burns)
        self._happens(self._laying(), None)
        for which in self.lanes:
            self._happens(self._claiming(which, most), None)
            self.lets_out(which, Fate.KEPT, None)
        self.settles(None)

    # ---- two at once -----------------------------------------------------------------------------

    @rule(
        one=st.tuples(staff, st.one_of(st.none(), typed), at),
        other=st.one_of(
            st.tuples(staff, st.one_of(st.none(), typed), at),
            st.sampled_from(["release", "lay"]),
            st.tuples(lane, st.integers(1, 4)),
        ),
        turned=st.booleans(),
    )
    def at_once(self, one: tuple[Address, str | None, int], other: Any, turned: bool) -> None:  # noqa: ANN401, FBT001 -- drawn
        """Let an editor act at the same moment as another, or as a step of the pipeline."""
        first = self._acting(*one)
        match other:
            case "release":
                second = self._releasing()
            case "lay":
                second = self._laying()
            case (tuple() as which, int() as most):
                second = self._claiming(which, most)
            case _:
                second = self._acting(*other)
        if self.database.embedded:  # one writes at a time: one of the two is first
            both = (second, first) if turned else (first, second)
            for step in both:
                self._happens(step, None)
            return
        self.walked["at once"] += 1
        before = self.model
        barrier = Barrier(2)

        def meet(step: Step) -> None:
            barrier.wait(10)
            step.do()

        orders = [self._told(before, first, second), self._told(before, second, first)]
        self._may = [before, *orders, *(self._told(before, step) for step in (first, second))]
        done = self.threads.submit(meet, first)
        meet(second)
        done.result(30)
        self._may = []
        stands = self._stands()
        found = [model for model in orders if model.shown() == stands]
        assert found, f"in no order: {stands}, and not {[one.shown() for one in orders]}"
        self.model = found[0]
        self._look()

    # ---- the end ---------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self._drain()
        finally:
            self.runner.run(self._end())
            self.runner.close()
            self.threads.shutdown()
            type(self).shut(self.database)

    async def _end(self) -> None:
        for one in self.lanes.values():
            await one.die()

    def _drain(self) -> None:
        """Let all go on and well: who was owed an alert has it once, while it was worth sending."""
        self._happens(self._acting(CHIEF, "resume fresh", 0), None)
        for _ in range(80):
            self._happens(self._releasing(), None)
            while self._run(self.lay_.run_due()):
                pass
            for which in self.lanes:
                self.delivers(which, None)
            self._happens(Step(lambda: self._run(self.settle_.run_due()), lambda _model: None), None)
            if not self.database.read_here(_unfinished):
                break
            self._pass(20)
        for told in self.model.alerts:
            if told.expires_at is not None and told.expires_at > self.clock.now:
                missing = {who for who in told.owed if self.handed[told.ids[0], who] != 1}
                assert not missing, f"alert {told.ids} never reached {missing}"

    # ---- steps -----------------------------------------------------------------------------------

    def _happens(self, step: Step, burns: int | None) -> None:
        """Let something happen, if need be a second time, where it was killed the first time."""
        self.walked["steps"] += 1
        try:
            with self.fuse.lit(burns):
                step.do()
        except Killed:
            self.walked["kills"] += 1
            assert self._stands() == self.model.shown(), "a step that was killed has left something"
            step.do()
        if step.twice:
            step.do()
        step.tell(self.model)
        self._look()

    @staticmethod
    def _told(model: Model, *steps: Step) -> Model:
        copied = model.copy()
        for step in steps:
            step.tell(copied)
        return copied

    def _acting(self, who: Address, line: str | None, back: int) -> Step:
        return self._pressing(who, back) if line is None else self._typing(who, line, back)

    def _pressing(self, who: Address, back: int) -> Step:
        data = self._button(who, back)
        return self._heard(self._inbound(who, data, pressed=True), data, STAFF[who]) if data else _NOTHING

    def _button(self, who: Address, back: int) -> str:
        offered = self.offered[who]
        return offered[-1 - back % len(offered)] if offered else ""

    def _typing(self, who: Address, line: str, back: int) -> Step:
        ids = [id_ for one in self.model.alerts for id_ in one.ids]
        if not ids and "{id}" in line:
            return _NOTHING
        said = line.format(id=ids[-1 - back % len(ids)] if ids else 0)
        slash = "" if who.channel == "whatsapp" else "/"
        return self._heard(self._inbound(who, f"{slash}{said}"), said, STAFF[who])

    def _heard(self, event: Event, line: str, role: Role) -> Step:
        now, waiting = self.clock.now, self._waiting()
        return Step(self._handling(event), lambda model: model.act(line, Acting(role, now, waiting)), twice=True)

    def _handling(self, event: Event) -> Callable[[], None]:
        """Keep what somebody says, and handle it."""
        assert isinstance(event, Inbound)
        new, sender = self.chat.recorded(event), self.chat.senders[event.sender.channel]
        self.database.write_here(lambda tx: events.keep(tx, sender, new, self.clock.now))
        row = self.database.read_here(lambda tx: _event(tx, event.key))

        def do() -> None:
            self.database.write_here(lambda tx: handle(tx, row, self.chat.context, self.clock.now))

        return do

    def _writing(self, who: Address, topic: str) -> Step:
        before = self.database.read_here(_alerts)
        number = len(self.model.alerts)
        event = self._inbound(who, f"/alert {topic}The ferries of port {number} stay in harbour")
        topics = frozenset({topic.strip()} if topic else ALL)

        def tell(model: Model) -> None:
            model.wrote(tuple(sorted(self.database.read_here(_alerts) - before)), topics)

        return Step(self._handling(event), tell, twice=True)

    def _reader_says(self, who: Address, *, comes: bool) -> Step:
        do = self._handling(self._inbound(who, "/start" if comes else "/stop"))
        return Step(do, lambda model: (model.start if comes else model.stop)(who.id), twice=True)

    def _releasing(self) -> Step:
        now = self.clock.now
        return Step(lambda: self._run(self.release_.run_due()), lambda model: model.release(now))

    def _laying(self) -> Step:
        return Step(lambda: self._run(self.lay_.run_due()), lambda _model: None)

    def _claiming(self, which: tuple[str, int], most: int) -> Step:
        def do() -> None:
            for row in self._run(self.lanes[which].claim(most)):
                self._taken(row)

        return Step(do, lambda _model: None)

    # ---- what is looked at -----------------------------------------------------------------------

    def _taken(self, row: DeliveryRow) -> None:
        """See that a message that was just taken in hand may leave, in some order of what happens at once."""
        if row.alert is None:
            return
        reader, now = row.subscriber.address.id, self.clock.now
        why = [model.why_not(row.alert.id, reader, now) for model in getattr(self, "_may", None) or [self.model]]
        assert "" in why, f"alert {row.alert.id} was taken in hand: {why}"
        held = [one for lane in self.lanes.values() for one in lane.in_hand if one.id == row.id]
        assert len(held) == 1, "two have it in hand"

    def _keep(self, one: Handed) -> None:
        """See that a message that is handed over is the first of its alert for its reader."""
        id_ = self.database.read_here(
            lambda tx: tx.scalar(select(delivery.c.alert_id).where(delivery.c.id == one.reference))
        )
        told = self.model.told(id_) if id_ is not None else None
        if told is None:
            return
        self.walked["handed"] += 1
        halted_at = self.model.halted_at
        late = halted_at is not None and one.at > halted_at + 2 * SECOND
        assert not late, f"alert {id_} left {one.at - (halted_at or one.at)} after all was halted"
        self.handed[told.ids[0], one.to.id] += 1
        assert self.handed[told.ids[0], one.to.id] == 1, f"alert {id_} came twice"

    def _look(self) -> None:
        """Read what stands in the store, and what was offered; our own words arrive at once."""
        stands = self._stands()
        assert stands == self.model.shown(), f"{stands}, and should be {self.model.shown()}"
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

    def _waiting(self) -> frozenset[int]:
        soon = self.clock.now + timedelta(minutes=1)
        queued = (
            select(delivery.c.alert_id)
            .join(subscriber, subscriber.c.id == delivery.c.subscriber_id)
            .where(delivery.c.state == DeliveryState.QUEUED, delivery.c.alert_id.is_not(None))
            .where(delivery.c.due_at <= soon, subscriber.c.due_at <= soon)
        )
        return self.database.read_here(
            lambda tx: frozenset([*tx.scalars(queued), *tx.scalars(select(batch.c.alert_id))])
        )

    # ---- odds and ends ---------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever it gives
        return self.runner.run(work)

    def _pass(self, seconds: float) -> None:
        self.clock.now += timedelta(seconds=seconds)
        self.chat.now = self.clock.now
        self.loop.ahead += seconds

    def _lane(self, name: str) -> Lane:
        settings = DeliverySettings(lease=LEASE)
        sender_id = self.chat.senders[name]
        return Lane(
            self.database, self.channels[name], sender_id, settings, UTC_ZONE, self.clock, LOG, Bell()
        )

    def _meets(self, who: Address, text: str, language: str) -> None:
        self.chat.says(text, who, language)
        id_ = self.chat.person(who).id
        self.database.write_here(lambda tx: subscribers.change(tx, id_, language=language))

    @staticmethod
    def _reader(topics: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a reader of the model
        from tests.desk_model import Reader

        return Reader(frozenset(topics))

    def _inbound(self, who: Address, text: str, *, pressed: bool = False) -> Inbound:
        heard = self.chat.inbound(text, who)
        return replace(heard, kind=InboundKind.PRESSED, answering="press", pressed="77") if pressed else heard


_NOTHING = Step(lambda: None, lambda _model: None)


def _event(tx: Connection, key: str) -> EventRow:
    """Read an event as a replica takes it, which two may do."""
    return events._tried(tx.execute(select(event_table).where(event_table.c.key == key)).one())


def _alerts(tx: Connection) -> set[int]:
    return set(tx.scalars(select(alert.c.id)))


def _shown(tx: Connection) -> object:
    rows = {
        row.id: (row.state, row.embargo_until)
        for row in tx.execute(select(alert.c.id, alert.c.state, alert.c.embargo_until))
    }
    plans = {
        row.alert_id: (row.leaves_at, row.expires_at, row.priority <= Priority.BREAKING)
        for row in tx.execute(select(plan))
    }
    return rows, plans, tx.execute(select(halt.c.id)).first() is not None


def _unfinished(tx: Connection) -> bool:
    open_ = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    left = select(delivery.c.id).where(delivery.c.alert_id.is_not(None), delivery.c.state.in_(open_))
    return bool(tx.execute(left.limit(1)).first() or tx.execute(select(batch.c.id).limit(1)).first())
