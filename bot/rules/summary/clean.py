"""What of an article is news: boilerplate, calls to action, links, bylines and datelines taken out."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import regex

from bot.model import Article
from bot.rules.summary.boilerplate import Signs, ends_as_sentence
from bot.rules.summary.habits import key
from bot.rules.summary.phrases import BYLINES
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import ELLIPSIS, clean_text, fold, paragraphs, words
from bot.rules.summary.title import LONGEST_TITLE, tidied

LONGEST_BODY = 2_000
"""Characters of clean body that are looked at: a lead stands at the start."""
LONGEST_PARAGRAPH = 3_000

_MOST_PARAGRAPHS = 500
_NONE: frozenset[str] = frozenset()

_LONGEST_HEADING = 12  # words
_LONGEST_BYLINE = 14
_LONGEST_ASIDE = 200  # characters of a heading or a byline
_FEWEST_WORDS = 6  # of a standfirst, or of what a link is taken off
_LONGEST_TAIL = 200
_LONGEST_LABEL = 26  # words of a heading, in a text whose other paragraphs end as sentences do
_MOSTLY = 0.6
_END = 12  # characters in which the mark that ends a paragraph stands, and what closes after it
_QUOTES = ('"', "«", "»", "“", "”", "„")
_LONGEST_RAG = 10  # words that hang on a paragraph and are no sentence
_LONGEST_QUESTION = 10  # words of a question that only leads to a call

_URL = regex.compile(
    r"(?:https?:?//|www\.)[^\s<>«»\"()]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}/[^\s<>«»\"()]*|\bpic\.twitter\.com\S*",
    regex.IGNORECASE,
)
_BRACKETED_URL = regex.compile(rf"\s*[(\[]\s*(?:{_URL.pattern})\s*[)\]]", regex.IGNORECASE)
_CUT_MARK = r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})"
_GOING_ON = (
    "lire la suite",
    "lire plus",
    "en savoir plus",
    "read more",
    "continue reading",
    "read the rest",
    "leer más",
    "seguir leyendo",
    "weiterlesen",
    "mehr lesen",
    "читать далее",
    "המשך קריאה",
    "להמשך קריאה",
    "לקריאה",
    "اقرأ المزيد",
    "ادامه مطلب",
)
_GO_ON = f"(?:{'|'.join(_GOING_ON)})"
# "[…]", "... Lire la suite", "Continue reading Title of it →": what feeds put where they cut a text.
_CUT_TAIL = regex.compile(
    rf"\s*(?:{_CUT_MARK}\s*(?:{_GO_ON}.{{0,150}})?|(?<=[.!?…\s]){_GO_ON}.{{0,150}})\s*[>→]*$",
    regex.IGNORECASE,
)
_CUT_SIGNS = ("…", "...", *_GOING_ON)
_APPEARED_MARKS = ("ppeared", "pparu", "הופיע", "ظهرت", "entrada", "eitrag")
_APPEARED = regex.compile(
    r"\s*(?:The post\b.{0,300}\bappeared first on\b.{0,200}"
    r"|L['’]article\b.{0,300}\best apparu en premier sur\b.{0,200}"
    r"|הפוסט\b.{0,300}\bהופיע לראשונה\b.{0,200}|(?:ظهرت|La entrada|Der Beitrag)\b.{0,300}"
    r"\b(?:أولاً على|se publicó primero en|erschien zuerst auf)\b.{0,200})$",
    regex.IGNORECASE,
)
# Takes off "PARIS (AFP) - ", "LONDON, March 3 (Reuters) - ", "JERUSALEM - ", "Paris, le 3 mars -",
# "ЗАРЕЧНЫЙ, 12 мая. ".
_DATELINE = regex.compile(
    r"^(?:\p{Lu}[\p{Lu}\s.,'’-]{2,40}(?:,\s[^()–—]{1,25})?\s*(?:\((?:[^()]{2,30})\)\s*[-–—:]*|\s[-–—])"
    r"|\((?:AFP|AP|ANSA|APA|ATS|Belga|dpa|EFE|KNA|Reuters|SDA|TASS|Keystone-ATS|[A-Z]{2,5}/[A-Z]{2,5})\)"
    r"\s*[-–—]*"
    r"|\p{Lu}[\p{L}-]{1,20}(?:[ -]\p{L}{2,20}){0,2},\s(?:le\s|den\s)?\d{1,2}\.?\s\p{L}{3,10}\.?"
    r"(?:\s\d{4})?\s?(?:[-–—:]|(?<=\p{L})\.|(?<=\.))"
    r")\s+(?=\S)"
)
# "القاهرة - ", "تهران (ایرنا) - ". These letters have no capitals that would tell a place from a subject
# ("الوزير - الذي عاد أمس - ") or from a team ("لوانته - ایبار"): with no agency beside it, it is one or two
# words before a whole sentence in which no second dash closes what the first one opened.
_UNCASED_PLACE = r"(?:(?=\p{L})\p{Arabic}|\u200c){2,15}"
_UNCASED_DATELINE = regex.compile(
    rf"^{_UNCASED_PLACE}(?:(?:\s{_UNCASED_PLACE}){{0,2}}\s?\([^()]{{2,20}}\)\s?[-–—:]"
    rf"|(?:\s{_UNCASED_PLACE})?\s[-–—](?![^.!؟\n]{{0,300}}\s[-–—])(?=\s(?:\S{{1,60}}\s){{4}}))\s+(?=\S)"
)
_AGENCY = regex.compile(r"^(?:РИА Новости|ТАСС|Интерфакс)\.\s+")
_COPYRIGHT_TAIL = regex.compile(r"(?<=[.!?»”\"])\s+\(?©[^.!?©]{0,150}\.?$")
_SIGN_OFF = regex.compile(
    r"\s*[(\[](?:AFP|AP|ANSA|ATS|Belga|dpa|EFE|Reuters|SDA|TASS|avec AFP|with AFP)[)\]]\.?$"
)
_TERMINAL = regex.compile(r"[.!?؟。！？…:;][\s»”\"'’)\]]*$")
_COMPLETE = regex.compile(r"[.!?؟。！？][\s»”\"'’)\]]*$")
_DOUBLE_SPACE = regex.compile(r" {2,}")
_DATE = regex.compile(r"\d{1,2}[./:h]\d{2}|\d{4}|[۰-۹]{4}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The parts of an article as the spans of its summary count them.

    `body` and `standfirst` are paragraphs joined by line ends, which a summary shows as spaces,
    boilerplate taken out; of a long body only the first paragraphs are in here. `complete` says that
    the standfirst can stand alone.
    """

    title: str
    standfirst: str
    body: str
    complete: bool

    def part(self, name: str) -> str:
        """Give the text that a Span's `part` names."""
        return {"title": self.title, "standfirst": self.standfirst, "body": self.body}[name]


def clean(article: Article, language: str, repeated: AbstractSet[str] = _NONE) -> Cleaned:
    """Take out of an article what is no news; `repeated` are what bot.rules.summary.habits calls so."""
    standfirst = "\n".join(_news(paragraphs(article.standfirst), language, repeated))
    body = "\n".join(_body(paragraphs(article.body), language, repeated))
    return Cleaned(
        title=tidied(_without_links(article.title), article.url, body or standfirst, language),
        standfirst=standfirst,
        body=body,
        complete=bool(_COMPLETE.search(standfirst)) and len(words(standfirst)) >= _FEWEST_WORDS,
    )


def _without_links(title: str) -> str:
    """Write a title as one clean line without a link."""
    text = _URL.sub(" ", _BRACKETED_URL.sub("", clean_text(title)[:LONGEST_TITLE]))
    return _DOUBLE_SPACE.sub(" ", text).strip()


def has_link(text: str) -> bool:
    """Say whether an address stands in a text."""
    return ("/" in text or "www." in text.lower()) and bool(_URL.search(text))


def _body(lines: list[str], language: str, repeated: AbstractSet[str]) -> Iterator[str]:
    used = 0
    for paragraph in _news(lines, language, repeated):
        yield paragraph
        used += len(paragraph)
        if used > LONGEST_BODY:
            return


def _news(lines: list[str], language: str, repeated: AbstractSet[str]) -> Iterator[str]:
    """Yield what is left of each paragraph; one that is all there is can be no heading."""
    alone = len(lines) == 1
    for some in _portions(lines[:_MOST_PARAGRAPHS]):
        signs = Signs("\n".join(some))
        punctuated = _is_punctuated(some)
        for line in some:
            paragraph = _without_tails(line)
            if not alone and (_is_heading(paragraph, _LONGEST_HEADING) or _is_byline(paragraph)):
                continue
            if punctuated and _is_label(paragraph) and signs.suspect(paragraph):
                continue
            kept = _news_of(paragraph, language, repeated, signs)
            if kept:
                yield kept


def _portions(lines: list[str]) -> Iterator[list[str]]:
    """Part paragraphs, bounded, into portions of about the size that a body may have."""
    some: list[str] = []
    size = 0
    for line in map(_bounded, lines):
        some.append(line)
        size += len(line)
        if size > LONGEST_BODY:
            yield some
            some, size = [], 0
    if some:
        yield some


def _bounded(line: str) -> str:
    """Cut a paragraph that never ends; "…" makes its last sentence an unfinished one."""
    return line if len(line) <= LONGEST_PARAGRAPH else line[:LONGEST_PARAGRAPH].rpartition(" ")[0] + ELLIPSIS


def _news_of(paragraph: str, language: str, repeated: AbstractSet[str], signs: Signs) -> str:
    """Leave out of a paragraph the sentences that are no news."""
    found = [paragraph[start:end] for start, end in sentences(paragraph, language)]
    alone = len(found) == 1
    kept = [
        "" if signs.mark(one, alone=alone) or (repeated and key(one) in repeated) else _without_link(one)
        for one in found
    ]
    several = len(found) > 1
    if several and _is_rag(found[-1]) and signs.suspect(found[-1]):
        kept[-1] = ""
    if several and not kept[-1] and _leads_in(found[-2]):
        kept[-2] = ""
    return paragraph if kept == found else " ".join(one for one in kept if one)


def _leads_in(sentence: str) -> bool:
    """Say whether a sentence is but the question before a call: "Want more like this? Sign up."."""
    return sentence.endswith(("?", "؟")) and sentence.count(" ") < _LONGEST_QUESTION


def _is_rag(sentence: str) -> bool:
    """Say whether what hangs on a paragraph's end is no sentence: "View gallery", "Photo: Studio"."""
    return (
        sentence.count(" ") < _LONGEST_RAG
        and not ends_as_sentence(sentence)
        and not any(map(sentence.__contains__, _QUOTES))
    )


def _without_tails(paragraph: str) -> str:
    """Take off a dateline, a sign-off, and what feeds put where they cut a text ("…" stays for it)."""
    text = _BRACKETED_URL.sub("", paragraph) if has_link(paragraph) else paragraph
    text = _COPYRIGHT_TAIL.sub("", text) if "©" in text else text
    text = _AGENCY.sub("", _UNCASED_DATELINE.sub("", _DATELINE.sub("", text)))
    if any(map(text.__contains__, _APPEARED_MARKS)):
        text = _APPEARED.sub("", text)
    tail = max(0, len(text) - _LONGEST_TAIL)
    whole = text
    if any(map(text[tail:].lower().__contains__, _CUT_SIGNS)):
        whole = text[:tail] + _CUT_TAIL.sub("", text[tail:])
    if whole and whole != text and not _COMPLETE.search(whole):
        return whole.rstrip(" ,;:–-") + ELLIPSIS
    return (_SIGN_OFF.sub("", whole) if whole[-2:].rstrip(".")[-1:] in {")", "]"} else whole).strip()


def _without_link(sentence: str) -> str:
    """Take a link off the end of a sentence that stands without it; nothing is left of any other."""
    if not has_link(sentence):
        return sentence
    *_, match = _URL.finditer(sentence)
    if match.end() < len(sentence.rstrip(" .")):
        return ""
    rest = sentence[: match.start()].rstrip()
    stands = (
        len(words(rest)) >= _FEWEST_WORDS
        and not has_link(rest)
        and (rest[-1].isalnum() or _COMPLETE.search(rest))
    )
    return rest if stands else ""


def _is_heading(paragraph: str, longest: int) -> bool:
    return (
        len(paragraph) <= _LONGEST_ASIDE
        and not _TERMINAL.search(paragraph)
        and len(words(paragraph)) <= longest
    )


def _is_label(paragraph: str) -> bool:
    """Say whether a longer line without a mark at its end, or a quotation, may still be a heading."""
    return (
        _is_heading(paragraph, _LONGEST_LABEL)
        and ". " not in paragraph
        and not any(map(paragraph.__contains__, _QUOTES))
    )


def _is_punctuated(some: list[str]) -> bool:
    """Say whether most paragraphs that could be sentences end as sentences do."""
    ends = [bool(_TERMINAL.search(one[-_END:])) for one in some if one.count(" ") >= _LONGEST_HEADING]
    return len(ends) > 1 and sum(ends) >= _MOSTLY * len(ends)


def _is_byline(paragraph: str) -> bool:
    """Recognise "Par Claire Fontaine, avec AFP" and a lone date line."""
    if len(paragraph) > _LONGEST_ASIDE or _COMPLETE.search(paragraph):
        return False
    dated = len(_DATE.findall(paragraph)) > 1
    return (dated or fold(paragraph).startswith(BYLINES)) and len(words(paragraph)) <= _LONGEST_BYLINE
