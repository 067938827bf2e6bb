import pytest
from sqlalchemy import Connection, insert, text

from bot.store import plain
from bot.store.database import Database
from bot.store.plain import DamagedError, Sum
from bot.store.schema import delivery, metadata, sender, topic
from tests.rows import NOW, a_crowd, a_subscriber, an_alert


def names(tx: Connection) -> list[str]:
    return [table.name for table in plain.tables(tx)]


def test_every_table_of_the_schema_is_covered(database: Database) -> None:
    assert set(database.read_here(names)) == set(metadata.tables)


def test_every_column_of_the_schema_is_of_a_known_kind_and_every_table_has_a_key(database: Database) -> None:
    found = {
        one.name: one for one in database.read_here(lambda tx: list(map(plain.layout, plain.tables(tx))))
    }
    for name, table in metadata.tables.items():
        assert {column for column, _kind in found[name].columns} == {column.name for column in table.columns}
        assert found[name].key == tuple(column.name for column in table.primary_key.columns)


def test_tables_come_behind_those_that_they_name(database: Database) -> None:
    order = database.read_here(names)
    for name, table in metadata.tables.items():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) <= order.index(name)


def test_a_type_that_is_not_known_is_said(database: Database) -> None:
    def made(tx: Connection) -> None:
        tx.execute(text("CREATE TABLE odd (id INTEGER PRIMARY KEY, at TIME)"))
        with pytest.raises(DamagedError, match=r"odd\.at"):
            plain.layout(next(one for one in plain.tables(tx) if one.name == "odd"))

    database.write_here(made)


def test_texts_are_ordered_by_their_bytes_on_either_database(database: Database) -> None:
    ids = ["é", "B", "a", "Ä", "b"]

    def ordered(tx: Connection) -> list[str]:
        tx.execute(insert(topic), [{"id": id_, "names": {}, "position": 1} for id_ in ids])
        table = next(one for one in plain.tables(tx) if one.name == "topic")
        return [line[2] for some in plain.lines(tx, table, plain.layout(table)) for line in some]

    assert database.write_here(ordered) == ["B", "a", "b", "Ä", "é"]


def test_a_moment_in_another_shape_is_the_same_line(database: Database) -> None:
    def made(tx: Connection) -> None:
        a_subscriber(tx)
        where = {"at": "2026-11-23 10:00:00"}
        zone = "" if database.embedded else "SET LOCAL TIME ZONE 'UTC'"
        if zone:
            tx.execute(text(zone))
        tx.execute(
            text(
                "UPDATE sender SET due_at = :at"
                if database.embedded
                else "UPDATE sender SET due_at = CAST(:at AS timestamptz)"
            ),
            where,
        )
        table = next(one for one in plain.tables(tx) if one.name == sender.name)
        lines = [line for some in plain.lines(tx, table, plain.layout(table)) for line in some]
        assert '"2026-11-23 10:00:00.000000"' in lines[0]

    database.write_here(made)


def test_rows_are_read_in_stretches_and_sum_up(database: Database) -> None:
    size = plain.STRETCH * 2 + 1
    database.write_here(lambda tx: a_crowd(tx, an_alert(tx), size))

    def read(tx: Connection) -> tuple[list[int], Sum, int]:
        table = next(one for one in plain.tables(tx) if one.name == delivery.name)
        of = plain.layout(table)
        return (
            [len(one) for one in plain.lines(tx, table, of)],
            plain.summed(tx, table, of),
            plain.count(tx, table),
        )

    stretches, total, count = database.still_here(read)
    assert stretches == [plain.STRETCH, plain.STRETCH, 1]
    assert total.rows == count == size


def test_a_still_transaction_sees_one_moment(database: Database) -> None:
    database.write_here(lambda tx: a_subscriber(tx, now=NOW))

    def counted(tx: Connection) -> list[int]:
        table = next(one for one in plain.tables(tx) if one.name == "subscriber")
        before = plain.count(tx, table)
        database.write_here(a_subscriber)
        return [before, plain.count(tx, table)]

    assert database.still_here(counted) == [1, 1]
    assert database.read_here(lambda tx: counted(tx)[0]) == 2
