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


ONE_CLICK = {"List_Unsubscribe_Post": "List-Unsubscribe=One-Click"}


async def left(office: Stand, **headers: str) -> tuple[bool, int]:
    """Say whether a letter offers to leave its list, and what comes of it."""
    await hand(office, a_letter(**headers))
    line, *_ = await lines(office)
    offered = (await office.get(f"/mailbox/{line['id']}"))["leaves"]
    async with office.session.post(f"{office.base}/mailbox/{line['id']}/leave", json={}) as answer:
        return offered, answer.status if answer.status != 200 else int((await answer.json())["left"])


async def test_a_list_is_left_by_a_post_of_one_click(office: Stand) -> None:
    assert await left(office, List_Unsubscribe=f"<mailto:x@y.example>, <{office.hook.url}>", **ONE_CLICK) == (
        True,
        1,
    )
    assert [one.form for one in office.hook.posted] == [{"List-Unsubscribe": "One-Click"}]


async def test_what_does_not_take_it_is_not_left(office: Stand) -> None:
    office.hook.statuses = [500]
    assert await left(office, List_Unsubscribe=f"<{office.hook.url}>", **ONE_CLICK) == (True, 0)


async def test_nobody_elsewhere_is_asked_to(office: Stand) -> None:
    assert await left(office, List_Unsubscribe="<https://elsewhere.example/leave>", **ONE_CLICK) == (True, 0)


async def test_without_the_word_of_one_click_it_is_not_offered(office: Stand) -> None:
    assert await left(office, List_Unsubscribe=f"<{office.hook.url}>") == (False, 400)
    assert await left(office, List_Unsubscribe="<mailto:x@y.example>", **ONE_CLICK) == (False, 400)
    assert office.hook.posted == []


async def test_no_foreign_page_leaves_it(office: Stand) -> None:
    await hand(office, a_letter(List_Unsubscribe=f"<{office.hook.url}>", **ONE_CLICK))
    (line,) = await lines(office)
    async with office.session.post(f"{office.base}/mailbox/{line['id']}/leave", data={}) as answer:
        assert answer.status == 415
