import gzip

import pytest

from bot.errors import Invalid
from bot.sources.packing import unpacked
from bot.texts import verbatim

BROKEN, LARGE = verbatim("broken"), verbatim("large")


def test_what_was_packed_comes_back() -> None:
    assert unpacked(gzip.compress(b"news"), 4, broken=BROKEN, large=LARGE) == b"news"


@pytest.mark.parametrize(
    ("body", "reason"), [(gzip.compress(bytes(100), mtime=0), "large"), (b"\x1f\x8b broken", "broken")]
)
def test_what_holds_too_much_or_is_broken_is_refused_for_that(body: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        unpacked(body, 99, broken=BROKEN, large=LARGE)
