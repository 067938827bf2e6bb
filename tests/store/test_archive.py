import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.errors import SettingsError
from bot.store import archive
from bot.store.plain import DamagedError, Layout

TAKEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
LAYOUT = Layout("story", (("id", "int"), ("opened_at", "moment")), ("id",))


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def made(path: Path, lines: list[str]) -> archive.Manifest:
    return write(path, iter([lines]))


def write(path: Path, stretches: Iterator[list[str]]) -> archive.Manifest:
    with archive.created(path) as writer:
        writer.keep(LAYOUT, stretches)
        return writer.finish("0026", "SQLite", TAKEN)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    lines = ['[1,"2026-11-23 10:00:00.000000"]', '[2,"a\u2028b\u0085c"]']
    manifest = made(path, lines)
    with archive.opened(path) as reader:
        assert reader.manifest == manifest
        assert [line for some in reader.lines(manifest.members[0]) for line in some] == lines
        archive.check(reader)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    made(tmp_path / "backup.zip", ["[1,null]"])
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    path.write_text("mine")
    with pytest.raises(SettingsError, match="there already"):
        made(path, ["[1,null]"])
    assert path.read_text() == "mine"


def test_what_was_put_there_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"

    def lines() -> Iterator[list[str]]:
        yield ["[1,null]"]
        path.write_text("theirs")

    with pytest.raises(SettingsError):
        write(path, lines())
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["backup.zip"]


def test_nothing_bears_the_name_when_it_fails(tmp_path: Path) -> None:
    def lines() -> Iterator[list[str]]:
        yield ["[1,null]"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(tmp_path / "backup.zip", lines())
    assert names(tmp_path) == []


def test_what_a_killed_one_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "backup.zip.part").write_text("half")
    made(tmp_path / "backup.zip", ["[1,null]"])
    assert names(tmp_path) == ["backup.zip"]


def test_a_file_that_broke_off_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    made(path, [f"[{number},null]" for number in range(999)])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DamagedError, match="broke off"), archive.opened(path):
        pass


def test_a_zip_of_something_else_is_no_backup(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "other.zip", "w") as zipped:
        zipped.writestr("letter.txt", "Dear all")
    with pytest.raises(DamagedError, match="no backup"), archive.opened(tmp_path / "other.zip"):
        pass


def test_a_changed_byte_is_found_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    lines = [f'[{number},"{number * 7919}"]' for number in range(40)]
    made(path, lines)
    whole, found = path.read_bytes(), 0
    for offset in range(len(whole)):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
        try:
            with archive.opened(path) as reader:
                read = [
                    line for one in reader.manifest.members for some in reader.lines(one) for line in some
                ]
        except DamagedError:
            found += 1
        else:
            assert read == lines
    assert found > len(whole) / 2


def test_rows_that_were_put_in_are_found(tmp_path: Path) -> None:
    path, forged = tmp_path / "backup.zip", tmp_path / "forged.zip"
    made(path, ["[1,null]"])
    with ZipFile(path) as old, ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"[2,null]\n" if name.startswith("tables/") else b""))
    with pytest.raises(DamagedError, match="story"), archive.opened(forged) as reader:
        archive.check(reader)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"), archive.opened(tmp_path / "no.zip"):
        pass


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be written"):
        made(tmp_path / "no" / "backup.zip", [])
