"""What a service can fetch from us, and what nobody else can."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.model import Attachment
from bot.store import file as files
from bot.store.database import Database
from bot.web import Files
from bot.web.cover import cover

Client = TestClient[web.Request, web.Application]


@dataclass
class Shelf:
    database: Database
    client: Client
    now: datetime

    def keep(
        self, content: bytes = b"a,b\n", name: str = "people.csv", type_: str = "text/csv"
    ) -> Attachment:
        return self.database.write_here(lambda tx: files.keep(tx, name, type_, content, self.now))

    def open(self, file: Attachment) -> str:
        self.database.write_here(lambda tx: files.open_(tx, file.id, self.now))
        return f"/files/{file.token}/{file.name}"


@pytest.fixture
async def shelf(database: Database, now: datetime) -> AsyncIterator[Shelf]:
    application = web.Application()
    application.on_response_prepare.append(cover)
    made = Shelf(database, None, now)  # type: ignore[arg-type]  # set below
    Files(database, lambda: made.now).add_to(application)
    async with TestClient(TestServer(application)) as client:
        made.client = client
        yield made


async def test_an_opened_file_is_served_whole_as_what_it_is(shelf: Shelf) -> None:
    content = bytes(range(256)) * 3000  # of several parts
    answer = await shelf.client.get(shelf.open(shelf.keep(content)))
    assert (answer.status, answer.content_type) == (200, "text/csv")
    assert await answer.read() == content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    picture = await shelf.client.get(shelf.open(shelf.keep(b"\x89PNG", "code.png", "image/png")))
    assert picture.content_type == "image/png"
    assert picture.headers["Content-Disposition"].startswith("inline")


async def test_what_is_no_table_and_no_picture_is_bytes(shelf: Shelf) -> None:
    answer = await shelf.client.get(shelf.open(shelf.keep(b"<script>", "x.html", "text/html")))
    assert answer.content_type == "application/octet-stream"


async def test_a_file_that_was_not_opened_does_not_exist(shelf: Shelf) -> None:
    file = shelf.keep()
    assert (await shelf.client.get(f"/files/{file.token}/{file.name}")).status == 404


async def test_it_is_closed_after_an_hour_and_opened_anew_by_the_next_send(shelf: Shelf) -> None:
    file = shelf.keep()
    path = shelf.open(file)
    shelf.now += timedelta(minutes=59)
    assert (await shelf.client.get(path)).status == 200
    shelf.now += timedelta(minutes=2)
    assert (await shelf.client.get(path)).status == 404
    shelf.open(file)
    assert (await shelf.client.get(path)).status == 200


async def test_it_is_fetched_a_few_times_only_looks_included(shelf: Shelf) -> None:
    path = shelf.open(shelf.keep())
    assert (await shelf.client.head(path)).status == 200
    statuses = [(await shelf.client.get(path)).status for _each in range(files.FETCHES)]
    assert statuses == [200] * (files.FETCHES - 1) + [404]


@pytest.mark.parametrize(
    "path", ["/files/", "/files/x", "/files/short/people.csv", "/files/%27%20or%201/people.csv"]
)
async def test_nothing_is_listed_and_no_guess_tells_anything(shelf: Shelf, path: str) -> None:
    shelf.open(shelf.keep())
    assert (await shelf.client.get(path)).status == 404


async def test_under_another_name_it_is_not_there(shelf: Shelf) -> None:
    path = shelf.open(shelf.keep()).replace("people.csv", "people.html")
    answer = await shelf.client.get(path)
    assert (answer.status, await answer.text()) == (404, "404: Not Found")


async def test_the_address_is_of_more_than_128_random_bits(shelf: Shelf) -> None:
    tokens = {shelf.keep().token for _each in range(20)}
    assert len(tokens) == 20
    assert files.TOKEN_BYTES * 8 >= 128
    assert all(len(token) == 32 for token in tokens)
