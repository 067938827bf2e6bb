"""Watching: what looks for what is amiss with the service, put together from what was opened."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.app.accounts import Accounts
from bot.clock import utc_now
from bot.errors import ChannelError
from bot.pipeline.alarm import Alarms
from bot.ports import Vetted
from bot.rules.alarm import Bounds
from bot.store.database import understood

if TYPE_CHECKING:
    from bot.app.opening import Opened
    from bot.pipeline.bell import Bell
    from bot.settings import Settings


PATIENCE: Final = 8.0
"""Seconds for which a service may think about its templates."""


def watching(
    made: "Opened", channels: Accounts, bell: "Bell"
) -> tuple[float, Callable[[], Coroutine[object, object, int]]]:
    """Make what is to be run again and again, and after how many seconds."""
    said = made.settings.watch
    bounds = Bounds(timedelta(seconds=said.after), timedelta(seconds=said.sources_after))
    names = {id_: one.name for id_, one in channels.items()}
    rates = {one.name: one.limits.rate for one in channels.values()}
    alarms = Alarms(
        made.database,
        names,
        rates,
        bounds,
        said.most,
        made.newsroom.timezone,
        utc_now,
        made.log,
        bell,
        lambda: room(made.settings),
        lambda: shut(channels.values()),
    )
    return bounds.every.total_seconds() / 2, alarms.run_due


async def shut(channels: Iterable[object]) -> Sequence[str] | None:
    """Ask which templates may not be used; None where no channel has any, or a service does not say."""
    vetted = [one for one in channels if isinstance(one, Vetted)]
    if not vetted:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return [name for one in vetted for name in await one.shut()]
    except (ChannelError, TimeoutError):
        return None


def room(settings: "Settings") -> int | None:
    """Say how many bytes the disk of a SQLite file has free; None where it has none, or none tells."""
    url = understood(settings.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    try:
        return shutil.disk_usage(Path(url.database).absolute().parent).free
    except OSError:
        return None
