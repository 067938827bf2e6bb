"""Which encoding a body is in, where its header, its own words and its bytes disagree."""

import codecs
import re
from email.message import Message
from typing import Final

_SEEN: Final = 4096  # bytes in which a page has to name its encoding

_NAMED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def media_type(content_type: str) -> str:
    """Take the bare type out of a Content-Type header, in lower case; empty where there is none."""
    return content_type.partition(";")[0].strip().lower()


def stated_charset(content_type: str) -> str:
    """Take a charset that can be decoded out of a Content-Type header; empty where there is none."""
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    stated = header.get_param("charset", "")
    return _known(stated) if isinstance(stated, str) else ""


def is_plainly_utf8(body: bytes) -> bool:
    """Say whether a body is UTF-8 beyond doubt: not ASCII, and valid, which chance does not make."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page: by its mark, as UTF-8 where it plainly is, as it states, else as Windows does."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(name, "replace")
    if is_plainly_utf8(body):
        return body.decode("utf-8")
    found = _NAMED.search(body[:_SEEN])
    named = _known(found[1].decode("ascii")) if found else ""
    return body.decode(stated_charset(content_type) or named or "windows-1252", "replace")


def _known(name: str) -> str:
    """Answer the name if it is an encoding of text: Python also lists zip, hex and those of host names."""
    try:
        "é".encode(name, "replace")
        b"\xe9".decode(name, "replace")
    except (LookupError, UnicodeError):
        return ""
    return name
