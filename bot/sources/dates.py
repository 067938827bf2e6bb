"""Dates as feeds write them, where no standard was followed: other languages, other zones, other orders.

A wrong date is worse than none, for an entry that seems old is not told: what may mean two days is None.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

LONGEST_DATE: Final = 100
CENTURY_TURNS: Final = 70  # 69 means 2069 and 70 means 1970 (POSIX)
NOON: Final = 12
EARLIEST: Final = 1970
LATEST: Final = 2200

# A month's names begin with one of these, in the languages of its row; longer beginnings win over shorter.
_MONTHS: Final = (
    "jan janv ene gen jän янв січ ינו ינואר يناير جانفي كانونالثاني",
    "feb fev fév fe фев лют פבר فبراير فيفري شباط",
    "mar mär maa mrt мар бер מרץ מרס مارس آذار اذار",  # noqa: RUF001 -- other alphabets are the point
    "apr avr abr апр квіт אפר أبريل ابريل إبريل أفريل نيسان",
    "may mai mag mei maj май мая трав מאי مايو ماي أيار ايار",
    "jun juin giu июн черв יונ يونيو يونيه جوان حزيران",
    "jul juil lug июл лип יול يوليو يوليه جويلية تموز",
    "aug aoû aou ago авг серп אוג أغسطس اغسطس أوت آب",
    "sep set сен вер ספט سبتمبر أيلول ايلول",
    "oct okt ott out окт жов אוק أكتوبر اكتوبر تشرينالأول",
    "nov ноя лист נוב نوفمبر تشرينالثاني",
    "dec déc dez dic des дек груд דצמ ديسمبر كانونالأول",
)
_STEMS: Final = sorted(
    ((stem, month) for month, row in enumerate(_MONTHS, 1) for stem in row.split()),
    key=lambda pair: -len(pair[0]),
)

# Hours from UTC. IST is India's, not Israel's: an entry may then seem some hours older, never newer.
# fmt: off -- a row of zones is read along, not down
_ZONES: Final = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "west": 1,
    "bst": 1,
    "cet": 1,
    "met": 1,
    "cest": 2,
    "mest": 2,
    "eet": 2,
    "eest": 3,
    "idt": 3,
    "msk": 3,
    "sast": 2,
    "wat": 1,
    "cat": 2,
    "eat": 3,
    "trt": 3,
    "pkt": 5,
    "ist": 5.5,
    "wib": 7,
    "hkt": 8,
    "sgt": 8,
    "awst": 8,
    "jst": 9,
    "kst": 9,
    "acst": 9.5,
    "acdt": 10.5,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "adt": -3,
    "ast": -4,
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "cst": -6,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
    "akdt": -8,
    "akst": -9,
    "hst": -10,
    "brt": -3,
    "art": -3,
    "clt": -4,
}
# fmt: on

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<![\d:])(\d{1,2})(?:er|º|ª|st|nd|rd|th|-?го|\.)?[\s-]*(?:de |d'|of )?\s*"  # noqa: RUF001 -- other alphabets are the point
    r"([^\W\d_]{2,14})[.,]?[\s-]*(?:de |del )?(\d{4}|\d{2})(?![\d:])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?![\d:])", re.IGNORECASE
)
_UNIX = re.compile(r"([^\W\d_]{3,14})\s+(\d{1,2})\s+(?=\d+:)(.{5,20})\s(\d{4})(?!\d)")  # as date(1) writes it
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<!-)\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})\s?[:h.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap]\.?m\b\.?|ص|م\b)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:\s|(?<=\d)|gmt|utc)([+\-\u2212])(\d{2}|\d(?!\d)):?(\d{2})?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(r"(?<![^\W\d_])([a-z]{1,4})(?![^\W\d_])", re.IGNORECASE)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_TWO_WORDS = re.compile(r"(كانون|تشرين)\s+(ال(?:أ|ا|ث)\S+)")  # noqa: RUF001 -- other alphabets are the point


def read_date(text: str) -> datetime | None:
    """Read a date, in UTC where it names no zone; None where it is none, or may mean two.

    Korean ones, whose halves of the day stand in words, and bare years and months are left to feedparser.
    """
    if _HANGUL.search(text[:LONGEST_DATE]):
        return None
    text = _TWO_WORDS.sub(lambda found: found[1] + found[2].replace("الا", "الأ"), text[:LONGEST_DATE])
    for year, month, day, rest in _days(text):
        moment = _moment(year, month, day, rest)
        if moment is not None and is_likely(moment):
            return moment
    return None


def is_likely(moment: datetime) -> bool:
    """Say whether something may have been published then: zeros and misread numbers give odd years."""
    return EARLIEST <= moment.year <= LATEST


def _days(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Find what may be a day: its year, month, day of the month, and the text without it."""
    for found in _ISO.finditer(text):
        yield int(found[1]), int(found[2]), int(found[3]), _without(text, found)
    for found in _DAY_FIRST.finditer(text):
        yield _year(found[3]), _month(found[2]), int(found[1]), _without(text, found)
    for found in _MONTH_FIRST.finditer(text):
        yield _year(found[3]), _month(found[1]), int(found[2]), _without(text, found)
    for found in _UNIX.finditer(text):
        yield _year(found[4]), _month(found[1]), int(found[2]), found[3]
    for found in _FIGURES.finditer(text):
        rest = _without(text, found)
        month, day = _ordered(int(found[1]), int(found[3]), dotted=found[2] == ".", rest=rest)
        yield _year(found[4]), month, day, rest


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _ordered(first: int, second: int, *, dotted: bool, rest: str) -> tuple[int, int]:
    """Tell month and day apart; (0, 0) where both orders would do."""
    halved = _TIME.search(rest)
    american = bool(halved and halved[4])
    if dotted or first > NOON or first == second:
        return second, first
    return (first, second) if second > NOON or american else (0, 0)


def _month(word: str) -> int:
    word = word.lower().removeprefix("ב")
    return next((month for stem, month in _STEMS if word.startswith(stem)), 0)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= CENTURY_TURNS else 2000)  # noqa: PLR2004 -- two digits


def _moment(year: int, month: int, day: int, rest: str) -> datetime | None:
    hour, minute, second = _time(rest)
    try:
        whole = datetime(year, month, day, tzinfo=_zone(rest))
        # 24:00 is the end of a day, and second 60 a leap second (ISO 8601).
        return (whole + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time(text: str) -> tuple[int, int, int]:
    found = _TIME.search(text)
    if not found:
        return 0, 0, 0
    hour, half = int(found[1]), (found[4] or "").lower()
    if half.startswith(("p", "م")):
        hour = hour % NOON + NOON
    elif half:
        hour %= NOON
    if hour > 24 or int(found[2]) > 59:  # noqa: PLR2004 -- no such time: the day is all that is known
        return 0, 0, 0
    return hour, int(found[2]), int(found[3] or 0)


def _zone(text: str) -> timezone:
    offset = _OFFSET.search(text)
    if offset:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(ahead if offset[1] == "+" else -ahead)
    named = (name.lower() for name in reversed(_ZONE.findall(text)))
    return timezone(timedelta(hours=next((_ZONES[name] for name in named if name in _ZONES), 0)))
