from pathlib import Path

import pytest

from bot.app.doctor import settings
from bot.app.doctor.case import opened
from bot.app.doctor.finding import Grade
from bot.channels.telegram_opening import open_telegram

TOLD = {"TOCSIN_CHANNELS_PAGER": "https://gateway.example/s3cret"}


def test_a_channel_of_ones_own_is_no_unknown_setting_once_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fault,) = settings.check(opened(TOLD, tmp_path))
    assert (fault.grade, "TOCSIN_CHANNELS_PAGER" in fault.what) == (Grade.FAULT, True)
    assert "s3cret" not in f"{fault.what} {fault.todo}"
    monkeypatch.setattr(settings, "CHANNELS", {"pager": open_telegram})
    (well,) = settings.check(opened(TOLD, tmp_path))
    assert well.grade is Grade.OK
