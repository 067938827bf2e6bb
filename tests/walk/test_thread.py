"""A story's thread from the written alert to the phones: who gets which update, and what it follows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.clock import utc_now
from bot.model import AlertKind, Priority, StoryId, Summary, Updates
from bot.store import batch as batches
from tests.rows import a_story, a_subscriber, an_alert
from tests.test_walk import OnBoth
from tests.walk.stage import BOT, HEADLINE, NUMBER, PHONES, TOPIC, Stage

IMPORTANT = "Harbour bridge closes again after a ship has struck it"
SMALL = "Harbour bridge: the ferry runs every ten minutes"
ACCOUNTS = {"telegram": BOT, "whatsapp": NUMBER}


async def tell(
    stage: Stage, story: StoryId, headline: str, kind: AlertKind, *, important: bool = True
) -> None:
    """Write an alert of a story, and lay it for its readers."""
    now = utc_now()
    words = Summary(headline, (), "en")

    def write(tx: Connection) -> None:
        about: dict[str, Any] = {"kind": kind, "important": important, "summary": words, "topics": [TOPIC]}
        id_ = an_alert(tx, story_id=story, now=now, **about)
        batches.fan_out(tx, id_, Priority.NORMAL, now)

    await stage.database.write(write)


async def readers_with_wishes(stage: Stage) -> dict[str, Updates]:
    """Make readers on each channel who want important updates, and none; the phones' want all."""
    people = await stage.post("/people", telegram=2, whatsapp=2)
    wishes = dict.fromkeys(PHONES.values(), Updates.ALL)

    def write(tx: Connection) -> None:
        for channel, service in (("telegram", "telegram"), ("whatsapp", "twilio")):
            for address, wish in zip(people[channel], (Updates.IMPORTANT, Updates.NONE), strict=True):
                a_subscriber(
                    tx,
                    channel=channel,
                    account=ACCOUNTS[channel],
                    address=str(address),
                    topics=[TOPIC],
                    updates=wish,
                    heard_at=utc_now(),
                )
                wishes[f"{service}:{address}"] = wish

    await stage.database.write(write)
    return wishes


async def until_heard(stage: Stage, expected: Mapping[str, int]) -> None:
    """Wait until each reader has so many messages, and no row waits."""

    async def heard() -> bool:
        texts = await stage.heard()
        return all(len(texts.get(reader, [])) >= count for reader, count in expected.items())

    await stage.until(heard)
    await stage.until(stage.rests)


async def test_updates_follow_the_first_alert_and_reach_those_who_want_them(on_both: OnBoth) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_phones()
        wishes = await readers_with_wishes(stage)
        await stage.start()
        await stage.until_at_work()
        for phone in PHONES:
            await stage.write(phone, "/updates all")
        await until_heard(stage, dict.fromkeys(PHONES.values(), 1))
        await stage.session.delete(f"{stage.root}/sandbox/journal")

        story = await stage.database.write(a_story)
        await tell(stage, story, HEADLINE, AlertKind.NEW)
        await until_heard(stage, dict.fromkeys(wishes, 1))
        await tell(stage, story, IMPORTANT, AlertKind.UPDATE)
        await tell(stage, story, SMALL, AlertKind.UPDATE, important=False)
        await until_heard(stage, dict.fromkeys(PHONES.values(), 3))

        heard = await stage.heard()
        want = {
            Updates.ALL: [HEADLINE, IMPORTANT, SMALL],
            Updates.IMPORTANT: [HEADLINE, IMPORTANT],
            Updates.NONE: [HEADLINE],
        }
        told = {reader: headlines(texts) for reader, texts in heard.items()}
        assert told == {reader: want[wish] for reader, wish in wishes.items()}
        await telegram_replies(stage)
        whatsapp_quotes(heard[PHONES["whatsapp"]])

    await on_both(case)


def headlines(texts: list[str]) -> list[str]:
    """Say which alert each message is, by its own headline."""
    return [
        next(one for one in (SMALL, IMPORTANT, HEADLINE) if one in text.partition("The Paper")[0])
        for text in texts
    ]


async def telegram_replies(stage: Stage) -> None:
    async with stage.session.get(f"{stage.root}/sandbox/phones") as answer:
        bubbles = (await answer.json())["telegram"]["bubbles"]
    (first,) = [one for one in bubbles if one["text"].startswith(HEADLINE)]
    updates = [one for one in bubbles if one["text"].startswith((IMPORTANT, SMALL))]
    assert not first.get("reply_to")
    assert [one["reply_to"] for one in updates] == [first["id"]] * 2
    assert all("Update · The Paper · " in one["text"] for one in updates)
    assert not any("Update of" in one["text"] for one in bubbles)


def whatsapp_quotes(texts: list[str]) -> None:
    quote = f"↩ Update of: “\u2068{HEADLINE}\u2069”\n\n"
    assert len(HEADLINE) <= 60
    assert [text.startswith(quote) for text in texts] == [False, True, True]
    assert ["Update · The Paper · " in text for text in texts] == [False, True, True]
