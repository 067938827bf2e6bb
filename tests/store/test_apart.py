"""A database of its own for each newsroom: where it is, and what it sees."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import SettingsError
from bot.store import apart
from bot.store.database import Database
from bot.store.migration import HEAD, migrate, revision


def test_beside_a_file_is_a_file_by_the_newsrooms_name(tmp_path: Path) -> None:
    assert apart.beside("sqlite:///var/tocsin.db", "le-fil") == "sqlite:///var/le-fil.db"
    assert apart.beside(f"sqlite:///{tmp_path}/x.db", "a") == f"sqlite:///{tmp_path}/a.db"


def test_beside_a_postgresql_is_a_schema_in_it_and_the_rest_of_the_url_stays() -> None:
    made = apart.beside("postgres://me:p%40ss@host:6000/news?sslmode=require", "le-fil")
    assert made == (
        "postgresql+psycopg://me:p%40ss@host:6000/news?options=-csearch_path%3Dnewsroom_le_fil&sslmode=require"
    )
    more = apart.beside("postgresql://host/news?options=-cstatement_timeout%3D5s", "a")
    assert "options=-cstatement_timeout%3D5s+-csearch_path%3Dnewsroom_a" in more


def test_two_urls_of_one_database_are_alike() -> None:
    same = [
        ("sqlite:///var/a.db", f"sqlite:///{Path('var/b/../a.db').absolute()}"),
        ("postgres://one@HOST/news", "postgresql://other@host:5432/news"),
        ("postgresql:///news?host=h", "postgresql://h/news"),
        (apart.beside("postgres://h/news", "a"), "postgres://h/news?options=-c%20search_path%3Dnewsroom_a"),
    ]
    for one, other in same:
        assert apart.identity(one) == apart.identity(other)
    apart_from = ["sqlite:///var/b.db", "postgres://h/news", "postgres://h/news2", "postgres://i/news"]
    apart_from += [apart.beside("postgres://h/news", id_) for id_ in ("a", "b")]
    assert len({apart.identity(url) for url in apart_from}) == len(apart_from)


def test_what_is_no_database_is_said() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        apart.beside("words", "a")


def test_two_newsrooms_in_one_database_see_none_of_each_others_rows(database_url: str) -> None:
    """Nor of the deployment's: a newsroom whose schema is not there sees no table at all."""
    plain = Database(database_url)
    rooms = {id_: Database(apart.beside(database_url, id_)) for id_ in ("pg-x", "public", "2nd")}
    try:
        for id_, room in rooms.items():
            assert room.read_here(revision) is None, id_
            assert (migrate(room), migrate(room)) == (HEAD, HEAD)
            mark = text("UPDATE alembic_version SET version_num = :id").bindparams(id=id_)
            room.write_here(lambda tx, mark=mark: tx.execute(mark))  # type: ignore[misc]  # a default of a lambda
        for id_, room in rooms.items():
            assert room.read_here(revision) == id_
        assert plain.read_here(revision) == HEAD
    finally:
        for one in (plain, *rooms.values()):
            one.close()
