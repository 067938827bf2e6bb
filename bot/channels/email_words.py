"""A message as a letter: its subject, its text, and HTML that mail programs show as it is meant.

The HTML is hand-written tables with styles inline, for that is what the programs have in common; nothing
in it is fetched, so nothing tells anybody that it was read. See docs/decisions/0039-letter.md.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.channels.fitting import clean, cleaned, cut, one_line
from bot.glance import Glance
from bot.hypertext import templates
from bot.model import Message, MessageKind
from bot.rules.direction import directed, enclosed, runs_left
from bot.rules.glance import BREAKING
from bot.rules.runs import link_spans
from bot.texts import _, say, way_of

SUBJECT_LIMIT: Final = 90
"""Characters of what a subject says besides the newsroom's name: programs show 40 to 80 in all."""

NAME_LIMIT: Final = 60
"""Characters of the newsroom's name in a subject."""

PREVIEW_LIMIT: Final = 140
"""Characters of what programs show behind the subject in a list."""

PREVIEWED: Final = 4
"""Stories whose headlines stand in subject and preview: the first in the subject."""

WIDTH: Final = 72
"""Columns of the text (RFC 5322 asks for no more than 78, and replies quote it)."""

_RULE: Final = "-" * 24
_FOLDER: Final = Path(__file__).parent / "templates"
_STORIES: Final = frozenset({MessageKind.ALERT, MessageKind.BREAKING, MessageKind.CORRECTION})


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letter it is, and the addresses on our own pages that belong to its reader.

    `leave_url` is empty in a letter to somebody who has not confirmed: there is nothing to leave.
    `contact` is the newsroom's own line, or lines: an address, a telephone, where it is.
    """

    newsroom: str
    leave_url: str
    choices_url: str
    contact: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail program shows: the subject is one line; the text says all that the HTML does."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words, or a link of that label."""

    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Story:
    """A story as it stands in a letter: its words directed, and the way they run."""

    headline: str
    lines: Sequence[str]
    address: str
    byline: str
    mark: str
    language: str
    breaking: bool
    dir: str

    @property
    def start(self) -> str:
        """Name the side that its lines begin at."""
        return _start(self.dir)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All that a letter says, before it is text or HTML."""

    language: str
    subject: str
    preheader: str
    newsroom: str
    heading: str
    day: str
    quoted: str
    stories: Sequence[_Story]
    paragraphs: Sequence[Sequence[_Piece]]
    presses: Sequence[_Piece]
    byline: str
    note: str
    read: str
    why: str
    ways: Sequence[_Piece]
    contact: Sequence[str]

    @property
    def dir(self) -> str:
        """Say which way the letter runs."""
        return way_of(self.language)

    @property
    def start(self) -> str:
        """Name the side that its lines begin at."""
        return _start(self.dir)

    @property
    def has_words(self) -> bool:
        """Say whether anything stands there but stories."""
        return bool(self.quoted or self.paragraphs or self.presses or self.byline or self.note)


def word(message: Message, head: Letterhead) -> Letter:
    """Write a message as a letter; links are http(s) alone, and a button shows only where it is a link."""
    sheet = _sheet(cleaned(message), head)
    html = templates(_FOLDER).get_template("letter.html").render(letter=sheet)
    return Letter(sheet.subject, _text(sheet), html)


def _sheet(message: Message, head: Letterhead) -> _Sheet:
    language, is_digest = message.language, message.kind is MessageKind.DIGEST
    alone = message.kind in _STORIES
    told = (_alone(message),) if alone else message.stories
    name = one_line(head.newsroom)
    byline = directed(message.byline, language, ours=True)
    lines = () if alone else message.lines
    return _Sheet(
        language=language,
        subject=_subject(message, told, name),
        preheader=_preheader(message, told),
        newsroom=directed(name, language),
        heading="" if alone else directed(message.headline, language),
        day=byline if is_digest else "",
        quoted=_quoted(message),
        stories=[_story(one, language) for one in told],
        paragraphs=[_pieces(directed(line, language)) for line in lines] + _bare_link(message, alone=alone),
        presses=_presses(message),
        byline="" if alone or is_digest else byline,
        note=directed(message.note, language, ours=True),
        read=say(_("Read the article"), language),
        why=directed(_why(head, name, language), language, ours=True),
        ways=_ways(head, language),
        contact=[directed(line, language) for line in clean(head.contact).split("\n") if line.strip()],
    )


def _alone(message: Message) -> Glance:
    """Take an alert for a letter of one story."""
    breaking = message.kind is MessageKind.BREAKING
    mark = say(BREAKING, message.language) if breaking else ""
    return Glance(message.headline, message.lines, message.link, message.byline, mark=mark, breaking=breaking)


def _story(told: Glance, reader: str) -> _Story:
    language = told.language or reader
    lines = [directed(line, language) for line in map(clean, told.lines) if line]
    headline = directed(one_line(told.headline), language)
    way = way_of(told.language) if told.language else _estimated([headline, *lines], reader)
    return _Story(
        headline,
        lines,
        _address(told.link),
        directed(one_line(told.byline), reader, ours=True),
        one_line(told.mark),
        language,
        told.breaking,
        way,
    )


def _subject(message: Message, told: Sequence[Glance], name: str) -> str:
    language = message.language
    said = [*(one.headline for one in told), message.headline, *message.lines]
    what = cut(next(filter(None, map(one_line, said)), ""), SUBJECT_LIMIT)
    parts = [enclosed(directed(part, language), language) for part in (cut(name, NAME_LIMIT), what) if part]
    return one_line(directed(" · ".join(parts), language, ours=True))


def _preheader(message: Message, told: Sequence[Glance]) -> str:
    """Say what a list of letters shows behind the subject: the next stories, or the first words."""
    if len(told) > 1:
        more = " · ".join(one_line(one.headline) for one in told[1:PREVIEWED])
    else:
        more = " ".join(map(one_line, (told[0].lines if told else ()) or message.lines))
    return directed(cut(more, PREVIEW_LIMIT), message.language)


def _quoted(message: Message) -> str:
    if not message.quoted:
        return ""
    words = say(_("↩ Update of: “{headline}”", headline=f"\u2068{message.quoted}\u2069"), message.language)
    return directed(words, message.language, ours=True)


def _bare_link(message: Message, *, alone: bool) -> list[list[_Piece]]:
    """Show the link of what is no story in full: nobody knows by which name it goes."""
    address = "" if alone else _address(message.link)
    return [[_Piece(address, address)]] if address else []


def _presses(message: Message) -> list[_Piece]:
    """Keep the buttons that lead somewhere; a command can't be pressed in a letter."""
    buttons = [button for row in message.buttons for button in row]
    found = [_Piece(one_line(button.label), _address(button.data)) for button in buttons]
    return [replace(one, label=one.label or one.address) for one in found if one.address]


def _why(head: Letterhead, name: str, language: str) -> str:
    newsroom = enclosed(directed(name, language), language)
    if _address(head.leave_url):
        return say(_("You get this letter because you asked {newsroom} for it.", newsroom=newsroom), language)
    return say(
        _(
            "Somebody gave this address on the join page of {newsroom}. If that was not you, do nothing: "
            "no other letter will come.",
            newsroom=newsroom,
        ),
        language,
    )


def _ways(head: Letterhead, language: str) -> list[_Piece]:
    ways = [
        _Piece(say(_("Choose what you get"), language), _address(head.choices_url)),
        _Piece(say(_("Unsubscribe"), language), _address(head.leave_url)),
    ]
    return [one for one in ways if one.address]


def _pieces(line: str) -> list[_Piece]:
    """Part a line into words and the links that stand in them."""
    pieces, done = [], 0
    for start, end in link_spans(line):
        address = _address(line[start:end])
        if address:
            pieces += [_Piece(line[done:start]), _Piece(line[start:end], address)]
            done = end
    return [one for one in (*pieces, _Piece(line[done:])) if one.label]


def _address(link: str) -> str:
    """Take a link as it may stand in a letter: of the web, or empty."""
    bare = "".join(clean(link).split())
    try:
        parts = urlsplit(bare)
        leads = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return bare if leads else ""


def _estimated(words: Sequence[str], reader: str) -> str:
    """Say which way words run of which nobody knows the language; they are directed already."""
    first = next(filter(None, words), "")
    return ("rtl" if runs_left(first) else "ltr") if any(map(str.isalpha, first)) else way_of(reader)


def _start(way: str) -> str:
    return "right" if way == "rtl" else "left"


# ---- as text


def _text(sheet: _Sheet) -> str:
    parts = [[sheet.newsroom, sheet.heading, sheet.day], *map(_told, sheet.stories), [sheet.quoted]]
    parts += [["".join(piece.label for piece in one)] for one in sheet.paragraphs]
    parts += [[one.label, one.address] for one in sheet.presses]
    parts += [[sheet.byline], [sheet.note], [_RULE], [sheet.why]]
    parts += [[one.label, one.address] for one in sheet.ways] + [list(sheet.contact)]
    blocks = ("\n".join(_wrapped(line) for line in lines if line) for lines in parts)
    return "\n\n".join(filter(None, blocks)) + "\n"


def _told(story: _Story) -> list[str]:
    return [story.mark, story.headline, *story.lines, story.byline, story.address]


def _wrapped(text: str) -> str:
    """Break lines between words; those that run both ways stay whole, for their order lives in one line.

    A program breaks those itself, and keeps their order.
    """
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line.isascii() or not _runs_both_ways(line):
            yield from textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        else:
            yield line


def _runs_both_ways(line: str) -> bool:
    return runs_left(line) or directed(line, "en") != line or "\u2068" in line
