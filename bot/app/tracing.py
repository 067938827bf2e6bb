"""Tracing, switched on: where the environment asks for spans, they are handed over while the program runs."""

import asyncio
import os
from contextlib import AsyncExitStack
from importlib import import_module
from pathlib import Path

from structlog.typing import FilteringBoundLogger

from bot.surroundings import env_file, surroundings
from bot.tracing import STANDARD, Tracing, is_wanted, tracing


def lend(folder: Path = Path("config")) -> None:
    """Let OpenTelemetry find what ``tocsin.env`` says of it: it reads its variables itself."""
    for name, value in env_file(folder / "tocsin.env").items():
        if name.startswith(STANDARD) and value:
            os.environ.setdefault(name, value)  # noqa: TID251 -- see above; nothing of ours is read here


async def trace(log: FilteringBoundLogger, closing: AsyncExitStack) -> None:
    """Begin to tell of steps, if that is wanted; `closing` hands over the last of them."""
    variables = surroundings()
    if not is_wanted(variables):
        return
    try:
        # here, and off the loop: it is an extra, and takes a third of a second
        export = await asyncio.to_thread(import_module, "bot.tracing.export")
    except ImportError:
        log.warning("spans are wanted, and the extra otel is not installed")
        return
    try:
        hand = export.Export(variables, log)
    except Exception as error:  # noqa: BLE001 -- whatever the library makes of a variable, alerts go out
        log.error("spans can't be handed over: a variable is wrong", reason=str(error))  # noqa: TRY400 -- one line says it
        return
    closing.push_async_callback(asyncio.to_thread, hand.close)
    tracing.set(Tracing(hand))
