"""The mailbox on the sandbox's page, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, expect

from tests.sandbox.post import READER, a_letter, hand
from tests.sandbox.stand import Stand, standing
from tests.test_page import Sight, looking
from tests.test_page import browser as browser  # noqa: PLC0414 -- the fixture

NARROWEST_PHONE = 330.0
BLOCKED = "Blocked script execution"  # what the browser says of a script that the frame keeps from running


@pytest_asyncio.fixture
async def office() -> AsyncIterator[Stand]:
    async with standing(smtp_port=0) as running:
        yield running


def linked(stand: Stand, *, script: str = "") -> str:
    """Write a letter's HTML with a link to a page that there is."""
    confirm = f'<p><a href="{stand.root}/sandbox/journal">Je confirme</a></p>'
    return (
        f'<!doctype html><html lang="fr"><head><title>x</title></head><body>{confirm}{script}</body></html>'
    )


def box(sight: Sight) -> Locator:
    return sight.page.get_by_test_id("mailbox")


async def test_a_letter_arrives_is_opened_and_put_back(browser: Browser, office: Stand) -> None:
    await hand(office, a_letter("Hier", linked(office)))
    async with looking(browser, office.root) as sight:
        await expect(box(sight).get_by_test_id("letter")).to_have_count(1)
        await hand(office, a_letter("Aujourd’hui", linked(office)))
        newest = box(sight).get_by_test_id("letter").first
        await expect(newest).to_contain_text("Aujourd’hui")
        await expect(newest).to_have_attribute("data-read", "false")
        await newest.click()
        await expect(box(sight).locator(".subject")).to_have_text("Aujourd’hui")
        await expect(box(sight).locator(".to")).to_contain_text(f"to {READER}")
        shown = box(sight).frame_locator("iframe").get_by_role("link", name="Je confirme")
        await expect(shown).to_be_visible()
        await box(sight).get_by_role("button", name="Text").click()
        await expect(box(sight).get_by_test_id("letter-text")).to_have_text("Bonjour,\nvoici la journée.\n")
        await box(sight).get_by_role("button", name="Headers").click()
        await expect(box(sight).get_by_test_id("letter-headers")).to_contain_text("<1.abc@lefil.example>")
        await box(sight).get_by_test_id("shut").click()
        await expect(newest).to_have_attribute("data-read", "true")
        await expect(newest).to_be_focused()


async def test_a_link_in_a_letter_opens_in_another_window(browser: Browser, office: Stand) -> None:
    await hand(office, a_letter(html=linked(office)))
    async with looking(browser, office.root) as sight:
        await box(sight).get_by_test_id("letter").click()
        async with sight.page.context.expect_page() as opening:
            await box(sight).frame_locator("iframe").get_by_role("link").click()
        other = await opening.value
        await other.wait_for_load_state()
        assert other.url == f"{office.root}/sandbox/journal"
        assert await other.evaluate("window.opener") is None
        await expect(box(sight).locator(".letter")).to_be_visible()


async def test_a_script_in_a_letter_does_not_run(browser: Browser, office: Stand) -> None:
    script = "<script>top.hit = 1</script><img src=x onerror='top.hit = 1'>"
    await hand(office, a_letter(html=linked(office, script=script)))
    async with looking(browser, office.root, forgiven=f"{BLOCKED}|Content Security Policy") as sight:
        await box(sight).get_by_test_id("letter").click()
        await expect(box(sight).frame_locator("iframe").get_by_role("link")).to_be_visible()
        assert await sight.page.evaluate("window.hit") is None


async def test_a_letter_of_text_alone_is_shown_as_text(browser: Browser, office: Stand) -> None:
    await hand(office, a_letter(html=""))
    async with looking(browser, office.root) as sight:
        await box(sight).get_by_test_id("letter").click()
        await expect(box(sight).get_by_test_id("letter-text")).to_be_visible()
        await expect(box(sight).get_by_role("button", name="HTML")).to_be_hidden()


async def test_its_owner_joins_as_anybody_does(browser: Browser, office: Stand) -> None:
    async with looking(browser, office.root) as sight:
        join = box(sight).get_by_test_id("join")
        await expect(join).to_have_attribute("href", "/join")
        await expect(join).to_have_attribute("target", "_blank")
        await expect(box(sight).locator(".about")).to_have_text(READER)


async def test_without_a_mail_server_there_are_two_devices(browser: Browser, stand: Stand) -> None:
    async with looking(browser, stand.root) as sight:
        await expect(sight.phone("telegram")).to_be_visible()
        await expect(box(sight)).to_be_hidden()
        await expect(sight.page.locator('[data-shows="email"]')).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000, 1280, 1920])
async def test_each_device_keeps_its_size_and_everybody_can_use_the_mailbox(
    browser: Browser, office: Stand, width: int, scheme: str
) -> None:
    await hand(office, a_letter(html=linked(office)))
    size = {"width": width, "height": 800}
    async with looking(browser, office.root, viewport=size, color_scheme=scheme) as sight:
        if width == 360:
            await sight.page.locator('[data-shows="email"]').click()
        await expect(box(sight).get_by_test_id("letter")).to_be_visible()
        assert await sight.page.evaluate("document.documentElement.scrollWidth") <= width
        shown = [await one.bounding_box() for one in await sight.page.locator(".phone:visible").all()]
        assert len(shown) == (1 if width == 360 else 3)
        assert all(one and one["width"] >= NARROWEST_PHONE for one in shown)
        for _ in range(2):  # the list, and then a letter
            found = await Axe().run(sight.page, context="[data-testid=mailbox]")
            assert found.violations_count == 0, found.generate_report()
            if await box(sight).locator(".letters").is_visible():
                await box(sight).get_by_test_id("letter").click()
                await expect(box(sight).locator(".letter")).to_be_visible()


async def test_a_tab_counts_the_letters_that_nobody_saw(browser: Browser, office: Stand) -> None:
    async with looking(browser, office.root, viewport={"width": 360, "height": 740}) as sight:
        tab = sight.page.locator('[data-shows="email"]')
        await expect(tab).to_be_visible()
        await hand(office, a_letter())
        await expect(tab.locator(".count")).to_have_text("1")
        await tab.click()
        await expect(box(sight).get_by_test_id("letter")).to_be_visible()
        await expect(tab.locator(".count")).to_be_hidden()


async def test_a_list_is_left_with_one_click(browser: Browser, office: Stand) -> None:
    leave = {
        "List_Unsubscribe": f"<{office.hook.url}?x=1>",
        "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
    }
    await hand(office, a_letter("Sans liste"))
    await hand(office, a_letter(**leave))
    async with looking(browser, office.root) as sight:
        await box(sight).get_by_test_id("letter").first.click()
        await box(sight).get_by_test_id("leave").click()
        await expect(box(sight).locator(".toast")).to_have_text("Unsubscribed.")
        await expect(box(sight).get_by_test_id("leave")).to_be_hidden()
        (posted,) = office.hook.posted
        assert posted.form == {"List-Unsubscribe": "One-Click"}
        await box(sight).get_by_test_id("shut").click()
        await box(sight).get_by_test_id("letter").last.click()
        await expect(box(sight).locator(".subject")).to_have_text("Sans liste")
        await expect(box(sight).get_by_test_id("leave")).to_be_hidden()
