"""The status page: who may see it, what it tells and does not tell, and how it looks."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page
from sqlalchemy import Connection, insert, update

from bot.model import DeliveryState
from bot.newsroom import Newsroom, NewsroomFile
from bot.rules.pace import TARGET
from bot.signs import Alarm, Kind
from bot.store import alarm as alarms
from bot.store import day, gauges
from bot.store import halt as halts
from bot.store import sender as senders
from bot.store.database import Database
from bot.store.schema import alert, delivery
from bot.texts import say
from bot.web import StatusPage
from bot.web.status import KEPT, Seen
from bot.web.status_words import alarms_of, lines_of, pictures_of, words_of
from tests.rows import NOW, a_sender, a_source, a_subscriber, an_alert
from tests.test_page import browser as browser  # noqa: PLC0414 -- the fixture

KEY = "a-key-of-some-length"
NAME, ADDRESS = "Anna Karenina", "100200300"
MINUTE = timedelta(minutes=1)
Client = TestClient[web.Request, web.Application]


class Watched:
    """A store that is looked at ten minutes past the hour, and how often that was."""

    def __init__(self, database: Database | None) -> None:
        self.database = database
        self.looks = 0
        self.time = 0.0

    async def look(self) -> Seen:
        self.looks += 1
        if self.database is None:
            raise OSError("postgresql://tocsin:hunter2@host refused")
        now = NOW + 10 * MINUTE
        return await self.database.read(lambda tx: Seen(gauges.look(tx, now), day.look(tx, now, TARGET)))


def paper(languages: Sequence[str]) -> Newsroom:
    table = {"name": "Le Fil <i>", "languages": list(languages), "timezone": "UTC"}
    topic = {"id": "world", "names": {"en": "World"}}
    return Newsroom(NewsroomFile.model_validate({"newsroom": table, "topic": [topic]}))


@asynccontextmanager
async def serving(
    watched: Watched, shown: str = "public", languages: Sequence[str] = ("en", "fr", "he")
) -> AsyncIterator[Client]:
    app = web.Application()
    StatusPage(paper(languages), shown, watched.look, lambda: watched.time).add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield client


def a_day(tx: Connection) -> None:
    """Fill a day: alerts in time and late, failures on two channels, a stall, and an alarm that is over."""
    a_sender(tx, "whatsapp")
    a_source(tx, url="https://secret.example/feed?key=1")
    a_subscriber(tx, name=NAME, address=ADDRESS, topics=())
    readers = [a_subscriber(tx, topics=()) for _ in range(20)]
    for number in range(9):
        released = NOW - timedelta(hours=2 * number)
        made = an_alert(tx, now=released)
        tx.execute(update(alert).where(alert.c.id == made).values(published_at=released - number * MINUTE))
        for who in readers[: 10 + number]:
            values = {"alert_id": made, "subscriber_id": who.id, "sender_id": a_sender(tx), "priority": 5}
            moments = {"due_at": released, "created_at": released}
            tx.execute(insert(delivery).values(**values, **moments, state=DeliveryState.QUEUED))
        of = delivery.c.alert_id == made
        late = released + (3 * MINUTE if number == 4 else MINUTE)
        tx.execute(update(delivery).where(of).values(state=DeliveryState.SENT, sent_at=late))
        lost = {"state": DeliveryState.FAILED, "sent_at": None, "tried_at": released}
        if not number % 3:
            tx.execute(update(delivery).where(of, delivery.c.id % 5 == 0).values(**lost))
    tx.execute(update(delivery).where(delivery.c.id % 3 == 0).values(sender_id=a_sender(tx, "whatsapp")))
    senders.mark_stalled(tx, a_sender(tx, "whatsapp"), NOW)
    alarms.begin(tx, Alarm(Kind.MISSED, "5", 40, NOW - timedelta(hours=8)), NOW - timedelta(hours=8))
    alarms.begin(tx, Alarm(Kind.STALLED, "whatsapp", 3, NOW), NOW)


async def for_everybody(look: Page, width: int) -> None:
    """No violation in axe-core, tables open; and nothing sticks out of a screen of a width."""
    for summary in await look.locator("summary").all():
        await summary.click()
    found = await Axe().run(look)
    assert found.violations_count == 0, found.generate_report()
    assert await look.evaluate("document.documentElement.scrollWidth") <= width


async def test_a_page_that_is_off_is_not_there(database: Database) -> None:
    async with serving(Watched(database), "off") as client, client.get("/status") as answer:
        assert answer.status == 404


async def test_a_key_opens_it_and_nothing_else_does(database: Database) -> None:
    async with serving(Watched(database), KEY) as client:
        for path, headers, status in (
            ("/status", {}, 401),
            ("/status?key=", {}, 401),
            ("/status?key=public", {}, 401),
            (f"/status?key={KEY}x", {}, 401),
            ("/status?key=%C3%A9", {}, 401),
            (f"/status?key={KEY}", {}, 200),
            ("/status", {"Authorization": f"Bearer {KEY}"}, 200),
        ):
            async with client.get(path, headers=headers) as answer:
                assert answer.status == status, path
                assert answer.headers["Cache-Control"] == "no-store"
                assert KEY not in await answer.text()


async def test_it_tells_how_all_stands_and_of_the_day(database: Database) -> None:
    database.write_here(a_day)
    async with serving(Watched(database)) as client, client.get("/status") as answer:
        text = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "Le Fil &lt;i&gt;" in text
    for words in (
        "Something is amiss",
        "answers nothing, for 10 min",
        "accepts messages",
        "alert #5 was late",
    ):
        assert words in text
    assert "since 10:00" in text
    assert text.count("<svg class=") == 4
    assert "<script" not in text
    assert "style=" not in text


async def test_it_tells_nothing_of_people_sources_or_words(database: Database) -> None:
    database.write_here(a_day)
    async with serving(Watched(database)) as client, client.get("/status") as answer:
        text = await answer.text()
    for secret in (NAME, ADDRESS, "A headline", "secret.example"):
        assert secret not in text


async def test_where_all_is_well_and_nothing_happened_it_says_so(database: Database) -> None:
    database.write_here(a_sender)
    async with serving(Watched(database)) as client, client.get("/status") as answer:
        text = await answer.text()
    assert "All is well" in text
    assert text.count('<p class="none">') == 5


async def test_a_halt_and_a_channel_that_is_down_are_told(database: Database) -> None:
    def work(tx: Connection) -> None:
        halts.begin(tx, a_subscriber(tx).id, NOW)
        senders.mark_down(tx, a_sender(tx), NOW, "a wrong token")

    database.write_here(work)
    async with serving(Watched(database)) as client, client.get("/status") as answer:
        text = await answer.text()
    assert "halted by the newsroom" in text
    assert "takes nothing" in text
    assert "a wrong token" not in text


async def test_a_look_is_kept_and_a_silent_store_is_told_without_its_secrets(database: Database) -> None:
    watched = Watched(database)
    async with serving(watched) as client:
        for _ask in range(3):
            async with client.get("/status") as answer:
                assert answer.status == 200
        assert watched.looks == 1
        watched.time, watched.database = KEPT, None
        async with client.get("/status") as answer:
            assert (answer.status, await answer.text()) == (503, "the database does not answer\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
)
async def test_everybody_can_use_it(browser: Browser, database: Database, width: int, scheme: str) -> None:
    database.write_here(a_day)
    async with serving(Watched(database)) as client:
        look = await browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        await look.goto(str(client.make_url("/status")))
        await for_everybody(look, width)
        await look.close()


# ---- in the newsroom's languages -----------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "browser_says", "language", "direction", "words"),
    [
        ("", "", "en", "ltr", "Something is amiss"),
        ("?lang=fr", "", "fr", "ltr", "Quelque chose ne va pas"),
        ("", "he-IL,en;q=0.5", "he", "rtl", "משהו אינו תקין"),
        ("?lang=fr", "he", "fr", "ltr", "Quelque chose ne va pas"),
        ("?lang=de", "ar,de", "en", "ltr", "Something is amiss"),  # none of the newsroom's
    ],
)
async def test_it_speaks_the_newsrooms_languages(
    database: Database, query: str, browser_says: str, language: str, direction: str, words: str
) -> None:
    database.write_here(a_day)
    headers = {"Accept-Language": browser_says} if browser_says else {}
    async with serving(Watched(database)) as client, client.get(f"/status{query}", headers=headers) as answer:
        text = await answer.text()
        assert "Accept-Language" in answer.headers["Vary"]
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert words in text
    others = {"en", "fr", "he"} - {language}
    assert {one for one in ("en", "fr", "he", "de") if f'hreflang="{one}"' in text} == others


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_in_another_language_no_english_is_left(database: Database) -> None:
    database.write_here(a_day)
    seen = await Watched(database).look()
    texts = [*words_of(NOW, ZoneInfo("UTC")).values()]
    texts += [text for line in lines_of(seen.gauges) for text in (line.what, line.how)]
    texts += [text for pair in alarms_of(seen.day, ZoneInfo("UTC")) for text in pair]
    same = {said for text in texts if (said := say(text, "he")) == say(text, "en")}
    assert same <= {"Telegram", "WhatsApp", "02:00"}
    titles = {one.title for one in pictures_of(seen.day, ZoneInfo("UTC"), "he")}
    assert not titles & {one.title for one in pictures_of(seen.day, ZoneInfo("UTC"), "en")}


async def test_who_has_a_key_is_given_no_link_that_would_hold_it(database: Database) -> None:
    async with serving(Watched(database), KEY) as client, client.get(f"/status?key={KEY}&lang=fr") as answer:
        text = await answer.text()
    assert '<html lang="fr"' in text
    assert "hreflang" not in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["fr", "he"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_everybody_can_use_it_in_another_language(
    browser: Browser, database: Database, language: str, width: int
) -> None:
    database.write_here(a_day)
    async with serving(Watched(database)) as client:
        look = await browser.new_page(viewport={"width": width, "height": 800})
        await look.goto(str(client.make_url(f"/status?lang={language}")))
        if folder := os.environ.get("TOCSIN_PICTURES"):
            await look.screenshot(path=f"{folder}/status-{language}-{width}.png", full_page=True)
        await for_everybody(look, width)
        await look.close()
