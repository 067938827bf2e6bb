"""Revision: what an edit of an article means for an alert that tells of it.

marks      RETRACTION, RECTIFICATIF …: the source takes back what it said
tokens     words and numbers, as two versions are compared; tables: words of eight languages
likeness   one word misspelt, or its opposite
telling    how one sentence became another: what was changed in it that matters

Only what the alert shows is compared: what was appended, dated again, or changed further down is nothing
to its readers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.revision.marks import is_marked
from bot.rules.revision.telling import Reason, Text, counterpart, differences, rewritten
from bot.rules.revision.tokens import runs_in, tokens
from bot.rules.summary.clean import Cleaned
from bot.rules.summary.sentences import sentences

__all__ = ["Change", "Judged", "Reason", "judge"]


class Change(StrEnum):
    """What an edit comes to."""

    COSMETIC = "cosmetic"  # what the alert says still stands
    MINOR = "minor"  # it says something else, which is not worth disturbing anybody for
    MATERIAL = "material"  # a number, a name, a negation, or the headline's meaning
    RETRACTION = "retraction"  # the source says that it was wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """What an edit comes to, and why; a cosmetic one has no reason."""

    change: Change
    reasons: tuple[Reason, ...] = ()


def judge(
    old: Cleaned,
    new: Cleaned,
    headline: str,
    lines: Sequence[str],
    language: str,
    *,
    whole: bool = True,
) -> Judged:
    """Judge an edit: `headline` and `lines` are what the alert shows, taken from the old version or not.

    `whole` says that the new version is; else a line that the old one does not have, and which therefore
    stood on a page that can't be read now, is taken to stand there still.
    """
    if is_marked(new) and not is_marked(old):
        return Judged(Change.RETRACTION, (Reason.MARK,))
    before, after = _text(old, language), _text(new, language)
    body = [
        reason for unit in _units(lines, language) for reason in _of_line(unit, before, after, whole=whole)
    ]
    head = _of_headline(headline, old, new, before, after)
    if Reason.WORDS in head and rewritten(headline, new.title, before, stands=bool(lines) and not body):
        head.append(Reason.MEANING)
    found = tuple(reason for reason in Reason if reason in {*head, *body})
    if not found:
        return Judged(Change.COSMETIC)
    return Judged(Change.MINOR if found == (Reason.WORDS,) else Change.MATERIAL, found)


def _of_headline(headline: str, old: Cleaned, new: Cleaned, before: Text, after: Text) -> list[Reason]:
    if not new.title:  # a look that lost the title changes no headline
        return []
    shown = tokens(headline, before.language)
    was = old.title if runs_in(shown, tokens(old.title, before.language)) >= 0 else headline
    return differences(headline, was, new.title, before, after)


def _of_line(unit: str, before: Text, after: Text, *, whole: bool) -> list[Reason]:
    shown = tokens(unit, before.language)
    was = next((one for one in before.sentences if runs_in(shown, tokens(one, before.language)) >= 0), None)
    if was is None and not whole:
        return []
    was = was or unit
    now = counterpart(was, after)
    return [Reason.WORDS] if now is None else differences(unit, was, now, before, after)


def _text(of: Cleaned, language: str) -> Text:
    return Text(of.title, tuple(_split(of, language)), language)


def _split(of: Cleaned, language: str) -> Iterator[str]:
    for part in (of.standfirst, of.body):
        for paragraph in part.split("\n"):
            yield from _units([paragraph], language)


def _units(lines: Sequence[str], language: str) -> Iterator[str]:
    whole = " ".join(lines)
    yield from (whole[start:end] for start, end in sentences(whole, language))
