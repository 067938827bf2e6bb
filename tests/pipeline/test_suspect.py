"""The page of an entry that is missed is looked at; where it is gone, the editors are asked."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.errors import Gone, Invalid, Unavailable
from bot.model import AlertId, Role
from bot.pipeline.bell import Bell
from bot.pipeline.suspect import MOST_TRIES, Suspect
from bot.store import suspicion as suspicions
from bot.store.database import Database
from bot.store.schema import delivery, suspicion
from bot.texts import verbatim
from tests.fakes import FakeClock, FakeRead, a_logger, until
from tests.pipeline.room import PAGE
from tests.rows import NOW, a_subscriber, an_alert

HOUR = timedelta(hours=1)
NOT_THERE = Invalid(verbatim("404"), status=404)


class Watch:
    """An alert under suspicion, an editor, and the page."""

    def __init__(self, database: Database, page: Any, link: str = "https://paper.example/1") -> None:  # noqa: ANN401 -- an Article or an error
        self.database, self.clock, self.read, self.bell = database, FakeClock(NOW), FakeRead(page), Bell()
        self.step = Suspect(database, self.read, self.clock, a_logger(), self.bell)

        def work(tx: Any) -> AlertId:  # noqa: ANN401 -- a Connection
            a_subscriber(tx, role=Role.EDITOR)
            made = an_alert(tx, link=link)
            suspicions.suspect(tx, made, NOW)
            return made

        self.id = database.write_here(work)

    def state(self) -> str:
        return str(self.database.read_here(lambda tx: tx.scalars(select(suspicion.c.state)).one()))

    def cards(self) -> int:
        return len(self.database.read_here(lambda tx: tx.execute(select(delivery)).all()))


@pytest.mark.parametrize("page", [NOT_THERE, Gone(verbatim("410"), status=410)])
async def test_a_page_that_is_gone_is_for_the_editors_to_judge(database: Database, page: Exception) -> None:
    watch = Watch(database, page)
    assert await watch.step.run_due() == 1
    assert (watch.state(), watch.cards()) == ("held", 1)
    assert watch.bell._rung.is_set()
    watch.clock.now += HOUR
    assert await watch.step.run_due() == 0


@pytest.mark.parametrize(("page", "link"), [(PAGE, "https://paper.example/1"), (NOT_THERE, "")])
async def test_a_page_that_stands_or_is_not_named_is_no_matter(
    database: Database, page: object, link: str
) -> None:
    watch = Watch(database, page, link)
    await watch.step.run_due()
    assert (watch.state(), watch.cards()) == ("stands", 0)


@pytest.mark.parametrize("page", [Unavailable(verbatim("503"), status=503), Invalid(verbatim("robots"))])
async def test_a_page_that_does_not_answer_is_looked_at_again_and_then_left(
    database: Database, page: Exception
) -> None:
    watch = Watch(database, page)
    for _ in range(MOST_TRIES):
        assert watch.state() == "looking"
        assert await watch.step.run_due() == 1
        assert await watch.step.run_due() == 0
        watch.clock.now += HOUR
    assert (watch.state(), watch.cards()) == ("stands", 0)


async def test_a_surprise_is_logged_and_comes_again(database: Database) -> None:
    watch = Watch(database, RuntimeError("a bug"))
    with capture_logs() as logs:
        await watch.step.run_due()
    assert [log["event"] for log in logs] == ["suspicion surprised us"]
    watch.read.page = NOT_THERE
    watch.clock.now += HOUR
    await watch.step.run_due()
    assert watch.state() == "held"


async def test_the_loop_looks_and_ends_when_stopped(database: Database) -> None:
    watch, stop = Watch(database, PAGE), asyncio.Event()
    running = asyncio.create_task(watch.step.run(stop))
    await until(lambda: watch.state() == "stands")
    stop.set()
    await asyncio.wait_for(running, 30)
