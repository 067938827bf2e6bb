"""Time zones by the names that people give them: a city, in any language of ours, or the zone's own name."""

from functools import cache

from bot.clock import zone_names
from bot.rules.consent import fold
from bot.texts import SOURCE_LANGUAGE, languages, say_city


def zone_in(words: str) -> str | None:
    """Find the time zone that some words name; None where there is none."""
    return _by_name().get(fold(words.replace("_", " ")))


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for zone in sorted(zone_names(), key=_is_alias):
        called = {zone.replace("_", " "), _city(zone)}
        for each in called | {say_city(zone, language) for language in languages()}:
            names.setdefault(fold(each), zone)
    return names


def _is_alias(zone: str) -> bool:
    return _city(zone) != say_city(zone, SOURCE_LANGUAGE)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
