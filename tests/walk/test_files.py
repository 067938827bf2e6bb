"""An admin sends a file and takes in who is in it, on either phone; kills lose nobody, and double nobody."""

import pytest
from sqlalchemy import Connection, func, select

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from bot.store.schema import consent, subscriber, subscription
from tests.test_walk import OnBoth
from tests.walk.nursery import Point
from tests.walk.stage import PHONES, Stage
from tests.walk.test_forgetting import until_told

RAW = {"Content-Type": "application/octet-stream"}
RIGHT, WRONG = 150, 3

ARROWS = {
    "fetched-and-not-stored": Point("bot.channels.telegram_files:download", "after", []),
    "while-it-is-looked-at": Point("bot.store.departure:unmarked", "after", []),
    "before-the-question-is-committed": Point(
        "bot.pipeline.bearer:Bearer.say", "after", ["look at the file"]
    ),
    "after-the-yes": Point("bot.pipeline.taking_in:TakingIn._begin", "before", []),
    "inside-the-first-stretch": Point("bot.store.roster:take_in", "after", []),
    "between-two-stretches": Point("bot.pipeline.bearer:Bearer.progress", "after", ["80"]),
    "before-the-end-is-committed": Point("bot.pipeline.taking_in:TakingIn._finish", "after", []),
}


def table() -> bytes:
    right = "".join(f"whatsapp;+3361234{n:04d};N{n};2025-01-02;a form\n" for n in range(RIGHT))
    wrong = "".join(f"whatsapp;061234{n:04d};N{n};;\n" for n in range(WRONG))
    return ("channel;address;name;consent_at;consent_how\n" + right + wrong).encode("utf-16")


async def send(stage: Stage, phone: str) -> None:
    url = f"{stage.root}/sandbox/phones/{phone}/file?name=people.csv"
    async with stage.session.post(url, data=table(), headers=RAW) as answer:
        assert answer.status == 200


async def press(stage: Stage, phone: str) -> None:
    """Press the yes below the look, once it is on the phone."""
    keys: list[tuple[str, str]] = []

    async def shown() -> bool:
        async with stage.session.get(f"{stage.root}/sandbox/phones") as answer:
            bubbles = (await answer.json())[phone]["bubbles"]
        keys[:] = [
            (one["id"], key["data"])
            for one in bubbles
            for row in one["buttons"]
            for key in row
            if key.get("data", "").startswith("import yes")
        ]
        return bool(keys)

    await stage.until(shown)
    bubble, data = keys[-1]
    await stage.post(f"/phones/{phone}/press", bubble=bubble, data=data)


def taken_in(tx: Connection) -> tuple[int, int, int]:
    """Count the people, their proofs, and the steps of their histories."""
    people = select(subscriber.c.id).where(
        subscriber.c.address.like("+3361234%"), subscriber.c.status == "active"
    )
    proofs = select(func.count()).select_from(subscription).where(subscription.c.subscriber_id.in_(people))
    steps = select(func.count()).select_from(consent).where(consent.c.subscriber_id.in_(people))
    count = select(func.count()).select_from(people.subquery())
    return tx.scalar(count) or 0, tx.scalar(proofs) or 0, tx.scalar(steps) or 0


def owners(stage: Stage) -> None:
    stage.settings["TOCSIN_OWNER"] = f"telegram:{TELEGRAM_READER_ID},whatsapp:{WHATSAPP_READER}"


@pytest.mark.parametrize("phone", PHONES)
async def test_a_file_is_sent_looked_at_and_taken_in_and_the_list_handed_back(
    on_both: OnBoth, phone: str
) -> None:
    async def case(stage: Stage) -> None:
        owners(stage)
        await stage.with_phones()
        process = await stage.start()
        await stage.until_at_work()
        await send(stage, phone)
        await until_told(stage, phone, f"{RIGHT} people can be taken in")
        assert await stage.database.read(taken_in) == (0, 0, 0)
        await press(stage, phone)
        await until_told(stage, phone, f"{RIGHT} people were taken in")
        assert await stage.database.read(taken_in) == (RIGHT, RIGHT, RIGHT)
        await stage.write(phone, "/export" if phone == "telegram" else "export")

        async def handed() -> bool:
            async with stage.session.get(f"{stage.root}/sandbox/phones") as answer:
                bubbles = (await answer.json())[phone]["bubbles"]
            return any(one.get("file", {}).get("name", "").startswith("people-") for one in bubbles)

        await stage.until(handed)
        assert await stage.stop(process) == 0
        said = stage.log.read_text("utf-8")
        assert "3361234" not in said
        assert "/files/" not in said

    await on_both(case)


@pytest.mark.parametrize("arrow", ARROWS)
async def test_a_kill_loses_and_doubles_nobody(on_both: OnBoth, arrow: str) -> None:
    async def case(stage: Stage) -> None:
        owners(stage)
        await stage.with_phones()
        process = await stage.start(ARROWS[arrow])
        await stage.until_at_work()
        await send(stage, "telegram")
        early = list(ARROWS).index(arrow) <= 2
        if not early:
            await until_told(stage, "telegram", f"{RIGHT} people can be taken in")
            await press(stage, "telegram")
        await stage.until_killed(process)
        await stage.start()
        if early:
            await until_told(stage, "telegram", f"{RIGHT} people can be taken in")
            await press(stage, "telegram")
        await until_told(stage, "telegram", f"{RIGHT} people were taken in")
        assert await stage.database.read(taken_in) == (RIGHT, RIGHT, RIGHT)
        heard = (await stage.heard())[PHONES["telegram"]]
        # the one question was changed in place by the yes, and there is no second one
        assert len([one for one in heard if "Import #1 begins" in one]) == 1
        assert [one for one in heard if "can be taken in" in one] == []
        assert len([one for one in heard if "were taken in" in one]) == 1

    await on_both(case)
