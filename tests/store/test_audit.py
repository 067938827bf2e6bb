import pytest
from sqlalchemy import Connection, delete, select, text, update

from bot.model import Role
from bot.store import audit
from bot.store.audit import Act
from bot.store.audit_tables import audit as table
from bot.store.audit_tables import audit_head
from tests.rows import NOW, a_subscriber

COLUMNS = [column.name for column in table.columns]


def acted(tx: Connection, times: int = 3) -> None:
    who = a_subscriber(tx, role=Role.EDITOR)
    for number in range(times):
        audit.note(tx, who, Act("send", f"alert {number}", {"state": "held"}, {"état": "publié"}), NOW)


def test_acts_are_chained_and_paged_the_newest_first(tx: Connection) -> None:
    acted(tx, 5)
    other = a_subscriber(tx, role=Role.ADMIN)
    audit.note(tx, other, Act("pause", "source 1"), NOW)
    assert [row.number for row in audit.page(tx, 3)] == [6, 5, 4]
    assert [row.number for row in audit.page(tx, 3, before=4)] == [3, 2, 1]
    assert [row.act.what for row in audit.page(tx, 9, who=other.id)] == ["pause"]
    (row,) = audit.page(tx, 9, about="alert 2")
    assert (row.role, row.act.before, row.act.after, row.at) == (
        Role.EDITOR,
        {"state": "held"},
        {"état": "publié"},
        NOW,
    )
    assert list(audit.check(tx)) == []


def test_an_empty_chain_holds(tx: Connection) -> None:
    assert list(audit.check(tx)) == []
    assert audit.head(tx).count == 0


@pytest.mark.parametrize("column", COLUMNS)
def test_a_byte_flipped_in_any_column_is_found_and_named(tx: Connection, column: str) -> None:
    acted(tx)
    old = tx.scalar(select(table.c[column]).where(table.c.number == 2))
    assert old is not None
    new = old + 40 if isinstance(old, int) else chr(ord(old[0]) ^ 1) + old[1:]
    tx.execute(update(table).where(table.c.number == 2).values({column: new}))
    assert any("row 2" in one or "row 42" in one for one in audit.check(tx))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_dropped_row_is_found(tx: Connection, number: int) -> None:
    acted(tx)
    tx.execute(delete(table).where(table.c.number == number))
    assert list(audit.check(tx))


def test_a_head_that_was_changed_is_found(tx: Connection) -> None:
    acted(tx)
    tx.execute(update(audit_head).values(count=2))
    assert list(audit.check(tx))


def test_a_long_chain_is_read_in_stretches(tx: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "STRETCH", 2)
    acted(tx, 7)
    assert list(audit.check(tx)) == []
    tx.execute(text("DELETE FROM audit WHERE number IN (4, 5)"))
    assert "row 4 is missing, up to row 5" in list(audit.check(tx))
