import pytest

from tests.sandbox.stand import Stand


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://bot.example/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://127.0.0.1/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://bot.example:8000/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://bot.example:x/"}, "bad webhook: Failed to parse URL"),
        ({"url": "https:///x"}, "bad webhook: Failed to parse URL"),
        (
            {"url": "https://bot.example/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://bot.example/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(stand: Stand, params: dict[str, str], description: str) -> None:
    assert await stand.refusal("setWebhook", **params) == f"Bad Request: {description}"


async def test_the_real_library_sets_asks_and_deletes(stand: Stand) -> None:
    async with stand.bot() as bot:
        await bot.get_updates(offset=-1, limit=1)
        assert await bot.set_webhook(
            "http://127.0.0.1:1/hook", allowed_updates=["message"], max_connections=7
        )
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections, info.allowed_updates) == (
            "http://127.0.0.1:1/hook",
            7,
            ("message",),
        )
        assert await bot.delete_webhook(drop_pending_updates=True)
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.get_updates() == ()


async def test_an_empty_address_deletes_the_webhook(stand: Stand) -> None:
    await stand.call("setWebhook", url="https://bot.example:8443/x")
    assert (await stand.call("getWebhookInfo"))["result"]["url"] == "https://bot.example:8443/x"
    await stand.call("setWebhook", url="")
    assert (await stand.call("getWebhookInfo"))["result"]["url"] == ""
