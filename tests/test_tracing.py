"""One alert, followed from its source to a phone by a collector of spans, across a restart."""

import socket
import time
from pathlib import Path

import pytest

from bot.sandbox import TELEGRAM_READER_ID
from tests.collector import Collector, Seen, collecting
from tests.deployed import at_work, deployed
from tests.fakes import until
from tests.house import Paper, feed, item, living, phones_open, printing
from tests.program import running

HEADLINE = "Parliament passes the budget after a night of debate"
LEAD = "The parliament passed the budget on Tuesday by 61 votes to 59, after a debate of nine hours."
"""Words that no span may hold."""


def news(paper: Paper) -> None:
    """Print an article, beside what was there before."""
    old = item("An old story about the harbour", f"{paper.url}old", "It was told long ago.", "old")
    new = item(HEADLINE, f"{paper.url}budget", LEAD, "new")
    paper.shelf["feed"] = feed(new, old)


def told(monkeypatch: pytest.MonkeyPatch, collector: Collector) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")


async def test_one_alert_is_one_trace_from_its_source_to_the_phone_across_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with collecting() as collector, printing() as paper:
        told(monkeypatch, collector)
        paper.shelf["feed"] = feed(
            item("An old story about the harbour", f"{paper.url}old", "Long ago.", "old")
        )
        url = f"{paper.url}feed"
        async with living(tmp_path, url, without="deliver") as house:  # nothing is sent yet
            await house.write("telegram", "/start")
            await house.has_looked()
            await collector.until(lambda: collector.named("handle"))
            news(paper)
            await collector.until(lambda: collector.named("alert"))
        assert not collector.named("send")
        async with living(tmp_path, url) as house:  # another run of the program: it knows the rows alone
            await house.told("telegram", HEADLINE)
            async with house.session.get(f"{house.url}/join?x={TELEGRAM_READER_ID}") as answer:
                assert answer.status == 200
            await collector.until(lambda: len(alerted(collector)) == 2)  # to the two readers of the sandbox
        (alert,) = collector.named("alert")
        (edit,) = [one for one in collector.named("edit") if one.trace == alert.trace]
        send, other = [one for one in collector.named("send") if one.trace == alert.trace]
        assert {one.span.parent_span_id for one in (edit, send, other)} == {alert.span.span_id}
        assert not alert.span.parent_span_id
        looks = {(one.trace, bytes(one.span.span_id)): one for one in collector.named("look")}
        look = looks[alert.links[0]]
        moments = [
            look.span.start_time_unix_nano,
            alert.span.start_time_unix_nano,
            edit.span.start_time_unix_nano,
        ]
        moments += [
            edit.span.end_time_unix_nano,
            send.span.start_time_unix_nano,
            send.span.end_time_unix_nano,
        ]
        assert moments == sorted(moments)
        assert {one.about["tocsin.channel"] for one in (send, other)} == {"telegram", "whatsapp"}
        assert {one.about["tocsin.outcome"] for one in (send, other)} == {"Sent"}
        assert send.about["tocsin.alert"] == alert.about["tocsin.alert"]
        assert look.about["tocsin.source"] == alert.about["tocsin.source"]
        assert look.about["tocsin.new"] == 1
        (page,) = collector.named("GET /join")
        assert page.about["http.response.status_code"] == 200
        assert {one["service.name"] for one in collector.resources} == {"tocsin"}
        assert len({one["service.instance.id"] for one in collector.resources}) == 2
        nothing_told(collector, paper)


def alerted(collector: Collector) -> list[Seen]:
    return [one for one in collector.named("send") if "tocsin.alert" in one.about]


def nothing_told(collector: Collector, paper: Paper) -> None:
    """Look for addresses and words in all that left."""
    assert collector.raw
    reader = str(TELEGRAM_READER_ID)
    host = paper.url.removeprefix("http://").rstrip("/")
    for words in (reader, HEADLINE, LEAD, "Parliament", "harbour", host, "/feed", "start", "budget"):
        assert words.encode() not in collector.raw, words


async def test_a_collector_that_takes_nothing_holds_up_nothing_and_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with collecting() as collector:
        told(monkeypatch, collector)
        collector.status = 400  # what is not tried again
        async with living(tmp_path) as house:
            await house.write("telegram", "/start")
            await house.told("telegram", "The Paper")
            await collector.until(lambda: collector.asked > 1)
            for _ in range(3):
                await house.write("telegram", "/help")
            asked = collector.asked
            await collector.until(lambda: collector.asked > asked)
            assert len(house.logged("spans are not taken: they are dropped until they are")) == 1
            collector.status = 200
            await house.write("telegram", "/topics")
            await until(lambda: bool(house.logged("spans are taken again")))
            assert house.logged("spans are taken again")[0]["lost"] > 1
    assert "opentelemetry" not in caplog.text


async def test_a_stop_does_not_wait_for_a_collector_that_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = socket.create_server(("127.0.0.1", 0))  # connections are made, and nobody takes them
    host, port = hung.getsockname()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://{host}:{port}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    async with living(tmp_path) as house:
        await house.write("telegram", "/start")
        await house.told("telegram", "The Paper")
        began = time.monotonic()
    assert time.monotonic() - began < 8.0
    hung.close()


async def test_without_an_address_nothing_is_told(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        await house.write("telegram", "/start")
        await house.told("telegram", "The Paper")
        assert not [one for one in house.log if "spans" in one["event"]]


async def test_what_tocsin_env_says_of_it_counts(tmp_path: Path) -> None:
    async with collecting() as collector:
        (tmp_path / "config").mkdir()
        told = f"OTEL_EXPORTER_OTLP_ENDPOINT={collector.url}\nOTEL_BSP_SCHEDULE_DELAY=100\n"
        (tmp_path / "config" / "tocsin.env").write_text(told, "utf-8")
        with running(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="1", TOCSIN_POLL_MINIMUM="1"):
            await collector.until(lambda: collector.named("look") and collector.named("send"))


async def test_of_several_newsrooms_each_step_names_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with collecting() as collector:
        told(monkeypatch, collector)
        async with deployed(tmp_path, {"lyon": "", "paris": ""}, TOCSIN_SANDBOX_TAPS_START="false") as house:
            await at_work(house, "lyon", "paris")
            await phones_open(lambda: house.logged("channel is open", "lyon"))
            phone = f"{house.url}/n/lyon/sandbox/phones/telegram/text"
            await house.session.post(phone, json={"text": "/start"})
            await collector.until(lambda: collector.named("handle") and collector.named("send"))
            assert (await house.get("/n/paris/join"))[0] == 200
            await collector.until(lambda: collector.named("GET /n/paris/join"))
    named = {one.about.get("tocsin.newsroom") for one in collector.named("handle") + collector.named("send")}
    assert named == {"lyon"}
