"""How a deployment of several newsrooms is."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.health import Health
from bot.web.overview import Overview


async def well() -> object:
    return 1


async def ill() -> object:
    raise OSError("postgresql://tocsin:hunter2@host refused")


def health(look=well, missing: str = "", trouble: str = "") -> Health:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- a look
    made = Health(look)
    made.wait_for(missing)
    made.watch_for(lambda: trouble)
    return made


async def told(path: str, **newsrooms: Health) -> tuple[int, object]:
    application = web.Application()
    Overview(newsrooms).add_to(application)
    async with TestClient(TestServer(application)) as client, client.get(path) as answer:
        return answer.status, await answer.json()


async def test_all_well_is_told_in_few_words() -> None:
    assert await told("/health", lyon=health(), paris=health()) == (200, {"alive": True})
    ready = {"lyon": {"ready": True}, "paris": {"ready": True}}
    assert await told("/ready", lyon=health(), paris=health()) == (200, {"ready": True, "newsrooms": ready})


async def test_one_out_of_order_is_named_and_takes_nobody_with_it() -> None:
    newsrooms = {"lyon": health(ill), "nice": health(trouble="telegram can't start"), "paris": health()}
    status, body = await told("/ready", **newsrooms)
    assert status == 200
    assert body == {
        "ready": True,
        "newsrooms": {
            "lyon": {"ready": False, "missing": "the database does not answer"},
            "nice": {"ready": True, "trouble": "telegram can't start"},
            "paris": {"ready": True},
        },
    }
    trouble = {"lyon": "the database does not answer", "nice": "telegram can't start"}
    assert await told("/health", **newsrooms) == (200, {"alive": True, "trouble": trouble})


async def test_with_all_out_of_order_nothing_is_ready() -> None:
    status, _body = await told("/ready", lyon=health(ill), paris=health(missing="starting"))
    assert status == 503
