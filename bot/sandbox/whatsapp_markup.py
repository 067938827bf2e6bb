"""WhatsApp's markup: *bold*, _italic_, ~struck~, `code` and fenced blocks; a bare address is a link."""

import re

from bot.sandbox.spans import URL, Marked, Span, ordered

MARKED = re.compile(
    rf"(?P<url>{URL.pattern})"
    r"|```(?P<pre>[^`]+?)```"
    r"|`(?P<code>[^`\n]+)`"
    # A mark counts at the edge of a word only, and hugs what it marks: 2*3*4 stays as it is.
    r"|(?<![\w*_~])(?P<mark>[*_~])(?=\S)(?P<inner>[^\n]*?\S)(?P=mark)(?!\w)"
)
KINDS = {"*": "bold", "_": "italic", "~": "strikethrough"}


def parse_whatsapp(source: str) -> Marked:
    """Read a text as WhatsApp shows it."""
    out: list[str] = []
    spans: list[Span] = []
    _read(source, out, spans)
    return Marked("".join(out), ordered(spans))


def _read(source: str, out: list[str], spans: list[Span]) -> None:
    at = 0
    for found in MARKED.finditer(source):
        out.append(source[at : found.start()])
        start = sum(map(len, out))
        span_kind, argument = _take(found, out, spans)
        spans.append(Span(span_kind, start, sum(map(len, out)), argument))
        at = found.end()
    out.append(source[at:])


def _take(found: re.Match[str], out: list[str], spans: list[Span]) -> tuple[str, str]:
    if mark := found["mark"]:
        _read(found["inner"], out, spans)
        return KINDS[mark], ""
    kind = next(name for name in ("url", "pre", "code") if found[name])
    out.append(found[kind])
    return kind, found[kind] if kind == "url" else ""
