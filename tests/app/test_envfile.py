import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.envfile import changed, pieces, write
from bot.errors import SettingsError
from bot.survey import survey

FILE = """# ours
export PORT=8080   # of the proxy

TELEGRAM_BOT_TOKEN='one'
TOCSIN_MODEL_KEY="two
lines"
TELEGRAM_BOT_TOKEN=three
"""


def test_a_setting_takes_the_place_of_its_former_value_and_all_else_stays() -> None:
    assert changed(FILE, {"TELEGRAM_BOT_TOKEN": "4711:new", "PUBLIC_URL": "https://x.example"}) == (
        "# ours\nexport PORT=8080   # of the proxy\n\nTELEGRAM_BOT_TOKEN=4711:new\n"
        'TOCSIN_MODEL_KEY="two\nlines"\nPUBLIC_URL=https://x.example\n'
    )


def test_a_value_of_several_lines_is_one_piece() -> None:
    assert [(piece.number, piece.name) for piece in pieces(FILE)] == [
        (1, ""),
        (2, "PORT"),
        (3, ""),
        (4, "TELEGRAM_BOT_TOKEN"),
        (5, "TOCSIN_MODEL_KEY"),
        (7, "TELEGRAM_BOT_TOKEN"),
    ]


def test_a_last_line_without_an_end_is_ended() -> None:
    assert changed("PORT=1", {"PUBLIC_URL": ""}) == "PORT=1\nPUBLIC_URL=\n"


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_whatever_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    folder = tmp_path_factory.mktemp("env")
    write(folder / "tocsin.env", changed("# ours\n", {"TWILIO_AUTH_TOKEN": value}))
    found = survey({}, folder).settings.twilio_auth_token.get_secret_value()
    assert found == value


def test_a_line_break_is_refused() -> None:
    with pytest.raises(SettingsError, match="PORT has a line break"):
        changed("", {"PORT": "1\nTOCSIN_OWNER=telegram:1"})


def test_what_is_written_is_for_its_owner_alone_and_nothing_lies_about(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tocsin.env"
    write(path, "PORT=1\n")
    write(path, "PORT=2\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("utf-8") == "PORT=2\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.env").write_text("PORT=1\n", "utf-8")
    (tmp_path / "tocsin.env").symlink_to(tmp_path / "real.env")
    write(tmp_path / "tocsin.env", "PORT=2\n")
    assert (tmp_path / "tocsin.env").is_symlink()
    assert (tmp_path / "real.env").read_text("utf-8") == "PORT=2\n"


def test_a_folder_that_can_t_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file\n", "utf-8")
    with pytest.raises(SettingsError, match="can't be written"):
        write(tmp_path / "config" / "tocsin.env", "PORT=2\n")
