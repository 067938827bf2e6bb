"""Steps as spans: ids that follow from rows, sampling that follows from ids, and a collector that is away."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.tracing import Side, Spot, Step
from bot.tracing.export import Export, place_of
from tests.collector import Collector, Seen, collecting
from tests.fakes import a_logger

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ALERT = Spot("alert", 12, AT)
STEP = Step("send", AT, AT + timedelta(milliseconds=1500), {"tocsin.alert": 12}, ALERT, side=Side.ASKING)


async def told(collector: Collector, *steps: Step, newsroom: str = "", **variables: str) -> list[Seen]:
    """Hand steps over, and stop, as a process of its own would."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **variables}.items():
            patch.setenv(name, value)
        export = Export(variables, a_logger())
    before = len(collector.seen)
    for step in steps:
        export.take(step, newsroom)
    await asyncio.to_thread(export.close)
    return collector.seen[before:]


async def test_two_processes_that_know_the_same_row_tell_of_one_trace() -> None:
    async with collecting() as collector:
        (send,) = await told(collector, STEP)
        (whole,) = await told(collector, replace(STEP, name="alert", is_whole=True))
        assert send.trace == whole.trace
        assert send.span.parent_span_id == whole.span.span_id
        assert send.span.span_id != whole.span.span_id
        assert not whole.span.parent_span_id
        assert send.span.end_time_unix_nano - send.span.start_time_unix_nano == 1_500_000_000
        assert send.span.start_time_unix_nano == int(AT.timestamp()) * 10**9


def test_another_row_database_or_newsroom_is_another_trace() -> None:
    places = {
        place_of(spot, newsroom)
        for spot in (
            ALERT,
            Spot("alert", 13, AT),
            Spot("entry", 12, AT),
            Spot("alert", 12, AT + timedelta(0, 1)),
        )
        for newsroom in ("", "le-fil")
    }
    assert len(places) == 8
    assert all(0 < place.trace < 2**128 and 0 < place.span < 2**64 for place in places)


async def test_a_step_without_a_row_is_a_trace_by_chance() -> None:
    alone = replace(STEP, within=None)
    async with collecting() as collector:
        first, second = await told(collector, alone, alone)
        assert first.trace != second.trace
        assert not first.span.parent_span_id


async def test_a_step_follows_another_trace_and_names_its_newsroom_and_fault() -> None:
    look = Spot("look", 3, AT)
    async with collecting() as collector:
        (seen,) = await told(collector, replace(STEP, follows=look, fault="TryLater"), newsroom="le-fil")
        place = place_of(look, "le-fil")
        assert seen.links == [(place.trace.to_bytes(16), place.span.to_bytes(8))]
        assert seen.about == {"tocsin.alert": 12, "tocsin.newsroom": "le-fil", "error.type": "TryLater"}
        assert seen.failed
        assert not seen.span.status.message


@pytest.mark.parametrize("sampler", ["traceidratio", "parentbased_traceidratio"])
async def test_of_a_trace_all_spans_are_sampled_or_none(sampler: str) -> None:
    sampling = {"OTEL_TRACES_SAMPLER": sampler, "OTEL_TRACES_SAMPLER_ARG": "0.5"}
    alerts = [Spot("alert", number, AT) for number in range(60)]
    wholes = [replace(STEP, name="alert", within=one, is_whole=True) for one in alerts]
    sends = [replace(STEP, within=one) for one in alerts]
    async with collecting() as collector:
        first = {one.trace for one in await told(collector, *wholes, **sampling)}
        assert {one.trace for one in await told(collector, *sends, **sampling)} == first
        assert 15 < len(first) < 45


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "tocsin"),
        ({"OTEL_SERVICE_NAME": "alerts"}, "alerts"),
        ({"OTEL_RESOURCE_ATTRIBUTES": "service.name=bells,host.name=a"}, "bells"),
    ],
)
async def test_the_environment_may_name_the_service(variables: Mapping[str, str], name: str) -> None:
    async with collecting() as collector:
        with pytest.MonkeyPatch.context() as patch:
            for key, value in variables.items():
                patch.setenv(key, value)
            await told(collector, STEP, **variables)
        assert collector.resources[0]["service.name"] == name
        assert collector.resources[0]["service.version"]


async def test_ten_thousand_steps_for_nobody_cost_a_queue_and_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    with capture_logs() as log:
        export = Export({}, a_logger())
        for _ in range(10_000):
            export.take(STEP, "")
        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                while not export._courier.is_stuck:  # noqa: ASYNC110 -- a thread of the library's tells nobody
                    await asyncio.sleep(0.05)
        began = asyncio.get_running_loop().time()
        await asyncio.to_thread(export.close)
        assert asyncio.get_running_loop().time() - began < 1.0
    assert [one["event"] for one in log] == ["spans are not taken: they are dropped until they are"]
    assert not caplog.text
