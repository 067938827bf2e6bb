import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, insert

from bot.model import AlertId, DeliveryState
from bot.store import gauges
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.gauges import Gauges
from bot.store.schema import batch, delivery
from bot.web.families import COUNTERS, FAMILIES
from bot.web.metrics import KEEP_SECONDS, KEEP_SHARE, Metrics, Watch
from tests.rows import NOW, a_crowd, a_sender, a_subscriber, an_alert

Client = TestClient[web.Request, web.Application]
Samples = dict[tuple[str, ...], float]
NAME, ADDRESS, HEADLINE = "Anna Karenina", "100200300", "A headline"


class Watched:
    """A store that is looked at `takes` seconds after the other, and how often that was."""

    def __init__(self, database: Database | None, takes: float = 0.0) -> None:
        self.database = database
        self.takes = takes
        self.looks = 0
        self.time = 0.0

    async def look(self) -> Gauges:
        self.looks += 1
        self.time += self.takes
        if self.database is None:
            raise OSError("postgresql://tocsin:hunter2@host refused")
        return await self.database.read(lambda tx: gauges.look(tx, NOW + timedelta(minutes=10)))


@asynccontextmanager
async def serving(watched: Watched) -> AsyncIterator[Client]:
    application = web.Application()
    Metrics(Watch(watched.look, lambda: watched.time)).add_to(application)
    async with TestClient(TestServer(application)) as client:
        yield client


async def text_of(client: Client) -> str:
    async with client.get("/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


async def told(database: Database) -> Samples:
    async with serving(Watched(database)) as client:
        return samples(await text_of(client))


def samples(text: str) -> Samples:
    """Read what was written as Prometheus does: by name and the labels' values."""
    return {
        (one.name, *(one.labels[label] for label in sorted(one.labels))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def alerted(tx: Connection, *seconds: float | None) -> AlertId:
    """Release an alert that each of so many readers has after so many seconds, or not yet."""
    id_ = an_alert(tx)
    a_crowd(tx, id_, len(seconds))
    first = max(tx.scalars(delivery.select().with_only_columns(delivery.c.id)).all()) - len(seconds) + 1
    for number, after in enumerate(seconds):
        if after is not None:
            values = {"state": DeliveryState.SENT, "sent_at": NOW + timedelta(seconds=after)}
            tx.execute(delivery.update().where(delivery.c.id == first + number).values(**values))
    return id_


async def test_an_empty_store_has_every_metric_with_its_help(database: Database) -> None:
    async with serving(Watched(database)) as client:
        text = await text_of(client)
    for name, words, _labels in FAMILIES:
        assert f"# HELP {name} {words}" in text
        assert f"# TYPE {name} {'counter' if name in {one[0] for one in COUNTERS} else 'gauge'}" in text
    assert "process_resident_memory_bytes" in text
    assert "tocsin_build_info{" in text


async def test_the_service_is_told_as_it_stands(database: Database) -> None:
    def fare(tx: Connection) -> None:
        a_crowd(tx, an_alert(tx), 3)
        senders.mark_down(tx, a_sender(tx, "whatsapp"), NOW, "a wrong token")

    database.write_here(fare)
    found = await told(database)
    assert found["tocsin_deliveries_waiting", "telegram", "normal"] == 3
    assert found["tocsin_deliveries_waiting", "whatsapp", "breaking"] == 0
    assert found["tocsin_deliveries_oldest_due_seconds", "telegram"] == 600
    assert found["tocsin_deliveries_last_day", "telegram", "queued"] == 3
    assert (found["tocsin_senders_down", "telegram"], found["tocsin_senders_down", "whatsapp"]) == (0, 1)
    for what in ("deliveries_held", "halted", "changes_waiting", "events_waiting", "sources_failing"):
        assert found[f"tocsin_{what}",] == 0


async def test_the_last_alert_is_timed_and_held_to_its_target(database: Database) -> None:
    id_ = str(database.write_here(lambda tx: alerted(tx, 1, 2, 3, 4, 5, 6, 7, 8, 9, None)))
    found = await told(database)
    assert found["tocsin_alert_deliveries", id_, "sent"] == 9
    assert found["tocsin_alert_deliveries", id_, "read"] == 0
    assert found["tocsin_alert_reached_seconds", id_, "0.5"] == 5
    assert found["tocsin_alert_reached_seconds", id_, "0.9"] == 9
    assert ("tocsin_alert_reached_seconds", id_, "0.99") not in found
    assert found["tocsin_alert_target_met", id_] == 1


@pytest.mark.parametrize(("seconds", "met"), [((121, 122), 0.0), ((1, None), 0.0), ((), None)])
async def test_a_missed_target_is_zero_and_one_without_readers_has_none(
    database: Database, seconds: Sequence[float | None], met: float | None
) -> None:
    database.write_here(lambda tx: alerted(tx, *seconds) if seconds else an_alert(tx))
    assert (await told(database)).get(("tocsin_alert_target_met", "1")) == met


async def test_an_alert_is_not_judged_while_readers_are_being_added(database: Database) -> None:
    def lay(tx: Connection) -> None:
        left = {"alert_id": alerted(tx, 1, 2), "priority": 5, "after_id": 10_000}
        tx.execute(insert(batch).values(left))

    database.write_here(lay)
    found = await told(database)
    assert found["tocsin_alert_deliveries", "1", "sent"] == 2
    assert ("tocsin_alert_target_met", "1") not in found
    assert ("tocsin_alert_reached_seconds", "1", "0.5") not in found


async def test_no_name_address_account_or_headline_is_told(database: Database) -> None:
    def people(tx: Connection) -> None:
        a_subscriber(tx, name=NAME, address=ADDRESS, account="4711000")
        alerted(tx, 1)

    database.write_here(people)
    async with serving(Watched(database)) as client:
        text = await text_of(client)
    for secret in (NAME, ADDRESS, HEADLINE, "4711000"):
        assert secret not in text


async def test_a_look_is_kept_so_that_asking_costs_nothing(database: Database) -> None:
    watched = Watched(database)
    async with serving(watched) as client:
        await asyncio.gather(*(text_of(client) for _ in range(5)))
        watched.time = KEEP_SECONDS - 0.1
        await text_of(client)
        assert watched.looks == 1
        watched.time = KEEP_SECONDS
        await text_of(client)
    assert watched.looks == 2


async def test_a_look_that_takes_long_is_kept_longer(database: Database) -> None:
    watched = Watched(database, takes=2.0)
    async with serving(watched) as client:
        await text_of(client)
        watched.time += KEEP_SHARE * 2.0 - 0.1
        await text_of(client)
        assert watched.looks == 1
        watched.time += 0.2
        await text_of(client)
    assert watched.looks == 2


async def test_a_store_that_does_not_answer_is_said_so_without_its_secrets() -> None:
    watched = Watched(None)
    async with serving(watched) as client:
        for _ask in range(2):
            async with client.get("/metrics") as answer:
                body = await answer.text()
                assert (answer.status, body) == (503, "the database does not answer\n")
    assert watched.looks == 2


async def test_whoever_asks_for_openmetrics_gets_it(database: Database) -> None:
    headers = {"Accept": "application/openmetrics-text; version=1.0.0"}
    async with serving(Watched(database)) as client, client.get("/metrics", headers=headers) as answer:
        assert answer.content_type == "application/openmetrics-text"
        assert (await answer.text()).endswith("# EOF\n")


def test_the_library_is_not_imported_before_somebody_asks() -> None:
    code = "import sys, bot.app; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- several newsrooms -----------------------------------------------------------------------------


async def test_each_newsrooms_figures_bear_its_name_and_one_that_is_silent_is_told(
    database: Database,
) -> None:
    watched = {"lyon": Watched(database), "paris": Watched(None)}
    application = web.Application()
    Metrics({name: Watch(one.look, lambda: 0.0) for name, one in watched.items()}).add_to(application)
    async with TestClient(TestServer(application)) as client:
        text = await text_of(client)
    told = samples(text)
    assert told["tocsin_newsroom_up", "lyon"] == 1
    assert told["tocsin_newsroom_up", "paris"] == 0
    assert told["tocsin_events_waiting", "lyon"] == 0
    assert not [name for name in told if "paris" in name and name[0] != "tocsin_newsroom_up"]
    assert "hunter2" not in text
    families = [line for line in text.splitlines() if line.startswith("# HELP tocsin_")]
    assert len(families) == len(set(families)) == len(FAMILIES) + 2
