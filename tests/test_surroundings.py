import os
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.variables import CONVENTIONAL
from tests.environment import SECRET, load, told, write


def test_the_environment_goes_before_the_env_file_before_the_settings_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        "[poll]\nminimum = 1\nmaximum = 11\nat_once = 3\n",
        "TOCSIN_POLL_MINIMUM=2\nTOCSIN_POLL_MAXIMUM=12\n",
    )
    poll = load({"TOCSIN_POLL_MINIMUM": "4"}, tmp_path).poll
    assert (poll.minimum, poll.maximum, poll.at_once, poll.lease) == (4, 12, 3, 120)


def test_the_programs_own_environment_is_read_where_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(os.environ) & set(CONVENTIONAL):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORT", "8123")
    assert load(folder=tmp_path).port == 8123


def test_what_is_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    write(tmp_path, "[poll]\nminimum = 5\n", f"TELEGRAM_BOT_TOKEN={SECRET}\nPORT=\nTOCSIN_LOG_LEVEL\n")
    settings = load({"TELEGRAM_BOT_TOKEN": "", "TOCSIN_POLL_MINIMUM": ""}, tmp_path)
    assert (settings.sandboxed, settings.port, settings.poll.minimum) == (True, 8000, 5)


def test_an_env_file_is_taken_as_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, env="DATABASE_URL='postgresql://u:a${HOME}b@h/t'  # ours\n# a word\n")
    assert load({}, tmp_path).database_url.get_secret_value() == "postgresql://u:a${HOME}b@h/t"


def test_names_that_are_no_settings_are_left_alone(tmp_path: Path) -> None:
    strangers = {"TOCSIN_SOMETHING_ELSE": "1", "TOCSIN_POLL": "1", "OTHER_POLL_MINIMUM": "x", "HOME": "h"}
    assert load(strangers, tmp_path) == Settings()


def test_a_settings_file_that_is_no_toml_is_told_with_the_line(tmp_path: Path) -> None:
    words = told(write(tmp_path, "[poll\nminimum = 3"))
    assert "tocsin.toml can't be read" in words
    assert "line 1" in words


@pytest.mark.parametrize("name", ["tocsin.toml", "tocsin.env"])
def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    (tmp_path / name).write_bytes(b"# caf\xe9\n")
    words = told(tmp_path)
    assert f"{name} can't be read" in words
    assert "delete" in words
