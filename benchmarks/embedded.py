"""Vectors of meaning of the headlines and pairs of the measures of stories, kept under var/ between runs."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from benchmarks.stories import Pair, Stream
from bot.rules.story.telling import Telling
from bot.vectors import NUMBERS, vector_of

KEPT: Final = Path(__file__).parents[1] / "var" / "story_vectors.bin"
_KEY: Final = 16  # bytes


def with_vectors(tellings: Iterable[Telling]) -> list[Telling]:
    """Give tellings their vectors: made at the first run, read from then on; none where there is no model."""
    return [replace(telling, vector=_vector(telling)) for telling in tellings]


def stream_with_vectors(day: Stream) -> Stream:
    """Give the tellings of a stream their vectors."""
    return Stream(day.name, with_vectors(day.tellings), day.gold)


def pairs_with_vectors(given: Sequence[Pair]) -> list[Pair]:
    """Give both sides of pairs their vectors."""
    ones = with_vectors(pair.one for pair in given)
    others = with_vectors(pair.other for pair in given)
    return [Pair(one, other, pair.same) for one, other, pair in zip(ones, others, given, strict=True)]


def _vector(telling: Telling) -> bytes:
    said = f"{telling.title}\0{telling.text}".encode("utf-8", "replace")
    key = blake2b(said, digest_size=_KEY).digest()
    kept = _kept()
    if key not in kept:
        kept[key] = vector_of(telling.title, telling.text) or b""
        if len(kept[key]) == NUMBERS:
            KEPT.parent.mkdir(exist_ok=True)
            with KEPT.open("ab") as out:
                out.write(key + kept[key])
        if len(kept) % 1000 == 0:
            print(f"{len(kept)} vectors", file=sys.stderr)
    return kept[key]


@cache
def _kept() -> dict[bytes, bytes]:
    try:
        read = KEPT.read_bytes()
    except FileNotFoundError:
        return {}
    size = _KEY + NUMBERS
    return {read[at : at + _KEY]: read[at + _KEY : at + size] for at in range(0, len(read), size)}
