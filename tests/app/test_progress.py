import pytest

from bot.app import progress


def test_where_nobody_looks_lines_are_told_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with progress.shown("people.csv") as step:
        step(5, 10)
        step(7, 0)
    told = capsys.readouterr()
    assert told.err.splitlines() == ["people.csv: 5 (50 %)", "people.csv: 7"]
    assert told.out == ""


def test_nothing_is_told_of_what_is_soon_over(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown("people.csv") as step:
        step(5, 10)
    progress.silent(1, 2)
    assert capsys.readouterr().err == ""


def test_where_somebody_looks_a_bar_grows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with progress.shown("people.csv") as step:
        step(5, 10)
    assert "people.csv" in capsys.readouterr().err


def test_what_is_told_in_pieces_is_added_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with progress.counted("writing", 4) as more:
        more(1)
        more(3)
    assert capsys.readouterr().err.splitlines() == ["writing: 1 (25 %)", "writing: 4 (100 %)"]
