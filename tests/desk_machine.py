"""Every order of what happens at a desk, drawn by Hypothesis: the real inbox and pipeline beside a model.

After each step the store must stand as the model says, and each message that is taken in hand must be one
that the model lets leave. Editors press only buttons that the bot has offered, old ones too.
"""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from bot.ask import Desk
from bot.model import Address, Role
from tests.chat import CHIEF
from tests.desk_model import LIFE, SECOND_WITHIN, Rules
from tests.desk_steps import (
    CHANNELS,
    OF_CULTURE,
    OTHERS,
    READERS,
    SOURCES,
    STAFF,
    DeskSteps,
    Step,
    unfinished,
)
from tests.desk_world import SECOND, Fate

MOST_ALERTS = 7
DRAINING = 80
"""How many rounds, of 20 seconds each, all may take to come to rest in the end."""

TYPED = (
    "alert send {id}",
    "alert breaking {id}",
    "alert cancel {id}",
    "undo {id}",
    "undo",
    "later {id} +30",
    "later {id} +5 breaking",
    "later {id} +5 breaking until +2",
    "later {id} +30 until +45",
    "later {id} 18:00",
    "later {id} embargo",
    "embargo {id} +20",
    "embargo {id} +60",
    "embargo {id} off",
    "held breaking {id}",
    "held yes {id}",
    "held kill {id}",
    "held undo {id}",
    "held tick {id} culture",
    "held words {id}\nThe words of an editor",
    "recall {id}",
    "stopall",
    "resume",
    "resume fresh",
    "resume drop",
)
LAST_WORDS = ("undo {id}", "recall {id}", "stopall", "embargo {id} +20", "later {id} +30", "resume drop")
GRACES = (timedelta(0), 30 * SECOND)
SPANS = (0.4, 3.0, 12.0, 31.0, 31.0, 120.0, 400.0, 1_200.0, 3_600.0, 7_200.0)

at = st.integers(0, 9)
fuse = st.one_of(st.none(), st.none(), st.integers(0, 45))
staff = st.sampled_from(list(STAFF))
readers = st.sampled_from([*READERS, OF_CULTURE])
typed = st.sampled_from(TYPED)
lane = st.tuples(st.sampled_from(CHANNELS), st.integers(0, 1))
topic = st.sampled_from(["monde ", ""])
others = st.sampled_from([(), (), ("fr",), ("he", "fr")])
assert set(OTHERS) == {"fr", "he"}


class DeskMachine(DeskSteps):
    """What happens at a desk."""

    @initialize(grace=st.sampled_from(GRACES), breaking=st.sampled_from(GRACES), two=st.booleans())
    def begin(self, grace: timedelta, breaking: timedelta, two: bool) -> None:  # noqa: FBT001 -- drawn
        self.model.rules = Rules(grace, breaking, two)
        desk = Desk(grace, breaking, two_persons=two, second_within=SECOND_WITHIN)
        self.chat.context = replace(self.chat.context, desk=desk, alert_life=LIFE)
        self._look()

    # ---- alerts come to be, and editors and readers act -------------------------------------------

    @rule(who=staff, topic=topic, others=others, burns=fuse)
    def writes(self, who: Address, topic: str, others: tuple[str, ...], burns: int | None) -> None:
        if len(self.model.alerts) < MOST_ALERTS:
            self._happens(self._writing(who, topic, others), burns)

    @rule(who=staff, topic=topic, others=others, word=st.sampled_from(["send", "breaking"]), by=staff)
    def writes_and_sends(
        self, who: Address, topic: str, others: tuple[str, ...], word: str, by: Address
    ) -> None:
        if len(self.model.alerts) < MOST_ALERTS:
            self._happens(self._writing(who, topic, others))
            self._happens(self._typing(who, f"alert {word} {{id}}", 0))
            self._happens(self._typing(by, f"alert {word} {{id}}", 0))

    @rule(mode=st.sampled_from(list(SOURCES)))
    def a_source_tells(self, mode: str) -> None:
        if len(self.model.alerts) < MOST_ALERTS:
            self._happens(self._telling(mode))

    @rule(who=staff, back=at, burns=fuse)
    def presses(self, who: Address, back: int, burns: int | None) -> None:
        self._happens(self._pressing(who, back), burns)

    @rule(who=staff, line=typed, back=at, burns=fuse)
    def types(self, who: Address, line: str, back: int, burns: int | None) -> None:
        self._happens(self._typing(who, line, back), burns)

    @rule(which=readers, comes=st.booleans(), burns=fuse)
    def comes_or_goes(self, which: Address, comes: bool, burns: int | None) -> None:  # noqa: FBT001 -- drawn
        self._happens(self._reader_says(which, comes=comes), burns)

    @rule(which=readers, back=at, of=staff)
    def a_forwarded_button(self, which: Address, back: int, of: Address) -> None:
        data = self._button(of, back)
        if data:
            self._happens(self._heard(self._inbound(which, data, pressed=True), data, Role.READER))

    # ---- the program -----------------------------------------------------------------------------

    @rule(step=st.sampled_from(["release", "lay", "desk", "settle"]), burns=fuse)
    def a_step(self, step: str, burns: int | None) -> None:
        self._happens(self._of_program(step), burns)

    @rule(which=lane, most=st.integers(1, 4), burns=fuse)
    def claims(self, which: tuple[str, int], most: int, burns: int | None) -> None:
        self._happens(self._claiming(which, most), burns)

    @rule(which=lane, fate=st.sampled_from([Fate.KEPT, *Fate]), burns=fuse)
    def lets_out(self, which: tuple[str, int], fate: Fate, burns: int | None) -> None:
        self.channels[which[0]].fate = fate
        with self.fuse.lit(burns):
            self._run(self.lanes[which].let_out())
        self.channels[which[0]].fate = Fate.KEPT
        if fate is Fate.DIES_AFTER:
            self.lanes[which] = self._lane(which[0])
        self._look()

    @rule(which=lane)
    def dies(self, which: tuple[str, int]) -> None:
        """End a replica between a claim and the send."""
        self._run(self.lanes[which].die())
        self.lanes[which] = self._lane(which[0])

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
        for step in ("desk", "release", "lay"):
            self._happens(self._of_program(step), burns)
        for which in self.lanes:
            self._happens(self._claiming(which, most), burns)
            self.lets_out(which, Fate.KEPT, None)
        self._happens(self._settling())

    def _of_program(self, step: str) -> Step:
        return {
            "release": self._releasing,
            "lay": self._laying,
            "desk": self._looking_after,
            "settle": self._settling,
        }[step]()

    # ---- two at once -----------------------------------------------------------------------------

    @rule(
        one=st.tuples(staff, st.one_of(st.none(), typed), at),
        other=st.one_of(
            st.tuples(staff, st.one_of(st.none(), typed), at),
            st.sampled_from(["release", "lay", "desk"]),
            st.tuples(lane, st.integers(1, 4)),
        ),
        turned=st.booleans(),
    )
    def at_once(self, one: tuple[Address, str | None, int], other: Any, turned: bool) -> None:  # noqa: ANN401, FBT001 -- drawn
        """Let an editor act at the same moment as another, or as a step of the program."""
        first = self._acting(*one)
        match other:
            case str():
                second = self._of_program(other)
            case (tuple() as which, int() as most):
                second = self._claiming(which, most)
            case _:
                second = self._acting(*other)
        if self.database.embedded:  # one writes at a time: one of the two is first
            for step in (second, first) if turned else (first, second):
                self._happens(step)
        else:
            self._meet(first, second)

    def _meet(self, first: Step, second: Step) -> None:
        """Do both in two threads, on two connections: it must come out as in one order or the other."""
        self.walked["at once"] += 1
        barrier = Barrier(2)

        def meet(step: Step) -> None:
            barrier.wait(10)
            step.do()

        orders = [self._told(first, second), self._told(second, first)]
        self.either = [self.model, *orders, self._told(first), self._told(second)]
        done = self.threads.submit(meet, first)
        meet(second)
        done.result(30)
        stands = self._stands()
        found = [model for model in orders if model.shown() == stands]
        assert found, f"as in no order: {stands}, and not {[one.shown() for one in orders]}"
        self.model = found[0]
        self._look()

    @rule(
        who=staff,
        line=st.sampled_from(LAST_WORDS),
        claimed=st.one_of(st.none(), lane),
        turned=st.booleans(),
        others=others,
    )
    def just_as_it_leaves(
        self,
        who: Address,
        line: str,
        claimed: tuple[str, int] | None,
        turned: bool,  # noqa: FBT001 -- drawn
        others: tuple[str, ...],
    ) -> None:
        """Let an editor act at the moment in which the newest alert is released, or claimed."""
        self.writes_and_sends(who, "", others, "send", CHIEF)
        if claimed is not None:
            self._leaves()
        else:
            self.waits(31.0)
        self.at_once((who, line, 0), "release" if claimed is None else (claimed, 3), turned)

    @rule(which=lane, who=staff, span=st.sampled_from([0.4, 3.0]), others=others)
    def halted_while_in_hand(
        self, which: tuple[str, int], who: Address, span: float, others: tuple[str, ...]
    ) -> None:
        """Halt all while a lane has claimed and not yet sent; what waits on for long is not sent."""
        self.writes_and_sends(who, "", others, "send", CHIEF)
        self._leaves()
        self._happens(self._claiming(which, 4))
        self._happens(self._typing(who, "stopall", 0))
        self.waits(span)
        self.lets_out(which, Fate.KEPT, None)

    @rule(which=lane, who=staff)
    def claimed_when_it_has_expired(self, which: tuple[str, int], who: Address) -> None:
        """Let the program be down for as long as an alert is worth sending."""
        self.writes_and_sends(who, "", (), "send", CHIEF)
        self._leaves()
        self.waits(LIFE.total_seconds())
        self._happens(self._claiming(which, 4))

    def _leaves(self) -> None:
        """Let the grace pass, and all be laid that is released."""
        self.waits(31.0)
        self._happens(self._releasing())
        for _ in range(3):
            self._happens(self._laying())

    # ---- the end ---------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Let all come to rest, see that who was owed an alert has it, and close."""
        try:
            self._drain()
        finally:
            for one in self.lanes.values():
                self._run(one.die())
            self.runner.close()
            self.threads.shutdown()
            type(self).shut(self.database)

    def _drain(self) -> None:
        """Let all go on and well: who was owed an alert has it once, while it was worth sending."""
        self._happens(self._typing(CHIEF, "resume fresh", 0))
        for _ in range(DRAINING):
            self._happens(self._releasing())
            while self._run(self.lay_.run_due()):
                pass
            for which in self.lanes:
                self._happens(self._claiming(which, 8))
                self.lets_out(which, Fate.KEPT, None)
            self._happens(self._settling())
            if not self.database.read_here(unfinished):
                break
            self._pass(20)
        for told in self.model.alerts:
            if told.expires_at is not None and told.expires_at > self.clock.now:
                missing = {who for who in told.owed if self.handed[told.ids[0], who] != 1}
                assert not missing, f"alert {told.ids} never reached {missing}"
