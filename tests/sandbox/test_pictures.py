import asyncio

import pytest

from bot.sandbox.painting import painted
from bot.sandbox.pictures import HUGE
from tests.sandbox.stand import Stand


async def test_a_picture_is_had_by_its_number(stand: Stand) -> None:
    async with stand.session.get(stand.base + "/newsroom/pictures/12.png") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == painted(12)


@pytest.mark.parametrize(
    ("kind", "status", "type_", "least"),
    [
        ("picture_404", 404, "text/plain", 1),
        ("picture_gif", 200, "image/gif", 30),
        ("picture_huge", 200, "image/png", HUGE),
    ],
)
async def test_what_goes_wrong_with_it_does_so_as_often_as_ordered(
    stand: Stand, kind: str, status: int, type_: str, least: int
) -> None:
    await stand.post("/faults", service="pictures", kind=kind, to="12")
    assert await _had(stand, 13) == painted(13)
    async with stand.session.get(f"{stand.base}/newsroom/pictures/12.png") as answer:
        assert (answer.status, answer.content_type) == (status, type_)
        assert len(await answer.read()) >= least
    assert await _had(stand, 12) == painted(12)


async def _had(stand: Stand, number: int) -> bytes:
    async with stand.session.get(f"{stand.base}/newsroom/pictures/{number}.png") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_slow_one_takes_its_time(stand: Stand) -> None:
    await stand.post("/faults", service="pictures", kind="picture_slow", seconds=0.3)
    began = asyncio.get_running_loop().time()
    async with stand.session.get(stand.base + "/newsroom/pictures/12.png") as answer:
        assert await answer.read() == painted(12)
    assert asyncio.get_running_loop().time() - began >= 0.29


@pytest.mark.parametrize(("service", "kind"), [("pictures", "rate"), ("twilio", "picture_404")])
async def test_faults_of_pictures_are_no_faults_of_services(stand: Stand, service: str, kind: str) -> None:
    await stand.post("/faults", 400, service=service, kind=kind)
