"""Words for people: English stands in the code, each other language in one ``.po`` file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from typing import TypeAlias

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
GROUPED = 1000  # from here on the digits of a count stand in groups
ROUGH = 100_000  # from here on few signs do, where there is no room
_OWN_SIGNS = {language: {",": "،", ";": "؛"} for language in ("ar", "fa", "ur")}

Value: TypeAlias = "str | int | Text"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that no language was chosen for yet; `say` renders them."""

    singular: str
    values: Mapping[str, Value]
    plural: str = ""
    count: int = 1


def _(text: str, /, **values: Value) -> Text:
    """Mark English words for translation; ``{name}`` in them takes the value of that name."""
    return Text(text, values)


def n_(singular: str, plural: str, count: int, /, **values: Value) -> Text:
    """Mark words that change with a count; ``{count}`` in them takes it."""
    return Text(singular, {"count": count, **values}, plural, count)


def counted(count: int) -> Text:
    """Wrap a count that stands beside another one, to be written as counts are."""
    return Text("{count}", {"count": count}, "{count}", count)


def verbatim(words: str) -> Text:
    """Wrap words that are said as they are in every language: a name, a headline."""
    return Text("{words}", {"words": words})


def say(text: Text, language: str) -> str:
    """Render words in a language; what it lacks is said in English."""
    values = {
        name: say(value, language) if isinstance(value, Text) else str(value)
        for name, value in text.values.items()
    }
    if text.plural:
        values["count"] = say_number(text.count, language)
    return _pattern(text, language).format_map(values)


def languages() -> tuple[str, ...]:
    """Name the languages that the interface speaks, English first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in LOCALE_FOLDER.glob("*.po")))


def nearest_language(tag: str, among: tuple[str, ...] = ()) -> str:
    """Choose the language nearest to a tag such as ``fr-CA``; the first of `among` when none is near."""
    known = among or languages()
    primary = tag.replace("_", "-").split("-")[0].lower()
    primary = {"iw": "he"}.get(primary, primary)
    return primary if primary in known else known[0]


@lru_cache(maxsize=256)
def is_leftward(language: str) -> bool:
    """Say whether a language such as ``ar-EG`` runs from right to left by CLDR; an unknown one does not."""
    return bool(_locale(language.replace("_", "-").split("-")[0]).text_direction == "rtl")


def way_of(language: str) -> str:
    """Say which way a language runs, as HTML has it: ``rtl`` or ``ltr``."""
    return "rtl" if is_leftward(language) else "ltr"


def language_name(language: str, of: str = "") -> str:
    """Name a language in itself, français, עברית, or in another one."""
    try:
        return Locale.parse(language).get_display_name(of or language) or language
    except (UnknownLocaleError, ValueError):
        return language


def say_row(parts: Iterable[str], language: str, sign: str = ",") -> str:
    """Write parts one after the other, between them a comma or another sign as the language writes it."""
    return f"{_OWN_SIGNS.get(language, {}).get(sign, sign)} ".join(parts)


def say_number(number: int, language: str) -> str:
    """Write a count as the language's readers do: 12,500 or 12.500; numbers that name something stay bare."""
    return numbers.format_decimal(number, locale=_locale(language)) if number >= GROUPED else str(number)


def say_mean(total: int, parts: int, language: str) -> str:
    """Write a mean with at most one decimal place, as the language's readers do."""
    return numbers.format_decimal(round(total / parts, 1), locale=_locale(language))


@lru_cache(256)  # an alert tells thousands the same
def say_time(moment: datetime, language: str, zone: tzinfo) -> str:
    """Write a moment's time of day as the language's readers do, in a time zone."""
    return dates.format_time(moment, "short", tzinfo=zone, locale=_locale(language))


def say_moment(moment: datetime, language: str, zone: tzinfo) -> str:
    """Write a moment's day and time as the language's readers do, in a time zone."""
    return dates.format_datetime(moment, "short", tzinfo=zone, locale=_locale(language))


def say_day(moment: datetime, language: str, zone: tzinfo) -> str:
    """Write a moment's day as the language's readers do, in a time zone."""
    return dates.format_date(moment.astimezone(zone).date(), "short", locale=_locale(language))


def say_whole_day(moment: datetime, language: str, zone: tzinfo) -> str:
    """Write a moment's day in full, to stand at the head of something: Friday, November 27, 2026."""
    day = dates.format_date(moment.astimezone(zone).date(), "full", locale=_locale(language))
    return day[:1].upper() + day[1:]


def say_date(day: date, language: str) -> str:
    """Write the day and month as the language's readers do: 22/11, 22.11, 11/22."""
    return dates.format_skeleton("Md", datetime.combine(day, time()), locale=_locale(language))


def say_roughly(number: int, language: str) -> str:
    """Write a count in few signs where it is great: 12,500, but 1.2M."""
    if number < ROUGH:
        return say_number(number, language)
    return numbers.format_compact_decimal(number, locale=_locale(language), fraction_digits=1)


def say_city(zone: str, language: str) -> str:
    """Name the city that a time zone goes by, in a language."""
    return str(dates.get_timezone_location(zone, locale=_locale(language), return_city=True))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LANGUAGE)


def _pattern(text: Text, language: str) -> str:
    catalog = _catalog(language)
    message = catalog.get((text.singular, text.plural) if text.plural else text.singular) if catalog else None
    translated = message.string if message else None
    if not catalog or not translated or not all(translated):
        return text.singular if text.count == 1 or not text.plural else text.plural
    return translated if isinstance(translated, str) else translated[_plural_rule(language)(text.count)]


@cache
def _plural_rule(language: str) -> Callable[[int], int]:
    catalog = _catalog(language)
    return c2py(catalog.plural_expr if catalog else "(n != 1)")


@cache
def _catalog(language: str) -> Catalog | None:
    path = LOCALE_FOLDER / f"{language}.po"
    if language == SOURCE_LANGUAGE or not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
