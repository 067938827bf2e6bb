from pathlib import Path

from sqlalchemy import update

from bot.store import occupancy
from bot.store.database import Database
from bot.store.schema import sender
from tests.rows import NOW, a_sender


def test_a_program_that_has_it_open_is_seen_until_it_ends(database_url: str) -> None:
    program = Database(database_url)
    program.read_here(occupancy.heard_until)
    other = Database(database_url)
    assert occupancy.in_use(other)
    program.close()
    assert not occupancy.in_use(other)
    other.close()


def test_a_file_that_is_not_there_is_nobodys(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no.db'}")
    assert not occupancy.in_use(database)
    assert not (tmp_path / "no.db").exists()


def test_the_last_turn_is_told(database: Database) -> None:
    assert database.read_here(occupancy.heard_until) is None
    database.write_here(a_sender)
    database.write_here(lambda tx: tx.execute(update(sender).values(heard_until=NOW)))
    assert database.read_here(occupancy.heard_until) == NOW
