"""Logs: structured lines with ids, on standard error; no address, no secret, no article."""

import logging
import re
import sys
from contextlib import AbstractContextManager
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, FilteringBoundLogger, Processor

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

UNSAID = re.compile(
    r"\d{5,}:[\w-]{20,}"  # a Telegram token
    r"|\b(?:[A-Z]{2})?[0-9a-f]{32}\b"  # Twilio's account and token
    r"|(?<=://)[^/@\s]+@"  # a name and password in a URL
    r"|\+?\d{7,}"  # a phone number, a chat's id
)
"""What exceptions of libraries and databases may quote, and no log may hold."""


def configure(settings: Log) -> None:
    """Choose what is logged, and its shape: coloured for a person at a terminal, else JSON lines."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    console = settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # never with the variables of each frame, which is structlog's default: they hold all that is secret
    last: list[Processor] = (
        [structlog.processors.format_exc_info, discreet, _console()]
        if console
        else [
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            discreet,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # what libraries say of requests may hold tokens (they stand in Telegram's URLs) and numbers
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR)


class DiscreetFormatter(logging.Formatter):
    """Formats what libraries log, without what no log may hold."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record, its traceback included."""
        return UNSAID.sub("…", super().format(record))


def discreet(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Take out of a line's texts what no log may hold: numbers of ours (ids, counts) are no texts."""
    return {key: _discreet(value) for key, value in event.items()}


def _discreet(value: Any) -> Any:  # noqa: ANN401 -- whatever a line carries
    if isinstance(value, str):
        return UNSAID.sub("…", value)
    if isinstance(value, dict):
        return {key: _discreet(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_discreet(inner) for inner in value]
    return value


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def carrying(**context: str) -> AbstractContextManager[None]:
    """Let all lines that are logged within carry `context`, in whatever task they are."""
    return structlog.contextvars.bound_contextvars(**context)


def logger(**context: Any) -> FilteringBoundLogger:  # noqa: ANN401 -- whatever a line is to carry
    """Make a logger whose lines carry `context`."""
    made: FilteringBoundLogger = structlog.get_logger(**context)
    return made
