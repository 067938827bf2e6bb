"""A service is taken away and brought back: the owner hears of it on the other channel, once each."""

from sqlalchemy import update

from bot.model import Role
from bot.store.schema import subscriber
from tests.test_walk import OnBoth
from tests.walk.stage import HEADLINE, Stage

AFTER = 2
"""Seconds for which a channel accepts nothing before that is told."""

BEGINS, ENDS = "Telegram accepts nothing", "All well again: Telegram accepts messages"


async def test_the_owner_hears_once_that_a_service_is_away_and_once_that_it_is_back(on_both: OnBoth) -> None:
    async def case(stage: Stage) -> None:
        stage.settings["TOCSIN_WATCH_AFTER"] = str(AFTER)
        await stage.with_readers()
        owner = stage.readers[2]
        theirs = update(subscriber).where(subscriber.c.address == owner.removeprefix("twilio:"))
        await stage.database.write(lambda tx: tx.execute(theirs.values(role=Role.OWNER)))
        await stage.post("/faults", service="telegram", kind="before_502", times=12)

        async def told(words: str) -> int:
            return sum(words in text for text in (await stage.heard()).get(owner, []))

        async def hears_of_it() -> bool:
            return await told(BEGINS) > 0

        async def hears_the_end() -> bool:
            return await told(ENDS) > 0

        process = await stage.start()
        await stage.until(hears_of_it)
        assert await stage.stop(process) == 0
        await stage.start()
        await stage.until(hears_the_end, 45.0)
        assert (await told(BEGINS), await told(ENDS)) == (1, 1)
        heard = await stage.heard()
        assert all(HEADLINE in heard[reader][0] for reader in stage.readers[:2])

    await on_both(case)
