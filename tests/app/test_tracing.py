"""Spans switched on by the environment or by tocsin.env, and what is said where the extra lacks."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app.tracing import lend, trace
from bot.tracing import tracing
from tests.fakes import a_logger

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


async def is_on() -> bool:
    async with AsyncExitStack() as closing:
        await trace(a_logger(), closing)
        return tracing.get().is_on


async def test_it_is_on_where_the_environment_names_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    assert not await asyncio.create_task(is_on())
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    assert await asyncio.create_task(is_on())


async def test_without_the_extra_the_program_goes_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.delitem(sys.modules, "bot.tracing.export", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)
    with capture_logs() as log:
        assert not await asyncio.create_task(is_on())
    assert [one["event"] for one in log] == ["spans are wanted, and the extra otel is not installed"]


@pytest.mark.parametrize(
    ("name", "value"), [("OTEL_BSP_MAX_QUEUE_SIZE", "10"), ("OTEL_BSP_SCHEDULE_DELAY", "-1")]
)
async def test_a_variable_that_is_wrong_is_told_and_the_program_goes_on(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.setenv(name, value)
    with capture_logs() as log:
        assert not await asyncio.create_task(is_on())
    assert [one["event"] for one in log] == ["spans can't be handed over: a variable is wrong"]
    assert log[0]["reason"]


def test_what_tocsin_env_says_is_lent_to_the_library_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "OTEL_EXPORTER_OTLP_ENDPOINT=http://file:4318\nOTEL_SERVICE_NAME=file\nSMTP_URL=smtp://secret\n"
    (tmp_path / "tocsin.env").write_text(told, "utf-8")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "environment")
    monkeypatch.setenv(ENDPOINT, "")
    monkeypatch.delenv(ENDPOINT)
    lend(tmp_path)
    assert os.environ[ENDPOINT] == "http://file:4318"
    assert os.environ["OTEL_SERVICE_NAME"] == "environment"
    assert "SMTP_URL" not in os.environ
