"""Where in a paragraph stands what runs the other way: names and phrases, numbers with signs, links."""

# Signs that look like others are what this file is about.
# ruff: noqa: RUF001

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

_SETS: Final = {
    "R": r"[\p{bc=R}\p{bc=AL}--[\u200f\u061c]]",
    "RX": r"[\p{bc=R}\p{bc=AL}\p{Mn}_--[\u200f\u061c]]",
    "L": r"[\p{bc=L}0-9--\u200e]",
    "LX": r"[\p{bc=L}\p{Mn}0-9--\u200e]",
    "N": r"[\u0660-\u0669\u06f0-\u06f9]",
    "GAP": r"[\x20\u00a0\u202f]",
    "DASH": r"\-\u2010-\u2013\u2212",
    "ALONE": r"(?<![\p{L}\p{N}])",
    "END": r"(?![\p{L}\p{N}]|[\-\u2010-\u2013\u2212/][0-9])",
    "URL": r"[^\s<>\"“”«»\u200e\u200f\u061c\u2066-\u2069]",
}
_LINK: Final = r"""
    (?:https?://|(?<![\w.@/-])www\.)%(URL)s++
    | (?<![\w.@/-])(?:[A-Za-z0-9-]++\.)+[A-Za-z]{2,}+/%(URL)s*+
"""
_TOKEN: Final = (
    r"""
    (?P<link>"""
    + _LINK
    + r""")
    | (?P<group>
        (?:%(ALONE)s"(?=\S)|“) (?=[^"“”\n]*%(FOREIGN)s)
            (?P<content>(?:(?!https?://|www\.)[^"“”%(HOME)s])++) ["”]%(END)s
        | « (?=[^«»]*%(FOREIGN)s) (?P<content>(?:(?!https?://|www\.)[^«»%(HOME)s])++) »
        | (?P<bracket>[(\[]) (?=\S) (?=[^()\[\]]*%(FOREIGN)s)
            (?P<content>(?:(?!https?://|www\.)[^()\[\]%(HOME)s])++) [)\]]
    )
    | (?P<flag>[\U0001f1e6-\U0001f1ff]++)
    | (?P<native>(?:%(ALONE)s[+\-−±])?%(N)s++(?:[.,:/٫٬%(DASH)s]%(N)s++)*+(?:%(GAP)s?[٪%%‰])?)
    | (?P<number>%(ALONE)s(?:
        \+[0-9]{1,3}(?:[\x20\u00a0\-][0-9]{1,4}){2,6}+
        | 0[0-9]{1,2}(?:[\x20\u00a0\-][0-9]{2,4}){2,5}+
        | [+\-−±]?[0-9]{1,3}(?:%(GAP)s[0-9]{3})++(?:,[0-9]++)?(?:%(GAP)s?[%%‰])?
      )%(END)s)
    | (?P<atom>
        (?:%(ALONE)s[@\#$€£+\-−±~∼№]{1,2})?
        %(L)s%(LX)s*+
        (?:[.'’&/_@:=+%(DASH)s]{1,2}%(L)s%(LX)s*+ | (?<=[0-9]),[0-9]++)*+
        (?:(?<=[0-9])%(GAP)s?[%%‰] | (?<=[0-9])(?:°[CF]?|[€£$]) | (?<=\.\p{Lu})\. | (?<=\p{bc=L})[+\#]{1,2})?
      )
    | (?P<word>\#?%(R)s%(RX)s*+(?:[׳״'’"./\u200c־%(DASH)s]{1,2}%(R)s%(RX)s*+)*+['׳]?)
    | (?P<gap>%(GAP)s(?:[&+×]%(GAP)s)?)
    | (?P<dash>[־%(DASH)s])
"""
)
_FLAGS: Final = regex.VERBOSE | regex.VERSION1
_IN_LEFTWARD: Final = regex.compile(
    _TOKEN % {**_SETS, "FOREIGN": r"\p{bc=L}", "HOME": r"\p{bc=R}\p{bc=AL}\n"}, _FLAGS
)
_IN_RIGHTWARD: Final = regex.compile(_TOKEN % {**_SETS, "FOREIGN": _SETS["R"], "HOME": r"\p{bc=L}\n"}, _FLAGS)
_LINKS: Final = regex.compile(_LINK % _SETS, _FLAGS)
_LETTER: Final = regex.compile(r"\p{bc=L}")
_SIMPLE: Final = regex.compile(rf"(?:[0-9]+(?:[.,:][0-9]+)*|{_SETS['N']}+(?:[.,:/٫٬]{_SETS['N']}+)?)")
_ORDINAL: Final = regex.compile(r"[0-9]+(?:\.[0-9]+)?")
_UNIT: Final = regex.compile(
    r"(?:[kcmMGT]?m[²³]?|[kmM]?g|[kMGT]?Wh?|[kMGT]B|[kMG]?Hz|[cmh]?l|k?V|L|km/h|mph|m/s|ft|lb|oz|ha|[CF]"
    r"|EUR|USD|GBP|ILS|NIS|CHF)"
)
_ENDING: Final = ".,;:!?…'’)]}"
"""What after a link belongs to the sentence, but for a bracket that the link itself opens."""


@dataclass(frozen=True, slots=True)
class Run:
    """A part that runs the other way: where it stands; a link; a number in the digits of Arabic."""

    start: int
    end: int
    link: bool = False
    native: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    words: str
    inside: tuple[int, int] = (0, 0)  # of a group: what stands between its marks


def is_link(text: str) -> bool:
    """Say whether a text is a web address and nothing else."""
    return bool(_LINKS.fullmatch(text))


def link_spans(text: str) -> list[tuple[int, int]]:
    """Find the web addresses in a text, without the punctuation that follows them."""
    found = _LINKS.finditer(text)
    return [(link.start(), link.start() + len(_without_ending(link[0]))) for link in found]


def foreign_runs(text: str, *, leftward: bool) -> Iterator[Run]:
    """List the runs of a plain paragraph that need an isolate, in order; `leftward` is the paragraph's way.

    A run of names ends at a comma, a colon, a dash between spaces, or the end of its quotation or bracket;
    a number behind a name is the name's ("A320 Neo 2"). Links are runs in either direction.
    """
    tokens = list(_tokens(text, leftward=leftward))
    at = 0
    while at < len(tokens):
        run, last = _run(tokens, at, leftward=leftward)
        if run:
            yield run
        at = last + 1


def _run(tokens: list[_Token], at: int, *, leftward: bool) -> tuple[Run | None, int]:
    """Say which run begins at a token, if any, and which token is its last."""
    token = tokens[at]
    match token.kind:
        case "link":
            return Run(token.start, token.end, link=True), at
        case "group" | "bracket":
            return Run(*token.inside), at
        case "handle":
            return Run(token.start, token.end), at
        case "foreign":
            last = _name(tokens, at) if leftward else _phrase(tokens, at)
            return Run(token.start, tokens[last].end), last
        case "number" | "native" if leftward:
            return _figure(tokens, at)
    return None, at


def _figure(tokens: list[_Token], at: int) -> tuple[Run | None, int]:
    """Take a number with its sign and its unit for a run; one of digits alone needs no isolate."""
    token, last = tokens[at], _measure(tokens, at)
    if last == at and _SIMPLE.fullmatch(token.words):
        return None, at
    return Run(token.start, tokens[last].end, native=token.kind == "native"), last


def _tokens(text: str, *, leftward: bool) -> Iterator[_Token]:
    pattern = _IN_LEFTWARD if leftward else _IN_RIGHTWARD
    at = 0
    while match := pattern.search(text, at):
        kind, words = str(match.lastgroup), match[0]
        if match["link"]:
            words = _without_ending(words)
            yield _Token("link", match.start(), match.start() + len(words), words)
        elif match["group"]:
            yield _Token("bracket" if match["bracket"] else "group", *match.span(), words, _trimmed(match))
        else:
            yield _Token(_kind(kind, words, leftward=leftward), *match.span(), words)
        at = match.start() + len(words)


def _kind(kind: str, words: str, *, leftward: bool) -> str:
    if kind == "atom" and not _LETTER.search(words):
        return "number"
    if kind == "flag":  # its signs are letters of the left-to-right kind to the algorithm
        return "handle" if leftward else "home"
    if kind in {"atom", "word"}:
        if words[0] in "@#":
            return "handle" if (kind == "atom") is leftward else "home"
        return "foreign" if (kind == "atom") is leftward else "home"
    return kind


def _trimmed(match: "regex.Match[str]") -> tuple[int, int]:
    start, end = match.span("content")
    content = match["content"]
    return end - len(content.lstrip()), start + len(content.rstrip())


def _without_ending(link: str) -> str:
    while link[-1] in _ENDING and not (link[-1] == ")" and link.count("(") >= link.count(")")):
        link = link[:-1]
    return link


def _follows(tokens: list[_Token], at: int, *kinds: tuple[str, ...]) -> bool:
    """Say whether tokens of these kinds come next, with nothing between them."""
    after = tokens[at : at + len(kinds) + 1]
    return len(after) > len(kinds) and all(
        one.end == two.start and two.kind in kind
        for one, two, kind in zip(after, after[1:], kinds, strict=False)
    )


def _name(tokens: list[_Token], at: int) -> int:
    """Find the last token of a name that begins at one, in a paragraph that runs right to left."""
    while _follows(tokens, at, ("gap",), ("foreign", "number", "bracket")):
        if tokens[at + 2].kind == "number" and not _ORDINAL.fullmatch(tokens[at + 2].words):
            break
        at += 2
    return at


def _phrase(tokens: list[_Token], at: int) -> int:
    """Find the last token of a phrase that begins at one, in a paragraph that runs left to right."""
    between, number = ("gap", "dash"), ("number", "native")
    while True:
        if _follows(tokens, at, between, number, between, ("foreign",)):
            at += 4
        elif any(
            _follows(tokens, at, *kinds)
            for kinds in ((between, ("foreign",)), (("gap",), ("bracket",)), (("dash",), number))
        ):
            at += 2
        else:
            return at


def _measure(tokens: list[_Token], at: int) -> int:
    """Find the unit that a number counts, which stands behind it."""
    measured = tokens[at].kind == "number" and _follows(tokens, at, ("gap",), ("foreign",))
    if measured and _UNIT.fullmatch(tokens[at + 2].words):
        return at + 2
    return at
