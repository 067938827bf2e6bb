import struct
import zlib

from bot.sandbox.painting import HEIGHT, WIDTH, painted


def test_each_article_has_a_picture_of_its_own_and_always_the_same() -> None:
    assert painted(7) == painted(7)
    painted.cache_clear()
    assert painted(7) == painted(7)
    assert len({painted(number) for number in range(8)}) == 8


def test_it_is_a_whole_png() -> None:
    content = painted(12)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        chunks[kind], at = body, at + 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (WIDTH, HEIGHT)
    pixels = zlib.decompress(chunks[b"IDAT"])
    assert len(pixels) == (WIDTH + 1) * HEIGHT
    assert max(pixels) < len(chunks[b"PLTE"]) // 3
