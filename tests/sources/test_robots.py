from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.sources import robots as module
from bot.sources.client import Client
from bot.sources.robots import RobotsGate, origin, read_robots
from tests.fakes import FakeClock
from tests.rows import NOW
from tests.sources.serving import Serve
from tests.sources.site import Site

SITE = "https://paper.example"


def allowed(text: str, path: str) -> bool:
    return read_robots(text).allows(f"{SITE}{path}")


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/a", False),
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a/", "/abc", True),
        ("Disallow: /a\nAllow: /abc", "/abcd", True),
        ("Allow: /a\nDisallow: /abc", "/abcd", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf", "/x/y.pdf?z", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /*/b/*/d", "/a/b/c/d", False),
        ("Disallow: /*/b/*/d", "/a/b/d", True),
        ("Disallow: /*?id=", "/page?id=4", False),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /a # a note", "/abc", False),
        ("disallow : /a", "/abc", False),
        ("Disallow: /*a*a", "/a", True),
        ("Disallow: /*ab$", "/ab", False),
        ("Disallow: /a*ab$", "/ab", True),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, path: str, *, expected: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}\n", path) is expected


def test_rules_for_us_count_before_those_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Tocsin\nDisallow: /x\n"
    assert allowed(text, "/a")
    assert not allowed(text, "/x")


def test_two_groups_for_all_are_one_and_what_stands_before_any_is_none() -> None:
    text = (
        "Disallow: /z\nUser-agent: *\nDisallow: /x\nUser-agent: b\nDisallow: /\nUser-agent: *\nDisallow: /y"
    )
    assert [allowed(text, path) for path in ("/z", "/x", "/y", "/b")] == [True, False, False, True]


def test_sitemaps_are_listed_wherever_they_stand() -> None:
    text = "\ufeffSitemap: https://a.example/1.xml\nUser-agent: *\nDisallow: /\nsitemap:/2.xml\n<html>"
    assert read_robots(text).sitemaps == ("https://a.example/1.xml", "/2.xml")


def test_a_hostile_rule_takes_no_time() -> None:
    assert allowed("User-agent: *\nDisallow: /" + "a*" * 900 + "b\n", "/" + "a" * 2000)


@given(st.text(), st.text())
def test_anything_is_read(text: str, path: str) -> None:
    assert read_robots(text).allows(f"{SITE}/{path.replace('[', '')}") in {True, False}


def test_an_address_has_an_origin() -> None:
    assert origin("https://a.example:8443/x?y#z") == "https://a.example:8443"


# ---- asking --------------------------------------------------------------------------------------


async def test_a_robots_txt_is_asked_for_once_a_day(client: Client, serve: Serve) -> None:
    site = await Site({"/robots.txt": b"User-agent: *\nDisallow: /x"}).open(serve)
    clock = FakeClock(NOW)
    gate = RobotsGate(client, clock)
    assert [await gate.allows(f"{site.url}{path}") for path in ("x", "y", "z")] == [False, True, True]
    assert len(site.asked) == 1
    clock.now += timedelta(hours=25)
    await gate.allows(f"{site.url}x")
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("status", "expected"), [(404, True), (403, True), (429, True), (500, False), (503, False)]
)
async def test_a_robots_txt_that_is_not_there_allows_and_one_that_is_broken_does_not(
    client: Client, serve: Serve, status: int, *, expected: bool
) -> None:
    site = await Site({"/robots.txt": web.Response(status=status)}).open(serve)
    assert await RobotsGate(client).allows(f"{site.url}a") is expected


async def test_a_broken_server_is_asked_again_soon(client: Client, serve: Serve) -> None:
    shelf: dict[str, str | bytes | web.Response | Exception] = {"/robots.txt": web.Response(status=503)}
    site = await Site(shelf).open(serve)
    clock = FakeClock(NOW)
    gate = RobotsGate(client, clock)
    assert not await gate.allows(f"{site.url}a")
    shelf["/robots.txt"] = b"User-agent: *"
    clock.now += timedelta(minutes=16)
    assert await gate.allows(f"{site.url}a")


async def test_only_so_many_are_remembered(client: Client, closed_port: int) -> None:
    gate = RobotsGate(client, FakeClock(NOW))
    gate._known = {f"https://{n}.example": (module.NO_RULES, 9e12) for n in range(module.MOST_HOSTS)}
    assert not await gate.allows(f"http://127.0.0.1:{closed_port}/a")
    assert len(gate._known) == module.MOST_HOSTS
    assert "https://0.example" not in gate._known
