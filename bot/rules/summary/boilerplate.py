"""Boilerplate: the sentences by which a page speaks of itself, or to its reader, instead of telling news."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections import Counter
from functools import cached_property

import regex

from bot.rules.summary.cues import ADVERTS, ASKING, CHANNELS, DATES, MORE, PAGE, READER, SELF
from bot.rules.summary.index import Index, Shape, has, running
from bot.rules.summary.phrases import (
    ANYWHERE,
    CALLS,
    CALLS_FIRST,
    OFFERS,
    OPENING,
    OPENINGS,
    TELLING,
    WHOLE,
)
from bot.rules.summary.text import fold
from bot.rules.summary.words import FUNCTION_WORDS

_DECORATION = " -–—•*▪►▶→>|#\"'«»!.([📷📸✉🔔👉⬇📲"
_LONGEST_OPENING = 90  # characters that an opening, with what decorates it, may take
_FEWEST_SHOUTED = 12  # letters
_LONGEST_LABEL = 45  # characters before the colon of "More on this:"
_LONGEST_DATE = 110
_LONGEST_CONTACT = 200

# Words up to which a sentence that has some duties (see cues) is no news: the fewer duties, the shorter.
_LONGEST_CALL = 32  # a channel, somebody who asks, and whom
_LONGEST_REQUEST = 20  # a part of the page, somebody who asks, and whom
_LONGEST_APART = 14  # any, in a sentence that shares no word with its text
_LONGEST_HINT = 13  # a channel, and who speaks or is spoken to
_LONGEST_ADVERT = 11  # an advertisement, and a part of the page or what it asks
_LONGEST_BUTTON = 9  # a channel, and what it asks
_LONGEST_NOTICE = 12  # two parts of the page, and what it asks
_LONGEST_LINK = 7  # a part of the page, and what it asks
_LONGEST_NOTE = 7  # a channel and a part of the page

_STEM = 4  # letters; shorter words are mostly those that every text has
_FUNCTION = frozenset(map(fold, FUNCTION_WORDS[""]))
_FEWEST_STEMS = 25  # of a text, that tell whether a sentence is of it

_ANYWHERE, _OFFERS = Index(ANYWHERE), Index(OFFERS)
_CHANNELS, _PAGE, _ADVERTS = Index(CHANNELS), Index(PAGE), Index(ADVERTS)

_FEWEST_NUMBERS = 3  # of a date with its hour: a date alone may be a heading of what follows

_WORD = regex.compile(r"[^\W\d_]+")
_NUMBER = regex.compile(r"\d+")
_CLOCK = regex.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_ENDS = regex.compile(r"[.!?؟。！？…][\s»”\"'’)\]]*$")
# A quotation tells what somebody said, even where they say "you" and "our page".
_QUOTATION = regex.compile(r'(?:^\W{0,2}|(?<!\w))[«“„"][^«»“”„"]{25}|^\W{0,2}[«“„"][^«»“”„"]+[»”“"]\W*$')
# French, German and Russian tell by its ending that a verb asks: "cliquez", "klicken Sie", "нажмите".
_IMPERATIVE = regex.compile(r"^ (?!chez |assez |nez )(?:[a-z]+ez|[a-z]+en sie|[а-я]+(?:[ий]те|ьте)(?:сь)?) ")
_MAILBOX = regex.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w")
_CREDIT = regex.compile(r"(?:^|[\s(])(?:©|ⓒ)[\s\w]|\(c\)\s*\d{4}|^\W*copyright\b", regex.IGNORECASE)
_AGENCIES = regex.compile(
    r"^(?:\S+\s+){1,5}?(?:avec (?:l['’])?AFP|avec agences|et agences|(?:and|with) agencies|(?:y|con) agencias"
    r"|(?:mit|und) Agenturen|и агентства|و ?الوكالات|و خبرگزاری\S*|וסוכנויות(?: הידיעות)?)\.?$"
)
_BYLINE = regex.compile(
    r"^(?:By|Par|Por|Von)\s\p{Lu}\S+(?:\s\p{Lu}\S+){1,3}(?:,[^.!?]{2,40}|\s(?:and|et|y|und)(?:\s\p{Lu}\S+){1,3})?\.?$"
)
_PICTURES = (
    r"(?:photos?|photographs?|pictures?|images?|fotos?|fotograf[ií]as?|bild|symbolbild|imagen|credits?|crédits?"
    r"|illustrations?|illustration|צילום|צילומים|תמונה|תמונות|صورة|الصورة|الصور|تصوير|عدسة|عکس|عکاس|تصویر"
    r"|фото|снимок|иллюстрация|изображение)"
)
_PICTURE = regex.compile(
    rf"^(?:[^\w(]*{_PICTURES}\s{{0,2}}[:/|©]|\W*\(\s*{_PICTURES}\b[^()]{{0,80}}\)\W*$)", regex.IGNORECASE
)


class Signs:
    """What a text has of the phrases and cues that tell boilerplate: its sentences are asked for no others.

    To narrow the tables once costs less than to ask each sentence for all of them.
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        told = self._told = running(folded)
        shape = Shape(told)
        self._anywhere = _ANYWHERE.within(folded, shape)
        self._offers = _OFFERS.within(folded, shape)
        self._channels = _CHANNELS.within(told, shape)
        self._page = _PAGE.within(told, shape)
        self._adverts = _ADVERTS.within(told, shape)
        self._named = bool(self._channels or self._page or self._adverts)

    def mark(self, sentence: str, *, alone: bool = False) -> bool:
        """Say whether a sentence of the text is boilerplate; `alone` where it is a paragraph."""
        is_short = sentence.count(" ") < (_LONGEST_CALL if self._named else _LONGEST_APART)
        is_whole = is_short or bool(self._anywhere or self._offers)
        folded = fold(
            sentence if is_whole else sentence[:_LONGEST_DATE]
        )  # what no rule asks for is not folded
        return _opens_so(sentence, folded) or (is_whole and self._say_so(sentence, folded, alone=alone))

    def suspect(self, rag: str) -> bool:
        """Say whether what is no sentence has a cue, or no word in common with the rest of the text."""
        told = running(fold(rag))
        return self._hints(told) or self._is_apart(told)

    def _say_so(self, sentence: str, folded: str, *, alone: bool) -> bool:
        if has(self._anywhere, folded) or (has(self._offers, folded) and _calls(folded)):
            return not _QUOTATION.search(sentence)
        if folded.count(" ") >= (_LONGEST_CALL if self._named else _LONGEST_APART):
            return False
        told = running(folded)
        if _QUOTATION.search(sentence):
            return False
        if "http" in folded and has(self._channels, told):
            return True
        return self._speak(told) or (self._address(told, alone=alone) and self._is_apart(told))

    def _speak(self, told: str) -> bool:
        """Say whether somebody speaks of the page or its channels, and to its reader."""
        size = told.count(" ") - 1
        if size > _LONGEST_CALL:
            return False
        channel, page = has(self._channels, told), has(self._page, told)
        if not (channel or page):
            return size <= _LONGEST_ADVERT and has(self._adverts, told) and has(ASKING, told)
        asks, own, reader = has(ASKING, told), has(SELF, told), has(READER, told)
        asking = bool(_IMPERATIVE.match(told))
        asks, speaks = asks or asking, own or reader or asking
        return (
            (channel and ((asks and speaks) or (speaks and size <= _LONGEST_HINT)))
            or (channel and asks and size <= _LONGEST_BUTTON)
            or (page and asks and speaks and size <= _LONGEST_REQUEST)
            or (page and asks and size <= _LONGEST_LINK)
            or (page and own and reader)
            or (page and asks and size <= _LONGEST_NOTICE and _has_two(self._page, told))
            or (channel and page and size <= _LONGEST_NOTE)
            or (page and size <= _LONGEST_ADVERT and has(self._adverts, told))
        )

    def _address(self, told: str, *, alone: bool) -> bool:
        """Say whether a short sentence has at least a hint of whom it speaks to, and of what."""
        if told.count(" ") - 1 > _LONGEST_APART:
            return False
        if alone:
            return self._hints(told)
        return (has(SELF, told) or has(READER, told)) and (self._names(told) or has(self._channels, told))

    def _hints(self, told: str) -> bool:
        """Say whether there is any cue but a channel: news speaks of those most."""
        return has(SELF, told) or has(READER, told) or self._names(told)

    def _names(self, told: str) -> bool:
        return any(has(one, told) for one in (self._page, self._adverts, ASKING))

    def _is_apart(self, told: str) -> bool:
        """Say whether a sentence shares no word with the rest of a text that is long enough."""
        own = Counter(_stems(told))
        return (
            len(self._stems) >= _FEWEST_STEMS
            and bool(own)
            and all(self._stems[stem] == count for stem, count in own.items())
        )

    @cached_property
    def _stems(self) -> Counter[str]:
        """Count the words that tell what the text is about."""
        return Counter(_stems(self._told))


def is_boilerplate(sentence: str) -> bool:
    """Say whether a sentence speaks of the page, or to its reader, instead of telling news."""
    return Signs(sentence).mark(sentence)


def _opens_so(sentence: str, folded: str) -> bool:
    """Say whether a sentence is told to be boilerplate by how it begins, or by its form."""
    start = folded[:_LONGEST_OPENING].strip(_DECORATION)
    if start[:TELLING] in OPENINGS and start.startswith(OPENING):
        return True
    return (
        (len(sentence) < _LONGEST_OPENING and start in WHOLE)
        or _is_shouted_link(sentence)
        or _is_credit(sentence)
        or _is_date(sentence, folded)
        or _is_mailbox(sentence)
        or _is_label(sentence, start)
    )


def ends_as_sentence(text: str) -> bool:
    """Say whether a text ends with a mark that ends sentences, whatever closes after it."""
    return bool(_ENDS.search(text))


def _calls(folded: str) -> bool:
    return folded.strip(_DECORATION).startswith(CALLS_FIRST) or has(CALLS, folded)


def _is_credit(sentence: str) -> bool:
    """Recognise "© Le Courrier / Marc Dubreuil", "(Foto: dpa)"."""
    return len(sentence) <= _LONGEST_DATE and bool(
        (("©" in sentence or "c" in sentence[:3].lower()) and _CREDIT.search(sentence))
        or _PICTURE.match(sentence)
        or _BYLINE.match(sentence)
        or _AGENCIES.match(sentence)
    )


def _is_mailbox(sentence: str) -> bool:
    """Recognise how to reach the newsroom: "A story for us? tips@courier.example"."""
    return "@" in sentence and len(sentence) <= _LONGEST_CONTACT and bool(_MAILBOX.search(sentence))


def _is_date(sentence: str, folded: str) -> bool:
    """Recognise a date, a time, and nothing else: "Stand: 19:20 Uhr"."""
    if len(sentence) > _LONGEST_DATE:
        return False
    if len(_NUMBER.findall(sentence)) < _FEWEST_NUMBERS and not _CLOCK.search(sentence):
        return False
    told = _WORD.findall(folded)
    return bool(told) and DATES.issuperset(told)


def _is_label(sentence: str, folded: str) -> bool:
    """Recognise what leads to another article's title: "You may also be interested in: Ten walks"."""
    label, colon, title = folded.partition(":")
    return (
        bool(colon and title)
        and len(label) <= _LONGEST_LABEL
        and has(MORE, running(label))
        and not (ends_as_sentence(sentence) or _QUOTATION.search(sentence))
    )


def _is_shouted_link(sentence: str) -> bool:
    """Recognise capitals that lead somewhere: "INSCRIVEZ-VOUS ICI :", "WATCH LIVE >>"."""
    if not sentence.rstrip().endswith((":", ">", "→", "👇", "➡", "➡️", "»»")):
        return False
    letters = [letter for letter in sentence if letter.isalpha()]
    return len(letters) >= _FEWEST_SHOUTED and all(letter.isupper() for letter in letters)


def _stems(told: str) -> list[str]:
    return [
        word[:_STEM]
        for word in told.split()
        if len(word) >= _STEM and word not in _FUNCTION and not word.isdigit()
    ]


def _has_two(cues: tuple[str, ...], told: str) -> bool:
    return sum(one in told for one in cues) > 1
