"""The desk as a machine: whatever editors do, on two replicas, no alert leaves that should not."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import sampled_from

from bot.model import Address, AlertState, Priority
from bot.store import audit
from bot.store.audit import AuditRow
from bot.store.database import Database
from bot.store.migration import migrate
from tests.chat import ANNA, BORIS, CHIEF
from tests.newsdesk import FIRE, MINUTE, SECOND, NewsDesk

EDITORS = sampled_from([ANNA, BORIS, CHIEF])
WORDS = sampled_from(["send", "breaking", "yes", "back", "kill", "undo", "later +30", "show"])
LIFE = timedelta(hours=6)
SENDS = {"send", "breaking"}
NUMBERS = ("vingt", "trente", "quarante", "cinquante", "soixante")


class DeskMachine(RuleBasedStateMachine):
    """Three editors, of whom two must agree on what is breaking, and one held alert."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'desk.db'}"
        self.databases = [Database(url), Database(url)]
        migrate(self.databases[0])
        self.desk = NewsDesk(self.databases[0], two_persons=True)
        self.loops = [self.desk.loop, self.desk.another(self.databases[1])]
        self.releases = [self.desk.release, self.desk.releasing(self.databases[1])]
        self.source = self.desk.source()
        asyncio.run(self.desk.tells(self.source, FIRE))
        self.id = self.desk.room.alert().id
        self.held_until = self.desk.clock.now + LIFE
        self.versions = 0

    def teardown(self) -> None:
        for one in self.databases:
            one.close()
        self.folder.cleanup()

    @rule(
        who=EDITORS,
        word=sampled_from(["send", "breaking", "yes", "back", "kill", "undo", "later +30", "show"]),
    )
    def act(self, who: Address, word: str) -> None:
        self.desk.chat.says(f"/held {self.id} {word}", who)

    @rule(who=EDITORS)
    def undo(self, who: Address) -> None:
        self.desk.chat.says(f"/undo {self.id}", who)

    @rule(who=EDITORS, at=sampled_from(["+5 breaking", "18:00", "+45"]))
    def later(self, who: Address, at: str) -> None:
        self.desk.chat.says(f"/later {self.id} {at}", who)

    @rule(who=EDITORS, number=sampled_from([1, 2]))
    def edit(self, who: Address, number: int) -> None:
        self.desk.chat.says(f"/held {self.id} edit Titre {number}", who)

    @precondition(lambda self: self.versions < len(NUMBERS))
    @rule()
    def revise(self) -> None:
        """Let the article say another number."""
        number = NUMBERS[self.versions]
        self.versions += 1
        newer = replace(
            FIRE, title=FIRE.title.replace("douze", number), standfirst=f"Il y a {number} blessés."
        )
        self.desk.room.keep(self.source, newer)
        asyncio.run(self.desk.room.revise(every=0.001).run_due())

    @rule(span=sampled_from([SECOND, 12 * SECOND, 40 * SECOND, 11 * MINUTE, timedelta(hours=3)]))
    def wait(self, span: timedelta) -> None:
        self.desk.clock.now += span
        self.desk.chat.now = self.desk.clock.now

    @rule(replica=sampled_from([0, 1]))
    def look_after(self, replica: int) -> None:
        asyncio.run(self._run(replica))
        self.desk.deliver()

    async def _run(self, replica: int) -> None:
        await self.releases[replica].run_due()
        await self.loops[replica].run_due()

    def acts(self) -> list[AuditRow]:
        """List what was done, the last first."""
        found = self.desk.database.read_here(lambda tx: audit.page(tx, 99, about=f"alert {self.id}"))
        return list(found)

    @invariant()
    def nothing_leaves_that_should_not(self) -> None:
        told = self.desk.alert(self.id)
        readers = self.desk.readers()
        if told.state is not AlertState.RELEASED:
            assert readers == 0, "it left without being released"
            return
        assert readers == 1, "it left once"
        acts = [one for one in self.acts() if one.act.what not in {"edit", "topics"}]
        assert acts[0].act.what in SENDS, "the last word on it was to send it"
        assert acts[0].at < self.held_until, "it was decided on while it was worth sending"
        assert told.released_at is not None
        assert told.released_at < told.expires_at
        if told.priority is Priority.BREAKING:
            assert acts[1].act.what == "ask breaking"
            assert acts[1].who != acts[0].who, "two persons wanted it"
            assert acts[0].at - acts[1].at < 10 * MINUTE

    @invariant()
    def what_is_asked_waits(self) -> None:
        row = self.desk.held(self.id)
        if row.asked is not None and self.desk.state(self.id) is AlertState.HELD:
            assert self.acts()[0].act.what in {"ask breaking", "topics", "edit"}


def test_whatever_editors_do_no_alert_leaves_that_should_not() -> None:
    run_state_machine_as_test(
        DeskMachine,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
