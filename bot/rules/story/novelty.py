"""What an entry tells that nobody who told its story before has told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rules.revision.tables import NEGATIONS, spelt
from bot.rules.revision.tokens import is_number, tokens
from bot.rules.story.acts import acts_of
from bot.rules.story.telling import Telling
from bot.rules.story.words import STEM, Words, lead_of, words_of
from bot.rules.summary.words import FUNCTION_WORDS

LONGEST: Final = 400  # characters of a title that count
STATED: Final = 0.5
"""The share of a title's words, unsaid until then, from which on it makes a statement of its own."""
FEWEST: Final = 2  # such words
"""Fewer unsaid words are no statement."""
MOST_TOLD: Final = 200  # tellings of a story, the last ones, that a new one is compared with
_EARLIEST, _LATEST = 1900, 2100  # years
_PASSING: Final = frozenset(
    spelt(
        "an ans année années jour jours heure heures h mois minute minutes min semaine semaines ème e er "
        "ere nd year years old day days hour hours month months minutes week weeks am pm st rd th año "
        "años día días hora horas mes meses semana semanas jahr jahre jahren tag tage tagen stunde "
        "stunden uhr monat monate woche wochen лет год года дней день часов час месяц месяца недель שנה "
        "שנים ימים יום שעה שעות חודש חודשים שבוע שבועות عام عاما سنة سنوات يوم أيام ساعة ساعات شهر سال "
        "روز ساعت ماه هفته janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre january february march april may june july august september october november december "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre januar "
        "februar märz mai juni juli august september oktober november dezember января февраля марта "
        "апреля мая июня июля августа сентября октября ноября декабря בינואר בפברואר במרץ באפריל במאי "
        "ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר يناير فبراير مارس أبريل مايو يونيو يوليو "
        "أغسطس سبتمبر أكتوبر نوفمبر ديسمبر choses raisons questions infos points things reasons questions "
        "takeaways cosas razones claves gründe dinge fragen вещей причин вопросов דברים סיבות שאלות أشياء "
        "أسباب أسئلة نکته دلیل "
    )
)
"""Words behind a number that make it an age, a time, a date, a length of time, or a list: no news."""
_HOUR: Final = re.compile(r"h\d{0,2}")
_OF: Final = frozenset(spelt("de d des of von"))
_DENIES: Final = frozenset(
    spelt("pas jamais not never לא אין لا لم لن ليس ليست نه نیست no nunca nicht kein keine не нет")
)
"""Of the words that turn a sentence round those that deny it: "without" tells how, not whether."""
_ALL_NOUNS_LARGE: Final = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new in a telling: words as they are compared, folded."""

    numbers: tuple[str, ...] = ()  # counts of its title, with the word that follows them
    acts: tuple[str, ...] = ()  # what became of it
    denials: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    statement: tuple[str, ...] = ()  # the words of its title that nobody said, where they are most of it

    @property
    def any(self) -> bool:
        """Say whether anything is new."""
        return bool(self.words)

    @property
    def important(self) -> bool:
        """Say whether a reader who knows the story would want to hear of it: a count, an act, a denial."""
        return bool(self.numbers or self.acts or self.denials)

    @property
    def words(self) -> tuple[str, ...]:
        """List what is new, the weightiest first."""
        found = (*self.numbers, *self.acts, *self.denials, *self.names, *self.statement)
        return tuple(dict.fromkeys(found))


def novelty(new: Telling, told: Sequence[Telling]) -> Novelty:
    """Say what a telling tells that the others of its story have not told.

    Only its title can tell what is important: a lead is fuller in one paper than in another, and what a
    paper tells first another may have known an hour before.
    """
    before = told[-MOST_TOLD:]
    language = new.language
    said = [tokens(f"{one.title[:LONGEST]} {lead_of(one.text)}", one.language) for one in before]
    words = tokens(new.title[:LONGEST], language)
    known = {word for one in said for word in one}
    stems = _stems(before)
    title, lead = words_of(new.title[:LONGEST], language), words_of(lead_of(new.text), language)
    return Novelty(
        numbers=tuple(_counts(words, known, title, language)),
        acts=tuple(_acts(words, said, language)),
        denials=tuple(_denials(words, known, language)),
        names=tuple(sorted((title.names | lead.names) - stems)),
        statement=_statement(title, stems),
    )


def _stems(told: Sequence[Telling]) -> frozenset[str]:
    return frozenset(
        stem
        for one in told
        for text in (one.title[:LONGEST], lead_of(one.text))
        for stem in words_of(text, one.language).stems
    )


def _counts(words: Sequence[str], known: set[str], title: Words, language: str) -> Iterator[str]:
    """List the numbers that nobody said, but for those that count nothing: 12 injured, 0.2."""
    passing = _PASSING | FUNCTION_WORDS.get(language, frozenset())
    for at, word in enumerate(words):
        value = word.removeprefix("#")
        if not is_number(word) or word in known or _is_year(value):
            continue
        counted = _counted(words[at + 1 : at + 3])
        if counted and (counted in passing or is_number(counted) or _HOUR.fullmatch(counted)):
            continue
        if counted[:STEM] in title.names and language not in _ALL_NOUNS_LARGE:
            continue  # Boeing 737 Max
        if counted or "." in value:
            yield f"{value} {counted}".strip()


def _counted(behind: Sequence[str]) -> str:
    """Find what a number counts: the word behind it, or the one behind "of"."""
    if len(behind) > 1 and behind[0] in _OF:
        return behind[1]
    return behind[0] if behind else ""


def _is_year(value: str) -> bool:
    return (value.startswith("0") and "." not in value) or (
        value.isdecimal() and _EARLIEST <= int(value[:5]) <= _LATEST
    )


def _acts(words: Sequence[str], said: Sequence[Sequence[str]], language: str) -> Iterator[str]:
    known = {act for one in said for act in acts_of(one, language)}
    for act, word in acts_of(words, language).items():
        if act not in known:
            yield word


def _denials(words: Sequence[str], known: set[str], language: str) -> Iterator[str]:
    listed = NEGATIONS.get(language, frozenset())
    if listed.isdisjoint(known):
        yield from (word for word in words if word in listed and word in _DENIES)


def _statement(title: Words, stems: frozenset[str]) -> tuple[str, ...]:
    unsaid = tuple(stem for stem in title.stems if stem not in stems)
    return unsaid if len(unsaid) >= max(FEWEST, STATED * len(title.stems)) else ()
