"""Logs: structured lines with ids, on standard error; no address, no secret, no article."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from bot.settings import Log

CHATTY = (
    "apscheduler",
    "httpx",
    "telegram",
    "twilio",
    "trafilatura",
    "asyncio",
    "aiohttp",
    "charset_normalizer",
)


def configure(settings: Log) -> None:
    """Choose what is logged, and its shape: coloured for a person at a terminal, else JSON lines."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    console = settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # what libraries say of requests may hold tokens (they stand in Telegram's URLs) and numbers
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR)


def logger(**context: Any) -> FilteringBoundLogger:  # noqa: ANN401 -- whatever a line is to carry
    """Make a logger whose lines carry `context`."""
    made: FilteringBoundLogger = structlog.get_logger(**context)
    return made
