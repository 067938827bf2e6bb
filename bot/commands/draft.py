"""An alert as an editor writes it in the chat: topic, headline, lines, link, picture, other languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from bot.commands.language import named, own
from bot.commands.shown import isolated, plain
from bot.errors import UsageError
from bot.model import Topic
from bot.newsroom import Newsroom
from bot.rules.alert import LONGEST_HEADLINE, LONGEST_LINE, MOST_LINES
from bot.rules.picture import Offer, names_picture, usable
from bot.texts import _, n_

LONGEST = 2000
MOST_ADDRESSES: Final = 2

_HEADING: Final = re.compile(r"([^\W\d_]{2,20})\s*:")
"""A line that names a language."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written, read and found fit; `others` are the same in other languages.

    `language` is empty where nobody said it.
    """

    topics: tuple[Topic, ...]
    headline: str
    lines: tuple[str, ...]
    link: str
    picture: str = ""
    language: str = ""
    others: tuple["Draft", ...] = ()


def read(written: str, newsroom: Newsroom) -> Draft:
    """Read an alert: its first line is the headline, last lines with an address are link and picture.

    A line of nothing but a language and a colon, "he:", begins the same in that language; link and
    picture are the first ones' where it names none.

    Raises:
        UsageError: a part is missing or too long, or the picture is none that can be sent.

    """
    rows = [row for row in (plain(row, LONGEST) for row in written.splitlines()) if row]
    if not rows:
        raise UsageError(
            _(
                "Write /alert and a topic if you like, then the headline; below it at most two lines, the "
                "link, and the address of a picture, each on a line of its own. A line such as he: begins "
                "the same in another language."
            )
        )
    topics, rows[0] = _addressed(rows[0], newsroom)
    first, *others = _blocks([row for row in rows if row])
    draft = _read(topics, first[0], first[1])
    return replace(draft, others=tuple(_other(draft, *block) for block in others))


def check_languages(drafts: Sequence[Draft]) -> None:
    """See that no language is there twice: readers of it would get both; raises UsageError."""
    codes = [one.language for one in drafts]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise UsageError(
                _("There are two parts in {language}: each language once.", language=isolated(own(code)))
            )


def _blocks(rows: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Part the lines by language; the first ones' is not said where they begin at once."""
    blocks: list[tuple[str, list[str]]] = []
    for row in rows:
        heading = _HEADING.fullmatch(row)
        code = named(heading[1]) if heading else None
        if code or not blocks:
            blocks.append((code or "", [] if code else [row]))
        else:
            blocks[-1][1].append(row)
    return blocks or [("", [])]


def _other(draft: Draft, language: str, rows: Sequence[str]) -> Draft:
    try:
        other = _read(draft.topics, language, rows)
    except UsageError as error:
        raise UsageError(
            _("{language}: {fault}", language=isolated(own(language)), fault=error.text)
        ) from error
    return replace(other, link=other.link or draft.link, picture=other.picture or draft.picture)


def _read(topics: tuple[Topic, ...], language: str, rows: Sequence[str]) -> Draft:
    left = list(rows)
    addresses: list[str] = []
    while len(left) > 1 and len(addresses) < MOST_ADDRESSES and _is_link(left[-1]):
        addresses.insert(0, left.pop())
    link, picture = _link_and_picture(addresses)
    draft = Draft(topics, left[0] if left else "", tuple(left[1:]), link, picture, language)
    _check(draft)
    return draft


def _link_and_picture(addresses: Sequence[str]) -> tuple[str, str]:
    """Tell which address is the picture's: by its ending, or of two the last one."""
    by_name = [one for one in addresses if names_picture(one)]
    picture = (by_name or list(addresses[1:]) or [""])[-1]
    link = next((one for one in addresses if one != picture), "")
    if picture and not usable(Offer(picture)):
        raise UsageError(
            _(
                "This picture can't be sent: {address}. It has to be a public https address that leads to "
                "a photograph, not to a logo, a drawing or a small copy.",
                address=isolated(picture),
            )
        )
    return link, picture


def words(written: str) -> tuple[str, tuple[str, ...]]:
    """Read a headline and the lines below it, without a topic or a link; raises UsageError."""
    rows = [row for row in (plain(row, LONGEST) for row in written.splitlines()) if row]
    draft = Draft((), rows[0] if rows else "", tuple(rows[1:]), "")
    _check(draft)
    return draft.headline, draft.lines


def _addressed(row: str, newsroom: Newsroom) -> tuple[tuple[Topic, ...], str]:
    # the id exactly, or with a hash: a headline that begins with "Israel" must not lose its first word
    word, _space, rest = row.partition(" ")
    topic = newsroom.topic(word.removeprefix("#").lower() if word.startswith("#") else word)
    return ((topic,), rest) if topic else (newsroom.topics, row)


def _is_link(row: str) -> bool:
    try:
        parts = urlsplit(row)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in row
    except ValueError:
        return False


def _check(draft: Draft) -> None:
    if not draft.headline:
        raise UsageError(_("The headline is missing: write it behind the topic."))
    over = len(draft.headline) - LONGEST_HEADLINE
    if over > 0:
        raise UsageError(
            n_(
                "The headline is {count} character too long: {most} at most.",
                "The headline is {count} characters too long: {most} at most.",
                over,
                most=LONGEST_HEADLINE,
            )
        )
    if len(draft.lines) > MOST_LINES:
        raise UsageError(
            _(
                "Below the headline go at most two lines and the link; you wrote {lines} lines.",
                lines=len(draft.lines),
            )
        )
    for number, line in enumerate(draft.lines, 1):
        _check_line(number, len(line) - LONGEST_LINE)


def _check_line(number: int, over: int) -> None:
    if over > 0:
        raise UsageError(
            n_(
                "Line {number} is {count} character too long: {most} at most.",
                "Line {number} is {count} characters too long: {most} at most.",
                over,
                number=number,
                most=LONGEST_LINE,
            )
        )
