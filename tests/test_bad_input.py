"""Bad input of every kind: a clear word to the right person, and nothing else is the poorer for it."""

import asyncio
import re
import socket
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.store.schema import event
from tests.house import PHONES, House, Paper, Serve, feed, free_port, item, living, printing
from tests.program import refusal
from tests.sandbox.stand import ACCOUNT, AUTH, TOKEN, standing

TITLE = "Town council opens a new bridge over the river"
TEXT = "The town council opened a new bridge over the river on Sunday, its mayor said. It took three years."
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


async def _news_arrives(house: House, paper: Paper, title: str = TITLE) -> None:
    """Publish in the good feed, and see it on both phones."""
    paper.shelf["good.xml"] = feed(item(title, f"{paper.url}good/{len(title)}", TEXT * 8))
    for phone in PHONES:
        await house.told(phone, title)


async def _slow(_request: web.Request) -> web.Response:
    await asyncio.sleep(3)
    return web.Response()


BAD_FEEDS: dict[str, tuple[bytes | str | Serve | None, str]] = {
    "page.xml": ("<!doctype html><html><body><h1>Hello</h1></body></html>", "page"),
    "empty.xml": (b"", "empty"),
    "huge.xml": (feed(item(TITLE, text="x" * 600_000)), "sends more than"),
    "slow.xml": (_slow, "1 seconds"),
    "words.xml": (b"Come back tomorrow.", "neither RSS nor Atom"),
    "missing.xml": (None, "404"),
}


async def test_a_bad_feed_is_named_to_who_added_it_and_holds_up_no_other(tmp_path: Path) -> None:
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        paper.shelf |= {name: what for name, (what, _said) in BAD_FEEDS.items() if what is not None}
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.told("telegram", "The Paper")
            await house.has_looked()
            await house.write("telegram", "/language en")
            for name in BAD_FEEDS:
                await house.write("telegram", f"/addsource {paper.url}{name}")
            for name, (_what, said) in BAD_FEEDS.items():
                words = f"I keep trying, ever less often. /pause {_id(name)}"
                bubble = await house.told("telegram", words)
                assert re.search("source .*can't be read", bubble["text"]), bubble["text"]
                assert paper.url + name in bubble["text"]
                assert said in bubble["text"]
            await _news_arrives(house, paper)
            assert "can't be read" not in str(await house.bubbles("whatsapp"))
            failures = [one["source"] for one in house.logged("source fails")]
            assert sorted(failures) == [_id(name) for name in BAD_FEEDS]


def _id(name: str) -> int:
    return list(BAD_FEEDS).index(name) + 2  # the first is the good one


async def test_a_feed_in_a_wrong_encoding_is_read_as_well_as_can_be(tmp_path: Path) -> None:
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.has_looked()
            words = feed(item("Le château fermé rouvrira à Noël", "https://paper.example/1", TEXT * 8))
            claimed = words.replace(b"?>", b' encoding="utf-8"?>', 1)
            paper.shelf["good.xml"] = claimed.decode().encode("cp1252")
            for phone in PHONES:
                assert "Le château fermé rouvrira à Noël" in (await house.told(phone, "rouvrira"))["text"]


async def test_entries_without_id_title_or_date_arrive_with_what_they_have(tmp_path: Path) -> None:
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        paper.shelf["untitled"] = f"<html><head><title>A page's title</title></head><p>{TEXT * 6}</p></html>"
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.has_looked()
            paper.shelf["good.xml"] = feed(
                item("No id and no date, but a link to follow", f"{paper.url}one", TEXT * 8),
                item("", f"{paper.url}untitled", ""),
                item(
                    "A storm is on its way to the islands", "", "Winds of 90 km/h are expected at sea. " * 8
                ),
                "",
            )
            for phone in PHONES:
                assert "/one" in str(await house.told(phone, "No id and no date"))
                await house.told(phone, "A page's title")
                await house.told(phone, "A storm is on its way")
            await _news_arrives(house, paper)
            assert not house.logged("source fails")


async def test_an_article_without_text_arrives_as_its_headline(tmp_path: Path) -> None:
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        paper.shelf["bare"] = "<html><body><nav>Menu</nav><img src=x></body></html>"
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.has_looked()
            paper.shelf["good.xml"] = feed(item("The harbour is closed until Monday", f"{paper.url}bare"))
            for phone in PHONES:
                bubble = await house.told(phone, "The harbour is closed until Monday")
                assert "Menu" not in bubble["text"]
            await _news_arrives(house, paper)


async def test_a_title_of_markup_overrides_and_5000_characters_is_tamed_on_both_phones(
    tmp_path: Path,
) -> None:
    titles = {
        "<b>": 'A <script>alert("1")</script> & <b>bold</b> claim of 3 < 4',
        "bidi": f"{OVERRIDES}Highway agency \u202eends\u202c the new road{OVERRIDES}",
        "long": "Council members " + "disagree " * 560,
    }
    texts = {
        "<b>": "Nobody at the fair believed what was printed on the poster.",
        "bidi": "Cars and buses may use it from Friday, and cyclists have a lane of their own.",
        "long": "How long they will go on about the budget, no one in the hall can tell.",
    }
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.has_looked()
            paper.shelf["good.xml"] = feed(
                *(item(escaped(one), f"{paper.url}{name}", texts[name] * 8) for name, one in titles.items())
            )
            for phone in PHONES:
                marked = await house.told(phone, "claim of 3 < 4")
                assert "&lt; 4" in marked["html"]
                assert "&amp;" in marked["html"]
                assert "<script" not in marked["html"]
                headline = (await house.told(phone, "the new road"))["text"].split("\n")[0]
                assert headline == "Highway agency ends the new road"
                long = (await house.told(phone, "disagree"))["text"].split("\n")[0]
                assert len(long) <= 90
                assert re.fullmatch(r"Council members (disagree ?)+…", long)
                for bubble in await house.bubbles(phone):
                    alone = re.sub("\u2068([^\u2068\u2069]*)\u2069", r"\1", bubble["text"])  # our own pairs
                    assert not set(alone) & set(OVERRIDES), ascii(bubble["text"])
            await _news_arrives(house, paper)


def escaped(title: str) -> str:
    """Write a title as a feed means it literally: RSS readers unescape titles once more."""
    return title.replace("&", "&amp;").replace("<", "&lt;")


async def test_a_forged_hook_is_turned_away_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    async with printing() as paper:
        paper.shelf["good.xml"] = feed()
        async with living(tmp_path, f"{paper.url}good.xml") as house:
            await house.has_looked()
            await house.told("whatsapp", "The Paper")
            # all but the receipts of what was told before: those come when they like
            heard = select(func.count(event.c.id)).where(event.c.kind != "receipt")
            before = await house.database.read(lambda tx: tx.scalar(heard))
            forged = {"MessageSid": "SM" + "0" * 32, "From": "whatsapp:+15550101", "Body": "STOP"}
            for headers in ({}, {"X-Twilio-Signature": "bm90IHNpZ25lZA=="}):
                hook = f"{house.url}/hooks/whatsapp"
                async with house.session.post(hook, data=forged, headers=headers) as answer:
                    assert answer.status == 403
            assert before == await house.database.read(lambda tx: tx.scalar(heard))
            kept = select(func.count(event.c.id)).where(event.c.key.contains(forged["MessageSid"]))
            assert await house.database.read(lambda tx: tx.scalar(kept)) == 0
            turned = house.logged("hook turned away")
            assert len(turned) == 2
            assert "+1555" not in str(turned)
            await _news_arrives(house, paper)


NAMED = {"telegram": ("/help", "/topics"), "whatsapp": ("HELP", "TOPICS")}
"""How each phone's readers are told of a command: WhatsApp knows no slash."""


async def test_an_unknown_command_is_answered_with_what_there_is(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        await house.told("telegram", "The Paper")
        await house.told("whatsapp", "The Paper")
        for phone, (everything, near) in NAMED.items():
            await house.write(phone, "/language en")
            await house.write(phone, "/frobnicate")
            await house.write(phone, "/topisc")
            assert everything in (await house.told(phone, "/frobnicate"))["text"]
            assert f"Did you mean {near}" in (await house.told(phone, "/topisc"))["text"]


async def test_a_wrong_token_costs_one_channel_and_says_so_once(tmp_path: Path) -> None:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    async with printing() as paper, standing(whatsapp_hook=f"{url}/hooks/whatsapp") as stand:
        paper.shelf["good.xml"] = feed()
        settings = {
            "PORT": port,
            "PUBLIC_URL": url,
            "TELEGRAM_BOT_TOKEN": "4711:wrong-token-of-this-test",
            "TELEGRAM_API_URL": f"{stand.base}/telegram",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH,
            "TWILIO_API_URL": f"{stand.base}/twilio",
            "TWILIO_CONTENT_API_URL": f"{stand.base}/content",
            "TWILIO_WHATSAPP_FROM": "+15550100",
        }
        assert TOKEN not in settings.values()
        async with living(tmp_path, f"{paper.url}good.xml", sandbox=stand.base, **settings) as house:
            await house.has_looked()
            await house.write("whatsapp", "START")
            await house.told("whatsapp", "The Paper")
            paper.shelf["good.xml"] = feed(item(TITLE, f"{paper.url}1", TEXT * 8))
            await house.told("whatsapp", TITLE)
            (said,) = [one for one in house.log if one.get("channel") == "telegram"]
            assert said["log_level"] == "error"
            assert "token" in said["reason"].lower()
            assert "wrong-token" not in str(house.log)
            async with house.session.get(f"{house.url}/ready") as answer:
                assert answer.status == 200


@pytest.mark.parametrize("missing", ["nowhere.toml", "broken.toml"])
def test_a_missing_or_broken_newsroom_file_ends_with_one_line(tmp_path: Path, missing: str) -> None:
    (tmp_path / "broken.toml").write_text("[newsroom\n", encoding="utf-8")
    status, said = refusal(tmp_path, TOCSIN_NEWSROOM=str(tmp_path / missing))
    assert status == 2
    assert re.fullmatch(rf"tocsin: .*{re.escape(missing)}.*\n", said)


def test_a_busy_port_ends_with_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        status, said = refusal(tmp_path, PORT=str(port))
    assert status == 2
    assert re.fullmatch(rf"tocsin: PORT {port} .*write for example PORT={port + 1}\n", said)
