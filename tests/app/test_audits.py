from sqlalchemy import Connection, update

from bot.app.audits import lines
from bot.model import Role
from bot.store import audit
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.schema import audit as table
from tests.rows import NOW, a_subscriber


def acted(tx: Connection) -> str:
    audit.note(tx, a_subscriber(tx, role=Role.EDITOR), Act("send", "alert 1"), NOW)
    return audit.head(tx).hash


def test_a_chain_that_holds_says_only_where_it_ends(database: Database) -> None:
    end = database.write_here(acted)
    assert database.read_here(lambda tx: list(lines(tx))) == [f"1 rows, the last one {end[:12]}"]
    assert database.read_here(lambda tx: list(lines(tx, end[:12].upper()))) == [
        f"1 rows, the last one {end[:12]}"
    ]


def test_a_chain_written_anew_is_found_by_the_hash_that_was_written_down(database: Database) -> None:
    database.write_here(acted)
    said = database.read_here(lambda tx: list(lines(tx, "abcdef123456")))
    assert said[0] == "the chain does not end with abcdef123456: it went on, or was written anew"


def test_a_changed_row_is_named(database: Database) -> None:
    database.write_here(acted)
    database.write_here(lambda tx: tx.execute(update(table).values(act="leave")))
    assert "row 1 was changed" in database.read_here(lambda tx: list(lines(tx)))
