from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.channels.telegram import Telegram
from bot.channels.telegram_probe import REACH
from bot.errors import TryLater
from bot.model import Address, DeliveryId, Message, MessageKind
from bot.ports import Doubt, Outbound, Sent, Verdict
from tests.channels.stand_in import StandIn, refusal, resets, result

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEA = Address("telegram", "700")
OUT = Outbound(LEA, Message(MessageKind.ALERT, "fr", headline="Le pont"), DeliveryId(1))
DOUBT = Doubt(OUT, NOW - timedelta(minutes=1), after="40", taken=frozenset({"41", "43"}))
Open = Callable[..., Telegram]


def stands_at(number: int, elsewhere: int = 0) -> Callable[[web.Request], object]:
    async def script(request: web.Request) -> web.StreamResponse:
        asked = int((await request.post())["message_id"])  # type: ignore[arg-type]  # a text field
        if asked == number:
            return await refusal(400, "Bad Request: message is not modified: …")(request)
        if asked == elsewhere:
            return await result(True)(request)
        return await refusal(400, "Bad Request: message to edit not found")(request)

    return script


async def test_a_message_is_found_among_the_ids_that_nobody_claims(service: StandIn, telegram: Open) -> None:
    service.on("editMessageReplyMarkup", stands_at(45, elsewhere=44))  # type: ignore[arg-type]  # a script
    assert await telegram(settling="probe").settle(DOUBT, NOW) == Sent(LEA, "45")
    asked = [form["message_id"] for form in service.forms("editMessageReplyMarkup")]
    assert asked == ["42", "44", "45"]


async def test_a_message_that_is_nowhere_was_not_accepted(service: StandIn, telegram: Open) -> None:
    service.on("editMessageReplyMarkup", stands_at(0))  # type: ignore[arg-type]  # a script
    assert await telegram(settling="probe").settle(DOUBT, NOW) is Verdict.ABSENT
    assert len(service.asked) == REACH - 2


async def test_without_an_id_to_begin_from_nothing_can_be_said(telegram: Open) -> None:
    doubt = replace(DOUBT, after="")
    assert await telegram(settling="probe").settle(doubt, NOW) is Verdict.UNDECIDABLE


@pytest.mark.parametrize("script", [resets, refusal(429, "Too Many Requests", retry_after=3)])
async def test_trouble_while_probing_puts_it_off(service: StandIn, telegram: Open, script: object) -> None:
    service.on("editMessageReplyMarkup", script)  # type: ignore[arg-type]  # a script
    with pytest.raises(TryLater):
        await telegram(settling="probe").settle(DOUBT, NOW)


@pytest.mark.parametrize(
    "doubt", [replace(DOUBT, alone=False), replace(DOUBT, taken=frozenset({"41", str(41 + REACH)}))]
)
async def test_what_could_be_another_message_is_not_decided(telegram: Open, doubt: Doubt) -> None:
    assert await telegram(settling="probe").settle(doubt, NOW) is Verdict.UNDECIDABLE
