"""Two senders as others write them, over bare aiohttp: one repeats whatever failed, one repeats nothing."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp

from benchmarks.stand import ACCOUNT, AUTH, NUMBER, TIMEOUT, TOKEN, Stand, faulty_sandbox
from benchmarks.verdict import Pair

AFTER_ERROR = 0.2


@dataclass(frozen=True)
class Score:
    """What became of one sender's messages."""

    messages: int
    lost: int
    doubled: int


async def score(folder: Path, share: float, people: int, alerts: int, *, stubborn: bool) -> dict[str, Score]:
    """Send every alert to everybody at 100 a second, and count by channel."""
    async with faulty_sandbox(folder, share) as stand:
        crowd = await stand.ask("/people", telegram=people, whatsapp=people)
        wanted = {
            channel: [(str(to), number) for number in range(alerts) for to in crowd[channel]]
            for channel in crowd
        }
        async with asyncio.TaskGroup() as group:
            for telegram, whatsapp in zip(wanted["telegram"], wanted["whatsapp"], strict=True):
                group.create_task(_send(stand, "telegram", telegram, stubborn=stubborn))
                group.create_task(_send(stand, "whatsapp", whatsapp, stubborn=stubborn))
                await asyncio.sleep(0.02)
        stand.read_on()
        return {channel: _count(pairs, stand.accepted[channel]) for channel, pairs in wanted.items()}


async def _send(stand: Stand, channel: str, pair: Pair, *, stubborn: bool) -> None:
    """Send one; a 429 is waited for by both, since it leaves no doubt."""
    while True:
        status = await _tried(stand, channel, pair)
        if status < HTTPStatus.BAD_REQUEST or not (stubborn or status == HTTPStatus.TOO_MANY_REQUESTS):
            return
        await asyncio.sleep(1.0 if status == HTTPStatus.TOO_MANY_REQUESTS else AFTER_ERROR)


async def _tried(stand: Stand, channel: str, pair: Pair) -> int:
    to, words = pair[0], f"Alert {pair[1]}"
    if channel == "telegram":
        url, login = f"{stand.url}/telegram/bot{TOKEN}/sendMessage", None
        body = {"chat_id": to, "text": words}
    else:
        url = f"{stand.url}/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        login = aiohttp.BasicAuth(ACCOUNT, AUTH)
        body = {"To": f"whatsapp:{to}", "From": f"whatsapp:{NUMBER}", "Body": words}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with stand.session.post(url, data=body, auth=login, timeout=timeout) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return HTTPStatus.INTERNAL_SERVER_ERROR


def _count(wanted: list[Pair], accepted: list[Pair]) -> Score:
    copies = Counter(accepted)
    lost = sum(not copies[pair] for pair in wanted)
    return Score(len(wanted), lost, sum(copies[pair] > 1 for pair in wanted))
