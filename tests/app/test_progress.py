import pytest

from bot.app.progress import shown


def test_how_far_it_is_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with shown("writing", 4) as seen:
        seen(3)
        seen(1)
    told = capsys.readouterr()
    assert told.out == ""
    assert "4/4" in told.err
