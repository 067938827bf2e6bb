"""What newsrooms of one process share."""

import pytest

from bot.app.shared import Shared
from bot.sources.pool import Pool


async def test_the_parsers_are_one_for_all_and_end_with_whoever_leaves_last() -> None:
    shared = Shared()
    one, other = shared.take(), shared.take()
    assert one is other
    assert await one.run(len, "abc") == 3
    await shared.leave()
    assert one.pids
    await shared.leave()
    assert not one.pids


async def test_whoever_takes_none_need_not_leave() -> None:
    shared = Shared()
    shared.close()
    assert isinstance(shared.take(), Pool)
    await shared.leave()


async def test_databases_are_opened_beside_the_loop() -> None:
    shared = Shared()
    assert await shared.opening(lambda: 7) == 7
    shared.close()
    with pytest.raises(RuntimeError):
        await shared.opening(lambda: 7)
