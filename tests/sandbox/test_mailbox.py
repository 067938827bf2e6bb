from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox import mailbox
from tests.sandbox.post import READER, a_letter, hand
from tests.sandbox.stand import Stand, standing

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest_asyncio.fixture
async def office() -> AsyncIterator[Stand]:
    async with standing(smtp_port=0) as running:
        yield running


async def lines(office: Stand) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await office.get("/phones"))["email"]["letters"]
    return found


async def test_the_newest_letter_is_on_top(office: Stand) -> None:
    await hand(office, a_letter("Hier"))
    await hand(office, a_letter("Aujourd’hui"))
    newest, oldest = await lines(office)
    assert (newest["subject"], oldest["subject"]) == ("Aujourd’hui", "Hier")
    assert newest["to"] == READER
    assert newest["sender"] == "Le Fil du Levant <news@lefil.example>"
    assert newest["preview"] == "Bonjour"
    assert not newest["read"]


async def test_a_letter_that_was_opened_is_read(office: Stand) -> None:
    await hand(office, a_letter())
    (line,) = await lines(office)
    letter = await office.get(f"/mailbox/{line['id']}")
    assert letter["text"] == "Bonjour,\nvoici la journée.\n"
    assert letter["html"]
    assert ["Message-ID", "<1.abc@lefil.example>"] in letter["headers"]
    (line,) = await lines(office)
    assert line["read"]


async def test_its_html_is_framed_without_a_script_and_opens_links_elsewhere(office: Stand) -> None:
    await hand(office, a_letter())
    (line,) = await lines(office)
    async with office.session.get(f"{office.base}/mailbox/{line['id']}/html") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
        assert '<head><base target="_blank">' in await answer.text()


async def test_a_letter_of_text_alone_has_no_html(office: Stand) -> None:
    await hand(office, a_letter(html=""))
    (line,) = await lines(office)
    assert line["preview"] == "Bonjour, voici la journée."
    assert not (await office.get(f"/mailbox/{line['id']}"))["html"]


def test_what_is_no_letter_at_all_is_shown_all_the_same() -> None:
    letter = mailbox.opened(b"\xff\x00nonsense", "1", READER, NOW)
    assert (letter.sender, letter.subject, letter.html) == ("", "", "")


async def test_a_letter_that_is_not_there_is_not_found(office: Stand) -> None:
    for path in ("/mailbox/1", "/mailbox/1/html"):
        async with office.session.get(office.base + path) as answer:
            assert answer.status == 404


async def test_it_forgets_the_oldest(office: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 2)
    for subject in ("a", "b", "c"):
        await hand(office, a_letter(subject))
    assert [line["subject"] for line in await lines(office)] == ["c", "b"]
