"""Plain text as phones can show it: what characters stay, how long a text is, when two are alike."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata

import regex

from bot.rules.summary.markup import plain

ELLIPSIS = "…"

LONGEST_AMONG_OURS = 120
"""Signs of a title or a name that are shown of it in words of our own."""

# Controls, soft hyphens and zero-width junk; bidi embeddings, overrides and isolates, which could turn
# the rest of a message round; lone surrogates, tags, annotations and what is no character at all.
# ZWNJ, ZWJ and the plain marks (LRM, RLM, ALM) stay: Persian, emoji and mixed Hebrew need them.
_JUNK = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Cn}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\U000e0000-\U000e0fff--\s]",
    regex.VERSION1,
)
_REPEATED_MARKS = regex.compile(r"([\u200c-\u200f\u061c])[\u200c-\u200f\u061c]+")
_STACKED = regex.compile(r"(\p{M}{4})\p{M}+")  # no script stacks five marks on a letter; pranks do
_SPACES = regex.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but the single spaces that stay
_NO_BREAK = frozenset("\u00a0\u202f")
INVISIBLE = regex.compile(r"[\p{Mn}\p{Me}\p{Cf}]")
_MARKS = regex.compile(r"[\p{M}\p{Cf}\u0640]")
WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[^\W_\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+"
)
_GRAPHEME = regex.compile(r"\X")
_QUOTE_FORMS = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("׳", "'"), ("״", '"'), ("”", '"'), ("“", '"'))


def clean_text(html_or_text: str) -> str:
    """Write HTML or text as one line of plain text that is safe to show anywhere.

    No tags, entities, controls, bidi overrides or zero-width junk; NFC; single spaces.
    """
    return " ".join(paragraphs(html_or_text))


def paragraphs(html_or_text: str) -> list[str]:
    """Take the paragraphs out of HTML, or of text whose lines they are; each shows something."""
    text = _spaced(_shown(plain(html_or_text)))
    return [line for line in (line.strip() for line in text.split("\n")) if width(line)]


def width(text: str) -> int:
    """Count the characters that can be seen: never fewer than there are graphemes."""
    return len(text) if text.isascii() else len(text) - len(INVISIBLE.findall(text))


def head(text: str, most: int) -> int:
    """Find the end of the longest start of a text that is `most` wide and splits no grapheme."""
    end = used = 0
    for match in _GRAPHEME.finditer(text):
        used += max(1, width(match[0]))
        if used > most:
            break
        end = match.end()
    return end


def among_ours(words: str) -> str:
    """Make foreign words fit among ours: plain, on one line, not too long."""
    said = clean_text(words)
    end = head(said, LONGEST_AMONG_OURS)
    return said if end >= len(said) else f"{said[:end].rstrip()}{ELLIPSIS}"


def fold(text: str) -> str:
    """Fold what does not tell phrases apart: case, accents, points, apostrophes."""
    if text.isascii():
        return text.casefold()
    for form, plain_form in _QUOTE_FORMS:
        text = text.replace(form, plain_form)
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())


def words(text: str) -> list[str]:
    """List the folded words of a text; a script without spaces gives its characters."""
    return [str(word) for word in WORD.findall(fold(text))]


def _shown(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    if not _is_plain(text):
        text = _REPEATED_MARKS.sub(r"\1", _JUNK.sub("", text))
    return _STACKED.sub(r"\1", unicodedata.normalize("NFC", text))


def _spaced(text: str) -> str:
    return _SPACES.sub(_space, text) if "  " in text or not _is_plain(text) else text


def _is_plain(text: str) -> bool:
    """Say whether all is seen, but for line ends and the spaces that stay: to ask so is cheap."""
    return text.replace("\n", "").replace("\u00a0", "").replace("\u202f", "").isprintable()


def _space(match: regex.Match[str]) -> str:
    """Keep a no-break space that stands alone: French and German write « 5 % » with it."""
    return match[0] if match[0] in _NO_BREAK else " "
