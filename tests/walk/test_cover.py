"""Every address of the whole program: its headers, and no method but those meant."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.app import serving
from tests.deployed import at_work, deployed
from tests.house import living

METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
WIDE = re.compile(r"script-src(?! 'self';)|'unsafe|https?:|\*[; ]|data:")
"""What no policy of ours allows: scripts but our own files, and anything from elsewhere."""

SANDBOX = "/sandbox"
FRAMED = ("/join/button", "/sandbox/mailbox")
"""What is made to stand in a frame: the button on anybody's page, letters on the sandbox's own."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[web.Application]:
    """Hold the application that the program serves."""
    held: list[web.Application] = []

    async def serve(application: web.Application, *rest: object) -> None:
        held.append(application)
        await serving.serve(application, *rest)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("bot.app.serve", serve)
    return held


def addresses(application: web.Application) -> dict[str, set[str]]:
    """List each path of the program, and the methods that it has."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, method in _routes(application):
        found[path].add(method)
    return found


def _routes(application: web.Application) -> Iterator[tuple[str, str]]:
    for resource in application.router.resources():
        if isinstance(resource, web.PrefixedSubAppResource):
            yield from _routes(resource._app)  # its paths have the prefix
            continue
        for route in resource:
            yield re.sub(r"\{[^}]*\}", "x", resource.canonical), route.method


def faults(path: str, answer: web.Response) -> Iterator[str]:
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "it may be sniffed"
    if headers.get("Referrer-Policy") != "no-referrer":
        yield "it tells where one comes from"
    if "default-src 'none'" not in policy:
        yield f"its policy is open: {policy}"
    if WIDE.search(policy.replace("frame-ancestors *", "")):
        yield f"its policy is wide: {policy}"
    if "Cache-Control" not in headers:
        yield "anybody may keep it"
    if "aiohttp" in headers.get("Server", "") or "Python" in headers.get("Server", ""):
        yield "it tells what it is made of"
    framed = any(one in path for one in FRAMED)
    if not framed and SANDBOX not in path and headers.get("X-Frame-Options") != "DENY":
        yield "it may be framed"


async def walked(
    url: str, application: web.Application, session: ClientSession
) -> tuple[list[str], set[str]]:
    """Ask for everything, by each method; say what is wrong, and which paths there are."""
    wrong, paths = [], addresses(application)
    for path, allowed in paths.items():
        for method in METHODS:
            async with session.request(method, url + path, allow_redirects=False) as answer:
                wrong += [f"{method} {path}: {fault}" for fault in faults(path, answer)]  # type: ignore[arg-type]  # its like
                meant = method in allowed or "*" in allowed
                refused = answer.status in ({404, 405} if path.startswith("/n/") else {405})
                if not meant and not refused and SANDBOX not in path:
                    wrong.append(f"{method} {path}: {answer.status}, and is not meant")
                if meant and answer.status == 405:
                    wrong.append(f"{method} {path}: not allowed, and is meant")
    return wrong, set(paths)


async def test_every_page_has_its_headers_and_no_method_but_those_meant(
    tmp_path: Path, served: list[web.Application]
) -> None:
    async with living(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="0") as house:
        wrong, paths = await walked(house.url, served[0], house.session)
    assert wrong == []
    assert {"/join", "/join/email", "/hooks/x", "/files/x/x", "/metrics", "/ready", "/"} <= paths


async def test_what_is_not_there_has_them_too(tmp_path: Path) -> None:
    async with living(tmp_path, TOCSIN_SANDBOX_PUBLISH_EVERY="0") as house:
        for path in ("/nothing", "/files/..%2f..%2fetc/passwd", "/join/%00", "/.env", "/n/x/join"):
            async with house.session.get(house.url + path) as answer:
                assert answer.status == 404
                assert list(faults(path, answer)) == []  # type: ignore[arg-type]  # its like


async def test_so_it_is_where_there_are_several_newsrooms(
    tmp_path: Path, served: list[web.Application]
) -> None:
    async with deployed(tmp_path, {"lyon": "", "paris": ""}, TOCSIN_SANDBOX_PUBLISH_EVERY="0") as house:
        await at_work(house, "lyon", "paris")
        wrong, paths = await walked(house.url, served[0], house.session)
    assert wrong == []
    assert {"/n/lyon/join", "/n/paris/hooks/x", "/n/paris/files/x/x"} <= paths
