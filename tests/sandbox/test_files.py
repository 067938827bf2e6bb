import pytest
from telegram import InputFile

from bot.sandbox import TELEGRAM_READER_ID
from bot.sandbox.files import KEPT, Files, kind_of
from bot.sandbox.telegram import Upload
from tests.sandbox.stand import Stand


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nx", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"<svg onload=x>", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_told_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


async def test_what_is_no_picture_is_only_ever_saved(stand: Stand) -> None:
    async with stand.bot() as bot:
        await bot.send_document(TELEGRAM_READER_ID, InputFile(b"<script>alert(1)</script>", "x.html"))
    async with stand.session.get(stand.base + "/files/1") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with stand.session.get(stand.base + "/files/2") as answer:
        assert answer.status == 404


def test_old_uploads_are_forgotten() -> None:
    files = Files("/files")
    paths = [files.keep(Upload("x", b"x")) for _ in range(KEPT + 1)]
    assert paths[-1] == f"/files/{KEPT + 1}"
    assert len(files._kept) == KEPT
