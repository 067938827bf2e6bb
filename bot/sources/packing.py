"""Unpacks a file that lies packed on its server's disk, within bounds."""

import zlib
from typing import Final

from bot.errors import Invalid
from bot.texts import Text

_GZIP_HEAD: Final = 31  # zlib's own number for its largest window behind gzip's head


def unpacked(body: bytes, most: int, *, broken: Text, large: Text) -> bytes:
    """Unpack a .gz; raises Invalid, as `large` where it holds more than `most` bytes, or as `broken`."""
    unpacking = zlib.decompressobj(wbits=_GZIP_HEAD)
    try:
        plain = unpacking.decompress(body, most)
    except zlib.error as error:
        raise Invalid(broken) from error
    if unpacking.unconsumed_tail:
        raise Invalid(large)
    return plain
