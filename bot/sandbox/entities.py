"""Telegram's message entities: offsets in UTF-16 units outside, spans in code points inside."""

import json

from bot.sandbox.markup import MarkupError, parse_html
from bot.sandbox.spans import Marked, Span, ordered

ARGUMENT = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}
KNOWN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote",
    "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "date_time", "mention", "hashtag",
    "cashtag", "bot_command", "url", "email", "phone_number",
}  # fmt: skip
BY_ITSELF = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
}  # Telegram finds these


def as_entities(marked: Marked) -> list[dict[str, object]]:
    """Write spans as the Bot API does."""
    return [_as_entity(marked.text, span) for span in marked.spans]


def _as_entity(text: str, span: Span) -> dict[str, object]:
    entity: dict[str, object] = {
        "type": span.kind,
        "offset": _units(text[: span.start]),
        "length": _units(text[span.start : span.end]),
    }
    if span.argument and span.kind in ARGUMENT:
        entity[ARGUMENT[span.kind]] = span.argument
    return entity


def formatted(text: str, parse_mode: str, entities: str) -> Marked:
    """Read a text as the Bot API does: by its parse mode, else by its entities; raises MarkupError."""
    mode = parse_mode.lower()
    if mode == "html":
        try:
            return parse_html(text)
        except MarkupError as error:
            raise MarkupError(f"can't parse entities: {error}") from error
    if mode not in {"", "none"}:
        # MarkdownV2 and Markdown exist on the real service; the stand-in speaks the one dialect that is used.
        raise MarkupError("unsupported parse_mode")
    return Marked(text, ordered(_given(text, entities)) if entities else ())


def _given(text: str, entities: str) -> list[Span]:
    try:
        listed = json.loads(entities)
    except ValueError as error:
        raise MarkupError("can't parse entities JSON object") from error
    if not isinstance(listed, list):
        raise MarkupError("expected an Array of MessageEntity")
    spans = [_span(text, entity) for entity in listed]
    return [span for span in spans if span.start < span.end and span.kind not in BY_ITSELF]


def _span(text: str, entity: object) -> Span:
    if isinstance(entity, dict) and entity.get("type") in KNOWN:
        kind, offset, length = entity["type"], entity.get("offset"), entity.get("length")
        if isinstance(offset, int) and isinstance(length, int):
            argument = str(entity.get(ARGUMENT.get(kind, ""), ""))
            return Span(kind, _points(text, offset), _points(text, offset + length), argument)
    raise MarkupError("can't parse MessageEntity: invalid entity specified")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: max(0, units) * 2].decode("utf-16-le", "ignore"))
