import asyncio

import pytest
from aiohttp import ClientError, ClientTimeout, encode_basic_auth
from telegram.error import NetworkError, TimedOut

from bot.sandbox import TELEGRAM_READER_ID
from tests.sandbox.stand import ACCOUNT, AUTH, FROM, READER, TOKEN, Stand


async def _send(stand: Stand, wait: float = 5.0) -> int:
    url = f"{stand.base}/telegram/bot{TOKEN}/sendMessage"
    body = {"chat_id": TELEGRAM_READER_ID, "text": "x"}
    async with stand.session.post(url, json=body, timeout=ClientTimeout(total=wait)) as answer:
        return answer.status


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_comes_before_or_after_acceptance(
    stand: Stand, when: str, accepted: int, status: int
) -> None:
    await stand.post("/faults", service="telegram", kind=f"{when}_{status}")
    assert await _send(stand) == status
    assert len(await stand.journal()) == accepted


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
async def test_a_reset_comes_before_or_after_acceptance(stand: Stand, when: str, accepted: int) -> None:
    await stand.post("/faults", service="telegram", kind=f"{when}_reset")
    with pytest.raises((ClientError, ConnectionResetError)):
        await _send(stand)
    assert len(await stand.journal()) == accepted


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
async def test_a_hang_comes_before_or_after_acceptance(stand: Stand, when: str, accepted: int) -> None:
    await stand.post("/faults", service="telegram", kind=f"{when}_hang", seconds=60)
    with pytest.raises(TimeoutError):
        await _send(stand, wait=0.2)
    assert len(await stand.journal()) == accepted
    assert await _send(stand) == 200


async def test_a_hang_ends_without_an_answer(stand: Stand) -> None:
    await stand.post("/faults", service="telegram", kind="before_hang", seconds=0.05)
    with pytest.raises(ClientError):
        await _send(stand)


@pytest.mark.parametrize("service", ["telegram", "twilio"])
async def test_a_slow_answer_says_late_what_was_accepted_at_once(stand: Stand, service: str) -> None:
    await stand.post("/faults", service=service, kind="slow", seconds=0.3)
    began = asyncio.get_running_loop().time()
    send = asyncio.ensure_future(_send(stand) if service == "telegram" else stand.create(body="x"))
    while not await stand.journal():
        assert not send.done(), "it was answered before it was accepted"
    await send
    assert asyncio.get_running_loop().time() - began >= 0.3
    assert len(await stand.journal()) == 1


async def test_a_slow_answer_does_not_make_good_what_is_refused(stand: Stand) -> None:
    for service in ("telegram", "twilio"):
        await stand.post("/faults", service=service, kind="slow", seconds=0.01)
    assert await _send_nothing(stand) == 400
    with pytest.raises(Exception, match="HTTP 400 error"):
        await stand.create(body="")
    assert await stand.journal() == []


async def test_the_real_library_takes_them_for_what_they_are(stand: Stand) -> None:
    async with stand.bot() as bot:
        await stand.post("/faults", service="telegram", kind="after_reset")
        with pytest.raises(NetworkError):
            await bot.send_message(TELEGRAM_READER_ID, "x")
        await stand.post("/faults", service="telegram", kind="after_hang", seconds=30)
        with pytest.raises(TimedOut):
            await bot.send_message(TELEGRAM_READER_ID, "x", read_timeout=0.2)
    assert len(await stand.journal()) == 2


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
async def test_twilio_breaks_off_too(stand: Stand, when: str, accepted: int) -> None:
    await stand.post("/faults", service="twilio", kind=f"{when}_502")
    url = f"{stand.base}/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    form = {"To": READER, "From": FROM, "Body": "x"}
    async with stand.session.post(
        url, data=form, headers={"Authorization": encode_basic_auth(ACCOUNT, AUTH)}
    ) as answer:
        assert answer.status == 502
    assert len(await stand.journal()) == accepted


async def test_what_would_be_refused_is_not_accepted_by_a_fault(stand: Stand) -> None:
    for service in ("telegram", "twilio"):
        await stand.post("/faults", service=service, kind="after_500")
    assert (await asyncio.gather(_send_nothing(stand)))[0] == 500
    with pytest.raises(Exception, match="500"):
        await stand.create(body="")
    assert await stand.journal() == []


async def _send_nothing(stand: Stand) -> int:
    url = f"{stand.base}/telegram/bot{TOKEN}/sendMessage"
    async with stand.session.post(url, json={"chat_id": TELEGRAM_READER_ID}) as answer:
        return answer.status


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": "viber", "kind": "rate"},
        {"service": "twilio", "kind": "earthquake"},
        {"service": "twilio", "kind": "rate", "colour": "red"},
        {"service": "twilio", "kind": "rate", "times": "many"},
        {"service": "twilio", "kind": "before_hang", "seconds": "long"},
    ],
)
async def test_a_fault_that_is_none_is_refused(stand: Stand, wrong: dict[str, object]) -> None:
    await stand.post("/faults", status=400, **wrong)
