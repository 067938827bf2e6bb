"""Senders as others write them, each a process of its own: aiohttp and nothing else, and PTB as it comes."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from json import dumps

import aiohttp
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode

from benchmarks.stand import ACCOUNT, AUTH, NUMBER, TOKEN

IN_FLIGHT = 32
HEADLINE = "The harbour bridge is closed until Friday"
WORDS = f"<b>{HEADLINE}</b>\n\n• Both lanes are shut.\n\nThe Paper, 14:05\nhttps://paper.example/1"
FILLED = dumps({"1": HEADLINE, "2": "Both lanes are shut.", "3": "The Paper", "4": "https://paper.example/1"})

Send = Callable[[int], Awaitable[None]]


async def bare(url: str, channel: str, count: int) -> None:
    """Send with one aiohttp session."""
    telegram = f"{url}/telegram/bot{TOKEN}/sendMessage"
    twilio = f"{url}/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    login = aiohttp.BasicAuth(ACCOUNT, AUTH) if channel == "whatsapp" else None
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auth=login) as session:

        async def send(number: int) -> None:
            body = {"chat_id": str(number), "text": WORDS, "parse_mode": "HTML"}
            if channel == "whatsapp":
                body = {"To": f"whatsapp:+97{number}", "From": f"whatsapp:{NUMBER}", "ContentSid": "HX1"}
                body |= {"ContentVariables": FILLED, "StatusCallback": "http://127.0.0.1/status?d=1"}
            async with session.post(telegram if channel == "telegram" else twilio, data=body) as answer:
                await answer.json()
                assert answer.status < HTTPStatus.BAD_REQUEST

        await _all(send, count)


async def ptb(url: str, channel: str, count: int) -> None:
    """Send with python-telegram-bot's own method, over its own pool."""
    assert channel == "telegram"
    async with Bot(TOKEN, f"{url}/telegram/bot") as bot:

        async def send(number: int) -> None:
            preview = LinkPreviewOptions(is_disabled=True)
            await bot.send_message(number, WORDS, ParseMode.HTML, link_preview_options=preview)

        await _all(send, count)


async def _all(send: Send, count: int) -> None:
    numbers = iter(range(100_000_000, 100_000_000 + count))

    async def some() -> None:
        for number in numbers:
            await send(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(some())


def main() -> None:
    """Run one of them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sender", choices=["bare", "ptb"])
    arguments.add_argument("--url", required=True)
    arguments.add_argument("--channel", default="telegram")
    arguments.add_argument("--count", type=int, required=True)
    told = arguments.parse_args()
    sender = {"bare": bare, "ptb": ptb}[told.sender]
    asyncio.run(sender(told.url, told.channel, told.count))


if __name__ == "__main__":
    main()
