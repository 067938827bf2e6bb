import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.channels.telegram_request import Flooded, Form, Request
from bot.errors import Unknown
from tests.channels.stand_in import Script, StandIn, mumbles, refusal, result, says

TOKEN = "4711:secret"


@pytest.fixture
def bot(service: StandIn) -> Bot:
    request = Request(5.0)
    return Bot(TOKEN, f"{service.url}/bot", request=request, get_updates_request=request)


async def test_the_librarys_parameters_arrive(service: StandIn, bot: Bot) -> None:
    service.on("setMyCommands", result(True))
    await bot.set_my_commands([("start", "Commencer")], language_code="fr")
    await bot.request.initialize()
    await bot.request.shutdown()
    (form,) = service.forms("setMyCommands")
    assert form["language_code"] == "fr"
    assert "Commencer" in form["commands"] or "Commencer" in form["commands"].encode().decode(
        "unicode_escape"
    )


async def test_a_form_of_ours_arrives_as_it_is_and_fails_as_the_librarys_own_calls_do(
    service: StandIn,
) -> None:
    request = Request(5.0)
    service.on(
        "sendMessage", result({"message_id": 7}), refusal(403, "Forbidden: bot was blocked by the user")
    )
    url = f"{service.url}/bot{TOKEN}/sendMessage"
    assert await request.call(url, Form(b"text=%C3%A9+%26"), 5.0) == {"message_id": 7}
    with pytest.raises(Forbidden):
        await request.call(url, Form(b"text=x"), 5.0)
    await request.shutdown()
    assert service.forms("sendMessage") == [{"text": "é &"}, {"text": "x"}]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (refusal(429, "Too Many Requests: retry after 9", retry_after=9), 9),
        (says({"ok": False}, 429, Retry_After="8"), 8),
        (mumbles("slow down", 429), 5),
        (says([], 429), 5),
    ],
)
async def test_a_429_tells_how_long_to_wait(
    service: StandIn, bot: Bot, script: Script, expected: int
) -> None:
    service.on("getMe", script)
    with pytest.raises(Flooded) as caught:
        await bot.get_me()
    await bot.request.shutdown()
    assert caught.value.seconds == expected


async def test_any_other_4xx_is_a_refusal(service: StandIn, bot: Bot) -> None:
    service.on("getMe", mumbles("too large", 413))
    with pytest.raises(BadRequest):
        await bot.get_me()
    await bot.request.shutdown()


@pytest.mark.parametrize("script", [mumbles("<html>"), says([1])])
async def test_an_unreadable_answer_is_neither_logged_nor_taken(
    service: StandIn, bot: Bot, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    service.on("getMe", script)
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_me()
    await bot.request.shutdown()
    assert not caplog.records


async def test_no_answer_keeps_our_own_word_for_it(service: StandIn, bot: Bot) -> None:
    service.on("getMe", mumbles("", 502))
    with pytest.raises(NetworkError) as caught:
        await bot.get_me()
    await bot.request.shutdown()
    assert isinstance(caught.value.__cause__, Unknown)
