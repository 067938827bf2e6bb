"""What counts nothing although it is written in digits: times, dates, years, ages, ordinals, and labels."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Iterator
from typing import Final

import regex

_MONTHS = """
janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv févr juil sept
oct nov déc
january february march april may june july august september october november december jan feb mar apr jun
jul aug sep dec
ינואר פברואר מרץ מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
شباط آذار نيسان أيار حزيران تموز آب أيلول
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند ژانویه فوریه آوریل ژوئن ژوئیه اوت
سپتامبر اکتبر نوامبر دسامبر
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
januar jänner februar märz april mai juni juli august september oktober november dezember
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
_DAYS = """
lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday
sunday
ראשון שני שלישי רביעי חמישי שישי שבת الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه lunes martes miércoles jueves viernes sábado domingo
montag dienstag mittwoch donnerstag freitag samstag sonntag
понедельник вторник среду среда четверг пятницу пятница субботу суббота воскресенье
"""
_YEARS = r"(?:1[6-9]|20)\d\d"


def _listed(table: str) -> str:
    return "|".join(sorted(map(regex.escape, set(table.split())), key=lambda word: (-len(word), word)))


_MONTH = rf"(?:{_listed(_MONTHS)})"
_ORDINAL = r"(?:er|ère|e|ème|eme|nde?|st|rd|th|º|ª|-?(?:й|го|я|м|ый))"
_AGED = r"âgée?s?\sd['’e]\s?|de\s|,\s|\(|aged\s|בגיל\s|בת?\s|בן\s|من\sالعمر\s|عمره?ا?\s|سن\s|im\salter\svon\s"
# Behind these a number of four digits is a year; alone, at an end or behind a hyphen, it is one anyhow.
_DATED = (
    r"en|in|of|by|until|before|after|de|du|dès|avant|après|fin|début|since|depuis|desde|hasta|seit|im|bis|ab|jahr|"
    r"année|до|после|с|в|منذ|عام|سنة|سال|עד|שנת"
)
_DAY = rf"\d{{1,2}}(?:{_ORDINAL}\b)?\.?"
_AND = r"\s?[,-]\s?|\s(?:et|and|au|y|al|und|bis|и|ו-?|و)\s"
_TIMES = (
    r"(?<!\d)\d{1,2}\s?h(?:\s?\d{2})?\b",  # 4 h 30
    r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?\b",
    r"(?<!\d)\d{1,2}(?:[.:]\d{2})?\s?(?:[ap]\.?m\b\.?|uhr\b|o['’]clock)",
    r"\b(?:בשעה|الساعة|ساعت|a\slas)\s\d{1,2}(?:[.:]\d{2})?",
)
_CALENDAR = (
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})",
    rf"(?<!\d){_DAY}(?:(?:{_AND}){_DAY}){{0,4}}[\s-](?:de\s|of\s)?ב?{_MONTH}\b(?:\s(?:de\s)?{_YEARS}\b)?",
    rf"\b{_MONTH}\.?\s\d{{1,2}}(?:{_ORDINAL}\b)?(?!\d)(?:,?\s{_YEARS}\b)?",  # January 10th
    rf"\b(?:{_listed(_DAYS)})\s\d{{1,2}}\b",  # vendredi 10
    rf"(?<=\b(?:{_DATED})\s){_YEARS}\b(?!\s?[%€$£])|ב-?{_YEARS}\b",
    rf"(?<=[-–(/'’]){_YEARS}\b|(?<![\d.,€$£]){_YEARS}(?=\s*(?:$|[):;,.?!»/–-]))",
)
_AGES = (
    rf"(?:{_AGED})\d{{1,3}}\s(?:ans|mois|años|jahren?|лет|года?)\b",
    r"(?<!\d)\d{1,3}[-\s]years?[-\s]olds?\b|(?<!\d)\d{1,3}[-\s]jährige[rns]?\b|(?<!\d)\d{1,3}-летн\p{L}+",
    r"\b(?:aged|בגיל|בן|בת|سن)\s\d{1,3}\b|,\s\d{1,3},(?=\s)",  # Dupont, 46, …
    r"\b(?:عمره|عمرها)\s\d{1,3}\s\p{L}+",
    # "100 years ago" is a date.
    r"\bil\sy\sa\s\d+\s\p{L}+|\bhace\s\d+\s\p{L}+|\bvor\s\d+\s(?:jahr|monat|tag|woche|stunde|minute)\p{L}*",
    r"\bלפני\s\d+\s\p{L}+|\bقبل\s\d+\s\p{L}+",
    r"(?<!\d)\d+\s(?:year|month|week|day|hour|minute)s?\sago\b|(?<!\d)\d+\s\p{L}+\s(?:назад|پیش)\b",
)
_ORDINALS = (rf"(?<![\d.,])\d+{_ORDINAL}\b",)  # 6e, 37th
# Each stretch is taken away whole, so that none of its digits is left to count anything.
_PASSING: Final = regex.compile(
    "|".join((*_CALENDAR[:1], *_TIMES, *_CALENDAR[1:4], *_ORDINALS, *_AGES, *_CALENDAR[4:])), regex.IGNORECASE
)
# "prison", "peine": where a court speaks, years are the sentence and no age.
_PUNISHED: Final = regex.compile(
    r"prison|peine|ferme\b|réclusion|sursis|jail|sentence|behind\sbars|cárcel|prisión|haft|gefängnis|"
    r"מאסר|سجن|حبس|زندان|колони|лишени",
    regex.IGNORECASE,
)
_YEARS_OF_AGE: Final = regex.compile(r"\b(?:ans|mois|años|jahren?|лет|года?|years?)\b", regex.IGNORECASE)
DATES: Final = frozenset(_MONTHS.split()) | frozenset(_DAYS.split())
"""Months and days of the week: when, not what."""


def passing(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that hold digits and count nothing, in order."""
    punished = _PUNISHED.search(text) is not None
    for match in _PASSING.finditer(text):
        if not (punished and _YEARS_OF_AGE.search(match[0])):
            yield match.span()
