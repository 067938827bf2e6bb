"""Quiet hours from the reader's word to the phones: what was held comes as one digest when they end."""

from datetime import timedelta

from sqlalchemy import Connection, func, select

from bot.clock import utc_now
from bot.model import Priority, Summary
from bot.store import batch as batches
from bot.store.schema import delivery
from tests.rows import an_alert, fates
from tests.test_walk import OnBoth
from tests.walk.stage import HEADLINE, PHONES, TOPIC, Stage

SECOND = "Council agrees on a budget for the coming year"
URGENT = "Dam above the valley gives way"


async def tell(stage: Stage, headline: str, priority: Priority) -> None:
    """Write an alert, and lay it for its readers."""

    def write(tx: Connection) -> None:
        now = utc_now()
        words = Summary(headline, (), "en")
        id_ = an_alert(tx, topics=[TOPIC], summary=words, priority=priority, now=now)
        batches.fan_out(tx, id_, priority, now)

    await stage.database.write(write)


async def until_fates(stage: Stage, **wanted: int) -> None:
    """Wait until the alerts' deliveries stand so; what was delivered or read was sent."""

    async def stand() -> bool:
        found = dict(await stage.database.read(fates))
        sent = sum(found.pop(state, 0) for state in ("sent", "delivered", "read"))
        return found | {"sent": sent} == wanted

    await stage.until(stand)


async def until_held(stage: Stage, count: int) -> None:
    """Wait until so many deliveries are held: what is queued and not yet looked at is not, so far."""
    held = select(func.count()).where(delivery.c.fold_at.is_not(None))

    async def stand() -> bool:
        return await stage.database.read(lambda tx: tx.scalar(held)) == count

    await stage.until(stand)


async def until_heard(stage: Stage, count: int) -> dict[str, list[str]]:
    """Wait until each phone has so many messages, and say which."""

    async def heard() -> bool:
        texts = await stage.heard()
        return all(len(texts.get(reader, [])) >= count for reader in PHONES.values())

    await stage.until(heard)
    return await stage.heard()


async def test_what_quiet_hours_hold_comes_as_one_digest_on_both_phones(on_both: OnBoth) -> None:
    async def case(stage: Stage) -> None:
        await stage.with_phones()
        process = await stage.start()
        await stage.until_at_work()
        now = utc_now()
        hours = f"{now - timedelta(hours=2):%H:00}-{now + timedelta(hours=3):%H:00}"
        for phone in PHONES:
            await stage.write(phone, f"/quiet {hours}")
        await until_heard(stage, 1)
        await tell(stage, HEADLINE, Priority.NORMAL)
        await tell(stage, SECOND, Priority.NORMAL)
        await tell(stage, URGENT, Priority.BREAKING)
        await until_fates(stage, queued=4, sent=2)
        await until_held(stage, 4)

        assert await stage.stop(process) == 0  # what is held is held in rows
        await stage.start()
        await stage.until_at_work()
        for phone in PHONES:
            await stage.write(phone, "/quiet off")
        await until_fates(stage, folded=4, sent=2)
        for texts in (await until_heard(stage, 4)).values():
            (digest,) = [text for text in texts if HEADLINE in text]
            assert SECOND in digest
            assert digest.count("https://paper.example/1") == 2
            assert "What you have not heard yet" in digest
            assert URGENT not in digest
            assert sum(URGENT in text for text in texts) == 1

    await on_both(case)
