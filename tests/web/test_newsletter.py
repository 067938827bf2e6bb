"""The newsletter's pages over HTTP: a look changes nothing, a press does, and strangers see none."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from bot.inbox import ask_of
from bot.model import Address, DigestDays, SubscriberStatus
from bot.ports import Event, Inbound
from bot.rules.seal import Purpose, seal
from bot.store import consent as consents
from bot.store.database import Database
from bot.web import JoinPage, NewsletterPages
from bot.web.cover import cover
from tests.commands.test_newsletter import READER, Post
from tests.test_page import browser as browser  # noqa: PLC0414 -- the fixture

KEY = b"a-long-random-word"
STRANGER = Address("email", "boris@example.org")
Client = TestClient[web.Request, web.Application]


@dataclass
class Site:
    client: Client
    post: Post
    kept: list[Event] = field(default_factory=list)

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status == status
        return await answer.text()

    async def send(self, path: str, status: int = 200, **form: str | Sequence[str]) -> str:
        pairs = [(k, one) for k, v in form.items() for one in ([v] if isinstance(v, str) else v)]
        answer = await self.client.post(path, data=pairs)
        assert answer.status == status
        return await answer.text()

    def link(self, purpose: Purpose, who: Address = READER) -> str:
        return f"/email/{purpose}/{seal(KEY, purpose, self.post.person(who).id, who.id)}"


@asynccontextmanager
async def serving(post: Post, *, mail: bool = True) -> AsyncIterator[Site]:
    app, kept = web.Application(), list[Event]()
    app.on_response_prepare.append(cover)
    pages = NewsletterPages(post.context.newsroom, post.database, KEY, lambda: post.now)
    join = JoinPage(post.context.newsroom, "https://fil.example", patience=0.0)
    join.open(lambda _channel, _payload: "", (), letters=mail)

    async def keep(events: Sequence[Event]) -> None:
        kept.extend(events)

    pages.open(lambda tx, who, now: ask_of(tx, who, post.context, now), keep if mail else None)
    pages.add_to(app)
    join.add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield Site(client, post, kept)


@pytest.fixture
def post(database: Database, now: datetime) -> Post:
    return Post(database, now)


@pytest.fixture
async def site(post: Post) -> AsyncIterator[Site]:
    async with serving(post) as made:
        yield made


async def test_the_form_is_kept_as_one_event_and_the_answer_tells_nothing_of_who_is_known(site: Site) -> None:
    site.post.joins()
    site.post.confirms()
    answers = set()
    for address in ("Anna@Example.ORG", READER.id, STRANGER.id):
        answers.add(
            await site.send(
                "/join/email", address=f" {address} ", topic=["monde", "x"], campaign="radio", lang="fr"
            )
        )
    assert len(answers) == 1
    first, second, third = site.kept
    assert isinstance(first, Inbound)
    assert isinstance(second, Inbound)
    assert isinstance(third, Inbound)
    assert (first.sender.id, second.sender, third.sender) == ("anna@example.org", READER, STRANGER)
    assert (first.text, first.language) == ("join radio monde", "fr")
    assert len({one.key for one in (first, second, third)}) == 3


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@b@c",
        "anna@example.org\r\nBcc: x@example.org",
        "a b@example.org",
        f"{'a' * 200}@example.org",
    ],
)
async def test_what_is_no_address_is_said_and_kept_nowhere(site: Site, address: str) -> None:
    assert "adresse e-mail" in await site.send("/join/email", 400, address=address, lang="fr")
    assert site.kept == []


async def test_one_client_can_not_write_in_many_addresses(site: Site) -> None:
    for number in range(20):
        await site.send("/join/email", address=f"a{number}@example.org")
    assert "dix minutes" in await site.send("/join/email", 429, address="one@more.example", lang="fr")
    other = await site.client.post(
        "/join/email", data={"address": "other@example.org"}, headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"}
    )
    assert (other.status, len(site.kept)) == (200, 21)


async def test_another_site_can_not_fill_in_the_form(site: Site) -> None:
    answer = await site.client.post(
        "/join/email", data={"address": READER.id}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status, site.kept) == (403, [])


async def test_opening_the_link_of_a_letter_confirms_nothing_and_pressing_does(site: Site) -> None:
    site.post.joins("israel")
    link = site.link(Purpose.CONFIRM)
    for _look in range(2):
        assert "Israël" in await site.get(link)
        assert site.post.status(READER) is SubscriberStatus.INVITED
    assert "Vous recevez la lettre" in await site.send(link)
    assert site.post.chosen(READER) == {"israel"}
    assert "Vous recevez la lettre" in await site.send(link)
    assert "Vous recevez la lettre" in await site.get(link)


async def test_one_click_leaves_without_a_question_and_a_look_does_not(site: Site) -> None:
    site.post.joins()
    site.post.confirms()
    link = site.link(Purpose.LEAVE)
    assert "<form" in await site.get(link)
    assert site.post.status(READER) is SubscriberStatus.ACTIVE
    one_click = {"List-Unsubscribe": "One-Click"}
    for _press in range(2):
        answer = await site.client.post(link, data=one_click, allow_redirects=False)
        assert answer.status == 200
        assert site.post.status(READER) is SubscriberStatus.LEFT
    assert "Trop tard" in await site.send(site.link(Purpose.CONFIRM))


async def test_two_presses_at_once_are_one_step(site: Site) -> None:
    site.post.joins()
    link = site.link(Purpose.CONFIRM)
    await asyncio.gather(*(site.send(link) for _press in range(4)))
    steps = site.post.database.read_here(lambda tx: consents.history(tx, site.post.person(READER).id))
    assert [one.step for one in steps] == ["asked", "confirmed"]


async def test_choices_are_shown_and_taken(site: Site) -> None:
    site.post.joins("israel")
    site.post.confirms()
    link = site.link(Purpose.CHOICES)
    page = await site.get(link)
    assert 'value="israel" checked' in page
    assert '<option value="07:00" selected>' in page
    await site.send(link, topic=["israel"], hour="07:00", days="daily", lang="fr", act="save")
    wish = site.post.person(READER).wish
    assert wish is not None
    assert wish.digest_at == 450  # half past, as before
    kept = await site.send(link, topic=["monde"], hour="18:00", days="weekdays", lang="he", act="save")
    assert '<html lang="he" dir="rtl">' in kept
    who = site.post.person(READER)
    assert who.wish is not None
    assert (who.wish.digest, who.wish.digest_at, who.language) == (DigestDays.WEEKDAYS, 1080, "he")
    assert site.post.chosen(READER) == {"monde"}
    await site.send(link, act="save", hour="99:99", days="x", lang="xx")
    assert site.post.chosen(READER) == {"monde"}
    await site.send(link, act="leave")
    assert site.post.status(READER) is SubscriberStatus.LEFT


async def test_a_person_sees_and_erases_what_is_kept_of_them(site: Site) -> None:
    site.post.joins("israel")
    site.post.confirms()
    link = site.link(Purpose.CHOICES)
    data = json.loads(await site.send(link, act="data"))
    assert READER.id in json.dumps(data)
    await site.send(link, act="forget")
    assert site.post.status(READER) is SubscriberStatus.FORGOTTEN
    await site.get(link, 404)
    await site.send(link, 404, act="data")


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_a_seal_is_good_for_its_own_person_and_purpose_only(site: Site, purpose: Purpose) -> None:
    site.post.joins()
    site.post.joins(who=STRANGER)
    mine, theirs = site.post.person(READER).id, site.post.person(STRANGER).id
    forged = [
        seal(KEY, purpose, mine, STRANGER.id),
        seal(b"another", purpose, mine, READER.id),
        seal(KEY, purpose, 999, READER.id),
        f"{theirs}-{seal(KEY, purpose, mine, READER.id).partition('-')[2]}",
        *(seal(KEY, other, mine, READER.id) for other in Purpose if other is not purpose),
        "x",
        f"{'9' * 40}-{'0' * 32}",
    ]
    if purpose is Purpose.LETTER:
        forged = [seal(KEY, purpose, mine, READER.id)]
    path = Purpose.LEAVE if purpose is Purpose.LETTER else purpose
    for sealed in forged:
        await site.get(f"/email/{path}/{sealed}", 404)
        await site.send(f"/email/{path}/{sealed}", 404)
    assert site.post.status(READER) is SubscriberStatus.INVITED


async def test_a_seal_of_a_person_on_another_channel_opens_nothing(site: Site) -> None:
    site.post.says("/start")
    who = site.post.person(Address("telegram", "100200300"))
    sealed = seal(KEY, Purpose.CHOICES, who.id, who.address.id)
    await site.get(f"/email/choices/{sealed}", 404)


async def test_without_a_mail_server_there_is_no_form_and_no_page(post: Post) -> None:
    async with serving(post, mail=False) as site:
        assert "<form" not in await site.get("/join", 503)
        await site.send("/join/email", 404, address=READER.id)


async def test_no_page_is_kept_framed_or_tells_where_it_was(site: Site) -> None:
    site.post.joins()
    answer = await site.client.get(site.link(Purpose.CONFIRM))
    for name, value in (("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")):
        assert answer.headers[name] == value
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in await answer.text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("fr", 360, "light"), ("he", 360, "dark"), ("fr", 1280, "dark"), ("he", 1280, "light")],
)
async def test_the_pages_are_for_everybody_on_every_screen(
    site: Site, browser: Browser, language: str, width: int, scheme: str
) -> None:
    site.post.joins("israel", language=language)
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = await context.new_page()
    host = str(site.client.make_url("")).rstrip("/")
    await page.goto(f"{host}/join?lang={language}")
    seen = []
    pages: tuple[Purpose | None, ...] = (None, Purpose.CONFIRM, Purpose.CHOICES, Purpose.LEAVE)
    for go in pages:
        if go:
            await page.goto(host + site.link(go))
        if go is Purpose.CONFIRM:
            await _look(page, width)
            await page.click("button")
            assert site.post.status(READER) is SubscriberStatus.ACTIVE
        await _look(page, width)
        seen.append(await page.title())
    assert len(set(seen)) == 4
    await page.goto(f"{host}/join?lang={language}")
    await page.fill("#address", STRANGER.id)
    await page.click("form button")
    await _look(page, width)
    assert [one.sender for one in site.kept if isinstance(one, Inbound)] == [STRANGER]
    await context.close()


async def _look(page: Page, width: int) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
