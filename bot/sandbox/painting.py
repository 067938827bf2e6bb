"""The demo newsroom's pictures: a landscape for each article, drawn by its number as a small PNG."""

import math
import struct
import zlib
from functools import lru_cache
from random import Random

WIDTH, HEIGHT = 640, 360
SUN, HILLS = (
    200,
    201,
)  # the palette: the sky's colours come first, then the sun, then a colour a range of hills
RANGES = 3

Colour = tuple[int, int, int]


@lru_cache(maxsize=24)
def painted(number: int) -> bytes:
    """Draw the picture of an article: the same at every call."""
    chance = Random(number)  # noqa: S311 -- the same picture each time, no secret
    rows = _scene(chance)
    return _png(rows, _palette(chance))


def _scene(chance: Random) -> list[bytearray]:
    rows = [bytearray([y * SUN // HEIGHT] * WIDTH) for y in range(HEIGHT)]
    _sun(rows, chance.randrange(90, WIDTH - 90), chance.randrange(60, 150), chance.randrange(26, 54))
    for one in range(RANGES):
        _hills(rows, HILLS + one, HEIGHT * (0.52 + 0.14 * one), chance)
    return rows


def _sun(rows: list[bytearray], x: int, y: int, radius: int) -> None:
    for row in range(y - radius, y + radius + 1):
        half = math.isqrt(radius * radius - (row - y) ** 2)
        rows[row][x - half : x + half + 1] = bytes([SUN]) * (2 * half + 1)


def _hills(rows: list[bytearray], colour: int, line: float, chance: Random) -> None:
    waves = [
        (chance.uniform(4, 26), chance.uniform(0.004, 0.022), chance.uniform(0, math.tau)) for _ in range(4)
    ]
    for x in range(WIDTH):
        top = line - sum(height * math.sin(x * length + phase) for height, length, phase in waves)
        for y in range(max(int(top), 0), HEIGHT):
            rows[y][x] = colour


def _palette(chance: Random) -> list[Colour]:
    hue = chance.random()
    sky = (_colour(hue, 0.62, 0.72), _colour(hue + 0.08, 0.45, 0.97))
    colours = [_between(sky[0], sky[1], one / SUN) for one in range(SUN)]
    near = [_colour(hue + 0.42, 0.5, 0.62 - 0.17 * one) for one in range(RANGES)]
    return [*colours, (255, 244, 214), *near]


def _colour(hue: float, saturation: float, value: float) -> Colour:
    wheel = [0.5 + 0.5 * math.cos(math.tau * (hue + third / 3)) for third in range(3)]
    red, green, blue = (round(255 * value * (1 - saturation * (1 - part))) for part in wheel)
    return red, green, blue


def _between(first: Colour, last: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
    return red, green, blue


def _png(rows: list[bytearray], palette: list[Colour]) -> bytes:
    """Write rows of palette indexes as a PNG (RFC 2083): one byte a pixel, no filter."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    colours = bytes(part for colour in palette for part in colour)
    chunks = [(b"IHDR", header), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
