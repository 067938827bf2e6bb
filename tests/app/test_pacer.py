"""Looks of several newsrooms at one host."""

import asyncio

import pytest

from bot.app import pacer
from bot.app.pacer import Pacer
from bot.model import Memo
from bot.ports import Fetched


async def moments(urls: list[str], spacing: float) -> list[float]:
    """Look at all at once, each for another newsroom; say when each look began, after the first."""
    began: dict[int, float] = {}
    loop, shared = asyncio.get_running_loop(), Pacer()

    async def look(number: int, url: str) -> None:
        async def fetch(url: str, memo: Memo) -> Fetched:
            began[number] = loop.time()
            return Fetched((), {})

        await shared.paced(fetch, spacing)(url, {})

    await asyncio.gather(*(look(number, url) for number, url in enumerate(urls)))
    first = min(began.values())
    return [began[number] - first for number in range(len(urls))]


async def test_two_newsrooms_ask_one_host_one_after_the_other() -> None:
    urls = ["https://a-paper.org/a", "https://www.a-paper.org/b", "https://a-paper.org/a"]
    found = await moments(urls, 0.2)
    assert found[0] < found[1] < found[2]
    assert found[2] >= 0.39


async def test_other_hosts_are_not_waited_for() -> None:
    found = await moments(["https://one-paper.org/a", "https://other-paper.org/b"], 5)
    assert max(found) < 2


async def test_hosts_whose_time_is_over_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "REMEMBERED", 3)
    shared = Pacer()

    async def fetch(url: str, memo: Memo) -> Fetched:
        return Fetched((), {})

    for number in range(20):
        await shared.paced(fetch, 0)(f"https://paper{number}.org/", {})
    assert len(shared._free_at) <= 4
