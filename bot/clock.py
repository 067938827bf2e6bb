"""The only clock: everything else takes ``now`` as an argument."""

from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones


class Clock(Protocol):
    """What tells the time: the real one, or a test's."""

    def __call__(self) -> datetime:
        """Return the moment, aware and in UTC."""
        ...


def utc_now() -> datetime:
    """Return the moment, aware and in UTC."""
    return datetime.now(UTC)


@lru_cache(256)
def zone_of(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """Give the time zone of a name; `otherwise` where there is no name, or none that is known here."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (LookupError, ValueError, OSError):  # it was renamed, or the machine has other time zones
        return otherwise


@cache
def zone_names() -> tuple[str, ...]:
    """Name the time zones of places that are known here, such as Europe/Paris."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )
