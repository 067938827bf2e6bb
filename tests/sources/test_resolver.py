import asyncio
import socket
import threading
from contextlib import suppress
from typing import Any

import pytest

from bot.errors import Unavailable
from bot.sources.client import Client
from bot.sources.resolver import Resolver
from tests.sources.serving import Answer

MANY = 40  # more than the threads that all else shares


async def test_a_name_has_the_addresses_that_the_system_knows() -> None:
    resolver = Resolver()
    (found,) = await resolver.resolve("127.0.0.1", 80)
    assert (found["host"], found["port"], found["family"]) == ("127.0.0.1", 80, socket.AF_INET)
    await resolver.close()


async def test_names_for_which_nobody_answers_hold_up_neither_other_names_nor_other_work(
    client: Client, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, look_up = threading.Event(), socket.getaddrinfo

    def slow(host: str, *rest: Any, **named: Any) -> object:  # noqa: ANN401 -- what the system takes
        if host.endswith(".example"):
            answered.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    lost = [asyncio.create_task(client.get(f"http://name{number}.example/")) for number in range(MANY)]
    await asyncio.sleep(0.1)
    try:
        url = (await answer(body=b"here")).replace("127.0.0.1", "localhost")
        assert (await asyncio.wait_for(client.get(url), 30)).body == b"here"
        assert await asyncio.wait_for(asyncio.to_thread(int), 30) == 0
    finally:
        answered.set()
        for one in lost:
            with suppress(Unavailable):
                await one
