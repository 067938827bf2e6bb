"""Which encoding a body is in, where its header, its own words and its bytes disagree."""

import codecs
import re
from email.message import Message
from typing import Final

_SEEN: Final = 4096  # bytes in which a page has to name its encoding
_SAMPLE: Final = 65_536  # bytes of which letters are counted

_NAMED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_TONGUE = re.compile(rb"(?:<language>|xml:lang=[\"'])\s*([a-z]{2})(?![a-z])", re.IGNORECASE)
_RUN = re.compile(rb"[\x80-\xff]{2,}")

# What stands first: a mark, or "<" in two or four bytes a letter (XML 1.0, appendix F). Longer ones first.
_STARTS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_MAINFRAME: Final = (b"\x4c\x6f\xa7\x94", "cp037")  # "<?xm" in EBCDIC, in which it then names its kind

# Stated where nobody thought of it: any byte is a letter of these, so nothing contradicts them.
_SAY_NOTHING: Final = frozenset({"", "ascii", "iso8859-1", "cp1252", "latin_1"})
_UTF8: Final = "utf-8"

# Alphabets that fill whole words with high bytes -> their most frequent letters, by which they are told.
_FREQUENT: Final = {
    "windows-1255": "יוהלאתרםמבש",
    "windows-1256": "الينموترب",
    "windows-1251": "оеаинтсрвл",
    "koi8-r": "оеаинтсрвл",
    "windows-1253": "αοιετσνηυρ",
}
_COMMON: Final = {name: frozenset(letters.encode(name)) for name, letters in _FREQUENT.items()}

# Language -> code page, where the letters say little: the Latin ones with a few high bytes in a word.
_PAGES: Final = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "windows-1250"),
    **dict.fromkeys(("lt", "lv", "et"), "windows-1257"),
    "tr": "windows-1254",
}
_IN_RUNS: Final = 0.7  # share of high bytes beside each other: words in another alphabet, not accents
_TELLING: Final = 0.45  # share of frequent letters among them; a wrong code page has a third at most
_SLIPS: Final = 10  # good sequences of UTF-8 for each bad one, in a body that is UTF-8 but for slips


def media_type(content_type: str) -> str:
    """Take the bare type out of a Content-Type header, in lower case; empty where there is none."""
    return content_type.partition(";")[0].strip().lower()


# Registered, or common, and unknown to Python.
_ALIASES: Final = {
    "csmacintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "x-euc-jp": "euc_jp",
}


def stated_charset(content_type: str) -> str:
    """Take a charset that can be decoded out of a Content-Type header; empty where there is none."""
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    stated = header.get_param("charset", "")
    return _known(stated) if isinstance(stated, str) else ""


def is_plainly_utf8(body: bytes) -> bool:
    """Say whether a body is UTF-8 beyond doubt: not ASCII, and valid, which chance does not make."""
    return not body.isascii() and _decodes(body, _UTF8)


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page: by its mark, as UTF-8 where it plainly is, as it states, else by its letters."""
    if begun := _by_start(body):
        return body.decode(begun, "replace")
    if is_plainly_utf8(body):
        return body.decode("utf-8")
    found = _NAMED.search(body[:_SEEN])
    named = _known(found[1].decode("ascii")) if found else ""
    return body.decode(_believed(body, stated_charset(content_type) or named), "replace")


def feed_charset(body: bytes, content_type: str = "") -> str:
    """Name the encoding of a feed's bytes; empty where they are plain ASCII."""
    if begun := _by_start(body):
        return begun
    if body.startswith(_MAINFRAME[0]):
        return _named_within(body[:_SEEN].decode(_MAINFRAME[1]).encode()) or _MAINFRAME[1]
    if is_plainly_utf8(body):
        return _UTF8
    stated = stated_charset(content_type) or _named_within(body)
    return stated if body.isascii() else _believed(body, stated)


def _by_start(body: bytes) -> str:
    return next((name for start, name in _STARTS if body.startswith(start)), "")


def _named_within(body: bytes) -> str:
    found = _PROLOG.match(body)
    return _known(found[1].decode("ascii")) if found else ""


def _believed(body: bytes, stated: str) -> str:
    """Believe what is stated unless the bytes speak against it, and else go by the letters."""
    if _is_nearly_utf8(body):
        return _UTF8
    name = codecs.lookup(stated).name if stated else ""
    if name not in _SAY_NOTHING and _decodes(body, name):
        return stated
    return _by_letters(body) or (stated if name in _SAY_NOTHING and name != "ascii" else "") or "windows-1252"


def _by_letters(body: bytes) -> str:
    """Tell the code page of another alphabet, by its frequent letters; empty where it seems Latin."""
    sample = body[:_SAMPLE]
    runs = b"".join(_RUN.findall(sample))
    high = sum(byte > 0x7F for byte in sample)  # noqa: PLR2004 -- beyond ASCII
    found = _TONGUE.search(sample[:_SEEN])
    if not runs or len(runs) < _IN_RUNS * high:
        return _PAGES.get(found[1].decode().lower(), "") if found else ""
    shares = {name: sum(byte in common for byte in runs) / len(runs) for name, common in _COMMON.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _TELLING else ""


def _is_nearly_utf8(body: bytes) -> bool:
    """Say whether a body is UTF-8 but for slips: cut within a letter, or a quotation pasted in."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(map(len, _RUN.findall(body))) // 2 - bad  # two bytes a letter, or three
    return good >= _SLIPS * bad and good > 0


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _known(name: str) -> str:
    """Answer the name if it is an encoding of text: Python also lists zip, hex and those of host names.

    UTF-7 is none: it hides markup in plain letters, and nobody has written it for decades.
    """
    name = _ALIASES.get(name.strip().lower(), name)
    try:
        if codecs.lookup(name).name == "utf-7":
            return ""
        "é".encode(name, "replace")
        b"\xe9".decode(name, "replace")
    except (LookupError, UnicodeError):
        return ""
    return name
