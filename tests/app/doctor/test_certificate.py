"""What PUBLIC_URL shows: certificates of every kind, at a server with TLS."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from ssl import SSLContext

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app.doctor import Grade
from tests.app.doctor.installation import Installation, installed, told
from tests.certificates import Authority

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def secured(folder: Path, shown: SSLContext, authority: Authority) -> AsyncIterator[Installation]:
    """Install it behind TLS, and believe the tests' authority."""
    async with installed(folder) as made:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", made.site.answer)
        server = TestServer(application, host="127.0.0.1", scheme="https")
        await server.start_server(ssl=shown)
        made.environment["PUBLIC_URL"] = made.site.url = f"https://127.0.0.1:{server.port}"
        made.case_also["trust"] = authority.trust
        assert made.site.settings
        made.site.settings = made.site.settings.model_copy(update={"public_url": made.site.url})
        yield made
        await server.close()


async def test_a_certificate_that_holds_is_well(tmp_path: Path, authority: Authority) -> None:
    async with secured(tmp_path, authority.serves(), authority) as made:
        found = await made.examined("public address")
    assert told(found) == []
    assert "the hook of WhatsApp takes what is signed" in {one.what for one in found}


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        (lambda one: one.serves(begins=-90 * DAY, ends=-DAY), ("has expired", "certbot renew")),
        (lambda one: one.serves(begins=DAY), ("not valid yet", "timedatectl set-ntp true")),
        (lambda one: one.serves("DNS:other.example"), ("does not name 127.0.0.1", "PUBLIC_URL")),
        (lambda one: one.signed_by_itself(), ("signed by itself", "certbot certonly -d 127.0.0.1")),
    ],
    ids=["expired", "not yet", "another name", "self-signed"],
)
async def test_a_certificate_that_no_service_believes_is_found(
    tmp_path: Path, authority: Authority, shown: Callable[[Authority], SSLContext], names: tuple[str, ...]
) -> None:
    async with secured(tmp_path, shown(authority), authority) as made:
        (found,) = await made.examined("public address")
    assert found.grade is Grade.FAULT
    assert all(word in f"{found.what} {found.todo}" for word in names), found


async def test_a_certificate_without_its_chain_is_found(tmp_path: Path, authority: Authority) -> None:
    async with secured(tmp_path, authority.serves(), authority) as made:
        del made.case_also["trust"]  # the system knows nothing of who issued it
        (found,) = await made.examined("public address")
    assert found.grade is Grade.FAULT
    assert "without what leads from it to a known authority" in found.what
    assert "fullchain.pem" in found.todo


@pytest.mark.parametrize(
    ("left", "said"),
    [(13 * DAY, "in 12 days"), (DAY / 2, "today"), (2 * DAY, "in 1 day:")],
)
async def test_a_certificate_that_ends_soon_is_a_warning(
    tmp_path: Path, authority: Authority, left: timedelta, said: str
) -> None:
    async with secured(tmp_path, authority.serves(ends=left), authority) as made:
        (found,) = told(await made.examined("public address"))
    assert (found.grade, said in found.what) == (Grade.WARNING, True)
    assert "certbot renew" in found.todo


async def test_a_server_that_speaks_no_tls_is_found(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        made.environment["PUBLIC_URL"] = made.site.url.replace("http:", "https:")
        (found,) = await made.examined("public address")
    assert "speaks no TLS" in found.what
    assert "PUBLIC_URL" in found.todo
