"""The booth: what it speaks, and that its referee catches whoever keeps to no limit."""

import asyncio
import math
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.booth import Booth, Line
from benchmarks.referee import Referee, Rules, most_in_a_second, shares
from benchmarks.stand import ACCOUNT, AUTH, NUMBER, TOKEN
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from bot.clock import utc_now
from bot.errors import TryLater
from bot.model import Address, DeliveryId, Message, MessageKind
from bot.ports import Doubt, Outbound

ALERT = Message(MessageKind.ALERT, "en", "A headline", ("A line.",), link="https://paper.example/1")


class Seconds:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def booth(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    rules = getattr(request, "param", {})
    made = Booth({name: rules.get(name, Rules()) for name in ("telegram", "whatsapp")})
    server = await asyncio.get_running_loop().create_server(partial(Line, made), "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def told(url: str, what: str = "told") -> Any:  # noqa: ANN401 -- what JSON says
    async with aiohttp.ClientSession() as session, session.get(f"{url}/booth/{what}") as answer:
        return await answer.json()


def test_the_31st_in_a_sliding_second_is_refused_for_the_whole_bot(seconds: Seconds) -> None:
    referee = Referee(Rules(rate=30, wait=3), seconds)
    for number in range(30):
        assert referee.take(str(number), "") == 0
        seconds.now += 0.03
    assert referee.take("31", "") == 3
    seconds.now += 2.5
    assert referee.take("32", "") == 1  # what is left of the wait, in whole seconds
    assert referee.told()["refused"] == {"over the rate": 1, "inside a wait": 1}
    assert referee.accepted == 30


def test_a_sender_of_30_a_second_is_never_refused(seconds: Seconds) -> None:
    referee = Referee(Rules(rate=30), seconds)
    for number in range(300):
        assert referee.take(str(number), "") == 0
        seconds.now += 1 / 29.9
    assert referee.told()["most_in_a_second"] == 30
    assert not referee.told()["refused"]


def test_a_second_message_to_a_chat_within_a_second_is_refused_for_that_chat_alone(seconds: Seconds) -> None:
    referee = Referee(Rules(spacing=1.0), seconds)
    assert referee.take("one", "first") == 0
    seconds.now += 0.75
    assert referee.take("one", "second") == 1
    assert referee.take("another", "second") == 0
    seconds.now += 1
    assert referee.take("one", "second") == 0
    assert referee.told()["nearest"] == 0.75


def test_what_was_on_its_way_when_a_wait_was_announced_is_told_apart(seconds: Seconds) -> None:
    referee = Referee(Rules(rate=1, wait=5), seconds)
    referee.take("one", "")
    referee.take("two", "")
    seconds.now += 0.0625
    referee.take("three", "")
    seconds.now += 1
    referee.take("four", "")
    assert referee.told()["refused"] == {"over the rate": 1, "crossing": 1, "inside a wait": 1}


def test_a_message_that_comes_twice_is_counted_once_as_doubled(seconds: Seconds) -> None:
    referee = Referee(Rules(), seconds)
    for words in ("a", "b", "a", "a"):
        referee.take("one", words)
    referee.take("two", "a")
    assert referee.told()["doubled"] == 1
    assert referee.accepted == 5


def test_a_refused_message_that_is_sent_again_is_not_doubled(seconds: Seconds) -> None:
    referee = Referee(Rules(limited=0.5), seconds)
    for number in range(100):
        while wait := referee.take(str(number), "words"):
            seconds.now += wait
    seen = referee.told()
    assert seen["doubled"] == 0
    assert set(seen["refused"]) == {"at random"}
    assert 50 < seen["refused"]["at random"] < 200


def test_a_wait_at_random_is_for_its_chat_alone(seconds: Seconds) -> None:
    referee = Referee(Rules(limited=1.0), seconds)
    assert referee.take("one", "") == 1
    assert referee.take("two", "") == 1
    assert referee.told()["refused"] == {"at random": 2}


@given(st.lists(st.floats(0, 10)).map(sorted))
def test_no_second_that_begins_at_a_moment_holds_more_than_the_most(moments: list[float]) -> None:
    most = max(
        (sum(start <= moment and moment - 1 < start for moment in moments) for start in moments), default=0
    )
    assert most_in_a_second(moments) == most


@given(st.lists(st.integers(0, 1000), min_size=1).map(sorted))
def test_a_share_is_the_first_moment_by_which_so_many_had_come(moments: list[int]) -> None:
    for share, moment in shares([float(one) for one in moments]).items():
        assert sum(one <= moment for one in moments) >= math.ceil(len(moments) * share / 100)
        assert moment in moments


def whatsapp(url: str) -> WhatsApp:
    return WhatsApp(
        account_sid=ACCOUNT,
        token=AUTH,
        sender=NUMBER,
        public_url="http://127.0.0.1:1",
        api_url=f"{url}/twilio",
        content_url=f"{url}/content",
    )


def outbound(channel: str, to: str) -> Outbound:
    return Outbound(Address(channel, to), ALERT, DeliveryId(1))


async def test_our_telegram_channel_starts_sends_and_edits_at_the_booth(booth: str) -> None:
    channel = Telegram(token=TOKEN, api_url=f"{booth}/telegram", commands={"": [("start", "Start")]})
    await channel.start()
    sent = await channel.send(outbound("telegram", "77"), utc_now())
    assert sent.external_id == "1"
    assert await channel.revise(sent, ALERT, utc_now()) == sent
    await channel.close()
    assert (await told(booth))["telegram"]["accepted"] == 1


async def test_our_whatsapp_channel_starts_sends_a_template_and_finds_it_again(booth: str) -> None:
    channel, now = whatsapp(booth), utc_now()
    await channel.start()
    sent = await channel.send(outbound("whatsapp", "+972501"), now)
    found = await channel.settle(Doubt(outbound("whatsapp", "+972501"), now), now + timedelta(minutes=1))
    await channel.close()
    assert found == sent
    assert (await told(booth))["whatsapp"]["accepted"] == 1


@pytest.mark.parametrize(
    "booth", [{"telegram": Rules(rate=1, wait=7), "whatsapp": Rules(rate=1, wait=7)}], indirect=True
)
async def test_our_channels_hear_the_wait_that_the_booth_asks_for(booth: str) -> None:
    twilio = whatsapp(booth)
    await twilio.start()
    for channel, to in ((Telegram(token=TOKEN, api_url=f"{booth}/telegram"), "77"), (twilio, "+972501")):
        await channel.send(outbound(channel.name, to), utc_now())
        with pytest.raises(TryLater) as refused:
            await channel.send(outbound(channel.name, to + "8"), utc_now())
        assert refused.value.after == 7
        await channel.close()


async def test_a_question_for_updates_is_kept_open_and_answered_with_none(booth: str) -> None:
    asked = await told(booth, f"../telegram/bot{TOKEN}/getUpdates?timeout=0")
    assert asked == {"ok": True, "result": []}


async def test_the_booth_tells_when_so_many_were_accepted_and_forgets_when_told(booth: str) -> None:
    waiting = asyncio.create_task(told(booth, "until?channel=telegram&count=2"))
    channel = Telegram(token=TOKEN, api_url=f"{booth}/telegram")
    for to in ("77", "78"):
        assert not waiting.done()
        await channel.send(outbound("telegram", to), utc_now())
    await channel.close()
    assert await waiting == {"accepted": 2}
    assert len((await told(booth, "moments?channel=telegram&since=0"))["moments"]) == 2
    await told(booth, "clear")
    assert (await told(booth))["telegram"]["arrived"] == 0
