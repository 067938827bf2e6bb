import json
import zipfile
from pathlib import Path

import pytest

from bot.app.portable.bundle import MANIFEST, Bundle, written
from bot.errors import SettingsError


def made(path: Path, **manifest: object) -> Path:
    with written(path) as writing, writing.open(MANIFEST) as file:
        file.write(json.dumps({"format": "tocsin", "version": 1, **manifest}).encode())
    return path


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_it_is_there_whole_or_as_it_was(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / name, note="first")
    with pytest.raises(TypeError), written(path) as writing, writing.open(MANIFEST) as file:
        file.write("half")  # type: ignore[call-overload]  # what breaks off
    assert Bundle(path).manifest["note"] == "first"
    assert Bundle(made(path, note="second")).manifest["note"] == "second"
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_others_on_the_machine_can_not_read_it(tmp_path: Path, name: str) -> None:
    assert made(tmp_path / name).stat().st_mode & 0o077 == 0


def test_nothing_else_is_overwritten(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").touch()
    with pytest.raises(SettingsError, match="a folder of something else"), written(other):
        pass
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingsError, match="is a file"), written(file):
        pass
    with pytest.raises(SettingsError, match="can't be written"), written(tmp_path / "no" / "all.zip"):
        pass
    assert (other / "precious").is_file()


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no export of Tocsin, or it is damaged"):
        Bundle(tmp_path / "none")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("x", "y")
    with pytest.raises(SettingsError, match="no export of Tocsin, or it is damaged"):
        Bundle(tmp_path / "other.zip")
    with pytest.raises(SettingsError, match="names no format of ours"):
        Bundle(made(tmp_path / "all", format="other"))
    with pytest.raises(SettingsError, match="later version"):
        Bundle(made(tmp_path / "all", version=2))
