from sqlalchemy import Connection

from bot.store import recovery
from bot.store.database import Database
from bot.store.recovery import Findings
from tests.rows import NOW


def test_what_was_found_is_read_back_until_all_goes_on(database: Database) -> None:
    found = Findings({"messages": 3}, [(1, 2), (4, 1)], [4], [7], [9])

    def work(tx: Connection) -> None:
        assert recovery.standing(tx) is None
        recovery.note(tx, NOW, NOW, found)
        standing = recovery.standing(tx)
        assert standing is not None
        assert standing.findings == found
        recovery.resume(tx, NOW)
        assert recovery.standing(tx) is None

    database.write_here(work)


def test_of_very_many_ids_the_first_are_kept(database: Database) -> None:
    def work(tx: Connection) -> None:
        recovery.note(tx, NOW, NOW, Findings(entries=list(range(999))))
        standing = recovery.standing(tx)
        assert standing is not None
        assert len(standing.findings.entries) == recovery.MOST

    database.write_here(work)
