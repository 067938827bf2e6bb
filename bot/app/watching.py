"""Watching: what looks for what is amiss with the service, put together from what was opened."""

import shutil
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.accounts import Accounts
from bot.clock import utc_now
from bot.pipeline.alarm import Alarms
from bot.rules.alarm import Bounds
from bot.store.database import understood

if TYPE_CHECKING:
    from bot.app.opening import Opened
    from bot.pipeline.bell import Bell
    from bot.settings import Settings


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
    )
    return bounds.every.total_seconds() / 2, alarms.run_due


def room(settings: "Settings") -> int | None:
    """Say how many bytes the disk of a SQLite file has free; None where it has none, or none tells."""
    url = understood(settings.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    try:
        return shutil.disk_usage(Path(url.database).absolute().parent).free
    except OSError:
        return None
