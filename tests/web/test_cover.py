from aiohttp import web

from bot.web.cover import HEADERS, cover


async def test_an_answer_without_a_policy_shows_nothing_and_stands_in_no_frame() -> None:
    response = web.Response(text="x", headers={"Server": "Python aiohttp"})
    await cover(None, response)  # type: ignore[arg-type]  # it looks at the answer alone
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert (response.headers["X-Frame-Options"], response.headers["Server"]) == ("DENY", "Tocsin")


async def test_a_page_keeps_what_it_says_itself() -> None:
    own = {"Content-Security-Policy": "default-src 'none'; frame-ancestors *", "Cache-Control": "public"}
    response = web.Response(text="x", headers=own)
    await cover(None, response)  # type: ignore[arg-type]  # the same
    assert {name: response.headers[name] for name in own} == own
    assert "X-Frame-Options" not in response.headers


async def test_who_finds_nothing_at_work_is_told_when_to_come_again() -> None:
    response = web.Response(status=503)
    await cover(None, response)  # type: ignore[arg-type]  # the same
    assert response.headers["Retry-After"] == "5"
