"""Telegram's HTML, read as tdlib reads it (parse_html): same tags, same errors, same byte offsets."""

import re
from dataclasses import dataclass
from typing import NoReturn

from bot.sandbox.links import checked_link
from bot.sandbox.spans import Marked, Span, ordered

KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

# The parser below ends its source with a NUL, which counts as white space, as in tdlib's C strings.
END = "\0"
PLAIN = re.compile(r"[^&<\0]+")
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
TAG_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
SPACES = re.compile(r"[ \t\r\n\v]*")
ATTRIBUTE = re.compile(r"[^ \t\r\n\v\0=>/\"']*")
TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
LAST_CODE = 0x10FFFF
LONGEST_REFERENCE = 10  # characters of a numeric one, without its semicolon


class MarkupError(ValueError):
    """Markup that Telegram refuses; the message is tdlib's own."""


@dataclass(slots=True)
class _Open:
    """A start tag whose end has not come yet."""

    name: str
    argument: str
    start: int


def parse_html(source: str) -> Marked:
    """Read a text in Telegram's HTML; raises MarkupError."""
    return _Parser(source.replace(END, "")).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source + END
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._spans: list[Span] = []

    def run(self) -> Marked:
        while self._here != END:
            self._step()
        if self._open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        text = "".join(self._out)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Marked(text, ordered(self._spans))

    def _step(self) -> None:
        if self._here == "&":
            self._emit(self._character())
        elif self._here != "<":
            self._emit(self._take(PLAIN))
        elif self._source[self._at + 1] == "/":
            self._end_tag()
        else:
            self._start_tag()

    @property
    def _here(self) -> str:
        return self._source[self._at]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return text

    def _emit(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)

    def _fail(self, what: str, at: int, more: str = "") -> NoReturn:
        offset = len(self._source[:at].encode())
        raise MarkupError(f"{what} at byte offset {offset}{more}")

    def _character(self) -> str:
        """Take a character reference; one that Telegram does not know stays as it is written."""
        found = REFERENCE.match(self._source, self._at)
        decoded = _decoded(found) if found else ""
        self._at += len(found[0]) if found and decoded else 1
        return decoded or "&"

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._take(TAG_NAME).lower()
        if self._here == END:
            self._fail("Unclosed start tag", begin)
        if name not in KINDS:
            self._fail(f'Unsupported start tag "{name}"', begin)
        argument = _argument(name, self._attributes(name, begin))
        if name == "span" and argument != "spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._at += 1
        self._open.append(_Open(name, argument, self._length))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(SPACES)
            if self._here == ">":
                return found
            name = self._take(ATTRIBUTE)
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(SPACES)
            found[name] = self._value(tag, begin) if self._here == "=" else ""
            if self._here == END:
                self._fail(f'Unclosed start tag "{tag}"', begin)

    def _value(self, tag: str, begin: int) -> str:
        self._at += 1
        self._take(SPACES)
        if self._here == END:
            self._fail(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted() if self._here in "\"'" else self._token()
        if self._here == END:
            self._fail("Unclosed start tag", begin)
        return value

    def _token(self) -> str:
        begin = self._at
        token = self._take(TOKEN).lower()
        if self._here not in " \t\r\n\v\0>":
            self._fail("Unexpected end of name token", begin)
        return token

    def _quoted(self) -> str:
        quote = self._here
        self._at += 1
        value: list[str] = []
        while self._here not in {quote, END}:
            if self._here == "&":
                value.append(self._character())
            else:
                value.append(self._here)
                self._at += 1
        if self._here == quote:
            self._at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._fail("Unexpected end tag", begin)
        self._at += 2
        name = self._take(TAG_NAME).lower()
        self._take(SPACES)
        if self._here != ">":
            self._fail("Unclosed end tag", begin)
        opened = self._open.pop()
        if name not in {"", opened.name}:
            self._fail("Unmatched end tag", begin, f', expected "</{opened.name}>", found "</{name}>"')
        self._at += 1
        if self._length > opened.start:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        kind, argument = KINDS[opened.name], opened.argument
        if opened.name == "a":
            argument = checked_link(argument or "".join(self._out)[opened.start :])
            if not argument:
                return  # a link that Telegram finds invalid vanishes without a word
        elif opened.name == "tg-emoji" and not argument.strip("0").isdigit():
            raise MarkupError("Invalid custom emoji identifier specified")
        elif opened.name == "blockquote" and argument:
            kind, argument = "expandable_blockquote", ""
        elif opened.name == "tg-time":
            return  # shown as the words it stands around
        self._spans.append(Span(kind, opened.start, self._length, argument))


def _decoded(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    too_long = len(found[0].removesuffix(";")) >= LONGEST_REFERENCE
    return "" if code == 0 or code >= LAST_CODE or too_long else chr(code)


def _argument(tag: str, attributes: dict[str, str]) -> str:
    """Find the one attribute that means something on this tag."""
    css = attributes.get("class", "")
    match tag:
        case "a":
            return attributes.get("href", "")
        case "code":
            return css.removeprefix("language-") if css.startswith("language-") else ""
        case "span":
            return css.removeprefix("tg-") if css.startswith("tg-") else ""
        case "tg-emoji":
            return attributes.get("emoji-id", "")
        case "blockquote":
            return "1" if "expandable" in attributes else ""
        case _:
            return ""
