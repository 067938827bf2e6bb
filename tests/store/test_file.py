from datetime import timedelta

from sqlalchemy import Connection, func, select

from bot.model import FileId
from bot.store import file as files
from bot.store.schema import file_part
from tests.rows import NOW


def test_a_file_is_kept_in_parts_and_read_whole(tx: Connection) -> None:
    content = bytes(range(256)) * 2500
    kept = files.keep(tx, "people.csv", "text/csv", content, NOW)
    assert tx.scalar(select(func.count()).select_from(file_part)) == 3
    assert files.content(tx, kept.id) == content
    assert files.size(tx, kept.id) == len(content)
    assert b"".join(files.part(tx, kept.id, number) for number in range(4)) == content
    assert files.find(tx, kept.id) == kept


def test_what_is_added_stands_at_the_end(tx: Connection) -> None:
    kept = files.begin(tx, "x.csv", "text/csv", NOW)
    for piece in (b"a", b"", b"b" * files.PART, b"c"):
        files.append(tx, kept.id, piece)
    assert files.content(tx, kept.id) == b"a" + b"b" * files.PART + b"c"


def test_an_empty_file_is_there_and_a_gone_one_is_not(tx: Connection) -> None:
    kept = files.begin(tx, "x.csv", "text/csv", NOW)
    assert files.content(tx, kept.id) == b""
    files.drop(tx, [kept.id])
    assert files.content(tx, kept.id) is None
    assert files.find(tx, kept.id) is None
    assert files.size(tx, kept.id) == 0
    assert not files.open_(tx, kept.id, NOW)


def test_only_what_is_open_can_be_fetched_and_not_for_ever(tx: Connection) -> None:
    kept = files.keep(tx, "x.csv", "text/csv", b"abc", NOW)
    assert files.fetched(tx, kept.token, NOW) is None
    assert files.open_(tx, kept.id, NOW)
    opened = files.fetched(tx, kept.token, NOW)
    assert opened
    assert (opened.id, opened.size, opened.parts) == (kept.id, 3, 1)
    assert files.fetched(tx, kept.token, NOW + files.OPEN) is None
    for _each in range(files.FETCHES - 1):
        assert files.fetched(tx, kept.token, NOW)
    assert files.fetched(tx, kept.token, NOW) is None
    assert files.fetched(tx, "x" * 32, NOW) is None


def test_what_has_been_kept_long_enough_is_erased_with_its_parts(tx: Connection) -> None:
    old = files.keep(tx, "x.csv", "text/csv", b"abc", NOW)
    young = files.keep(tx, "y.csv", "text/csv", b"abc", NOW, timedelta(days=2))
    assert files.erase_due(tx, NOW + files.LIFE, 10) == 1
    assert files.find(tx, old.id) is None
    assert files.find(tx, young.id)
    assert list(tx.scalars(select(file_part.c.file_id))) == [young.id]
    assert files.part(tx, FileId(old.id), 0) == b""


def test_whether_anything_is_to_be_erased(tx: Connection) -> None:
    files.keep(tx, "x.csv", "text/csv", b"abc", NOW)
    assert not files.any_due(tx, NOW)
    assert files.any_due(tx, NOW + files.LIFE)
