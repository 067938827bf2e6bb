"""An alert as an editor writes it in the chat: topic, headline, lines, link."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.commands.shown import plain
from bot.errors import UsageError
from bot.model import Topic
from bot.newsroom import Newsroom
from bot.rules.alert import LONGEST_HEADLINE, LONGEST_LINE, MOST_LINES
from bot.texts import _, n_

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written, read and found fit."""

    topics: tuple[Topic, ...]
    headline: str
    lines: tuple[str, ...]
    link: str


def read(written: str, newsroom: Newsroom) -> Draft:
    """Read an alert: its first line is the headline, a last line with an address is the link.

    Raises:
        UsageError: a part is missing or too long.

    """
    rows = [row for row in (plain(row, LONGEST) for row in written.splitlines()) if row]
    if not rows:
        raise UsageError(
            _(
                "Write /alert and a topic if you like, then the headline; below it at most two lines "
                "and the link, each on a line of its own."
            )
        )
    topics, headline = _addressed(rows[0], newsroom)
    link = rows.pop() if len(rows) > 1 and _is_link(rows[-1]) else ""
    draft = Draft(topics, headline, tuple(rows[1:]), link)
    _check(draft)
    return draft


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
