"""Marked text: words, and which stretches of them are bold, links and so on; and its safe HTML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlsplit

URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?()\[\]{}'«»“”…]")

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text from `start` up to `end`, in code points; `argument` is a link or a language."""

    kind: str
    start: int
    end: int
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and its spans, outer before inner."""

    text: str
    spans: tuple[Span, ...] = ()

    def trimmed(self) -> "Marked":
        """Return it without white space at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        clipped = (
            replace(span, start=max(0, span.start - left), end=min(len(text), span.end - left))
            for span in self.spans
        )
        return Marked(text, tuple(span for span in clipped if span.start < span.end))

    def with_links(self) -> "Marked":
        """Return it with its bare addresses marked, as both services do by themselves."""
        taken = [span for span in self.spans if span.kind in {"text_link", "url", "code", "pre"}]
        bare = [
            Span("url", found.start(), found.end(), found[0])
            for found in URL.finditer(self.text)
            if not any(span.start < found.end() and found.start() < span.end for span in taken)
        ]
        return Marked(self.text, ordered([*self.spans, *bare]))


def ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans so that an outer one stands before those inside it."""
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end)))


def safe_html(marked: Marked) -> str:
    """Write marked text as HTML of b i u s code pre a blockquote br, everything else escaped."""
    return _inside(marked.text, 0, len(marked.text), marked.spans, preformatted=False)


def _inside(text: str, start: int, end: int, spans: Sequence[Span], *, preformatted: bool) -> str:
    parts: list[str] = []
    at, index = start, 0
    while index < len(spans):
        span = spans[index]
        first, last = max(at, span.start), min(end, span.end)  # a crossing span is cut at its parent's end
        inner = [other for other in spans[index + 1 :] if other.start < last]
        if first < last:
            parts.append(_plain(text[at:first], preformatted=preformatted))
            body = _inside(text, first, last, inner, preformatted=preformatted or span.kind == "pre")
            parts.append(_wrapped(span, body))
            at = last
        index += 1 + len(inner)
    parts.append(_plain(text[at:end], preformatted=preformatted))
    return "".join(parts)


def _plain(text: str, *, preformatted: bool) -> str:
    escaped = escape(text)
    return escaped if preformatted else escaped.replace("\n", "<br>")


def _wrapped(span: Span, body: str) -> str:
    if span.kind in {"text_link", "url"}:
        if urlsplit(span.argument).scheme not in {"http", "https"}:
            return body
        link = escape(span.argument)
        return f'<a href="{link}" target="_blank" rel="noopener noreferrer nofollow">{body}</a>'
    tag = TAGS.get(span.kind)
    return f"<{tag}>{body}</{tag}>" if tag else body
