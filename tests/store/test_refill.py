import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from bot.store import archive, audit, plain, refill
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.migration import migrate, revision
from bot.store.plain import DamagedError, Sum
from bot.store.refill import Changes, Refill
from bot.store.schema import delivery, entry, metadata, placement, source, story, subscriber, topic
from tests.rows import NOW, a_crowd, a_source, a_story, a_subscriber, an_alert, an_entry
from tests.worlds import a_row_everywhere


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'first.db'}")
    migrate(made)
    yield made
    made.close()


def copied(first: Database, second: Database) -> Changes:
    """Fill the second database from the first one."""

    def work(target: Connection) -> Changes:
        filling = Refill(target)

        def read(tx: Connection) -> None:
            for table in plain.tables(tx):
                of = plain.layout(table)
                filling.fill(of, plain.lines(tx, table, of))

        first.still_here(read)
        filling.check()
        return filling.changes

    return second.write_here(work)


def sums(database: Database) -> dict[str, tuple[int, str]]:
    def read(tx: Connection) -> dict[str, tuple[int, str]]:
        found: dict[str, Sum] = {}
        for table in plain.tables(tx):
            of = plain.layout(table)
            in_order = plain.Layout(of.name, tuple(sorted(of.columns)), of.key)
            found[table.name] = plain.summed(tx, table, in_order)
        return {name: (one.rows, one.hash) for name, one in found.items()}

    return database.read_here(read)


def test_every_table_is_filled_with_the_same_rows(first: Database, database: Database) -> None:
    first.write_here(a_row_everywhere)
    changes = copied(first, database)
    assert changes.count == 0
    assert sums(database) == sums(first)
    assert set(sums(first)) == set(metadata.tables)
    assert all(rows for rows, _hash in sums(first).values())


def test_and_back_again(first: Database, database: Database, tmp_path: Path) -> None:
    third = Database(f"sqlite:///{tmp_path / 'third.db'}")
    migrate(third)
    first.write_here(a_row_everywhere)
    copied(first, database)
    copied(database, third)
    assert sums(third) == sums(first)
    third.close()


def test_odd_values_come_through(first: Database, database: Database) -> None:
    names = {"en": "\ud800 \0 \u2028", "x": [1.5, None, True, 10**20, 1e-300]}

    def made(tx: Connection) -> None:
        of = a_source(tx)
        tx.execute(update(source).values(every=0.1 + 0.2, error=None))
        tx.execute(insert(topic).values(id="odd", names=names, position=-1))
        tx.execute(insert(topic).values(id="bare", names=5, position=2**31 - 1))
        tx.execute(insert(topic).values(id="none", names=None, position=0))
        id_ = an_entry(tx, of, title='tab\t, \\N, "q", \r\n\u2028 \U0001f600 שלום')
        tx.execute(
            insert(placement).values(
                entry_id=id_,
                position=1,
                story_id=a_story(tx),
                source_id=of,
                title="",
                lead="",
                language="",
                link="",
                published_at=NOW,
                vector=bytes(range(256)),
                verdict="",
                score=-1e-17,
                features={},
                placed_at=NOW.replace(microsecond=1),
            )
        )

    first.write_here(made)
    assert copied(first, database).count == 0
    assert sums(database) == sums(first)

    def read(tx: Connection) -> list[Any]:
        found = (
            select(topic.c.names).where(topic.c.id.in_(["odd", "bare", "none"])).order_by(topic.c.position)
        )
        vector = tx.scalar(select(placement.c.vector))
        return [
            *tx.scalars(found),
            vector,
            tx.scalar(select(placement.c.score)),
            tx.scalar(select(source.c.every)),
        ]

    assert database.read_here(read) == [names, None, 5, bytes(range(256)), -1e-17, 0.1 + 0.2]


def test_what_postgresql_does_not_hold_is_changed_and_named(first: Database, database: Database) -> None:
    def made(tx: Connection) -> None:
        who = a_subscriber(tx, name="A\0B")
        tx.execute(update(subscriber).where(subscriber.c.id == who.id).values(menu=[float("nan"), 1]))
        a_subscriber(tx, name="x" * 999)

    first.write_here(made)
    changes = copied(first, database)
    rows = database.read_here(lambda tx: tx.execute(select(subscriber).order_by(subscriber.c.id)).all())
    if database.embedded:
        assert changes.count == 0
        assert rows[0].name == "A\0B"
        return
    assert changes.count == 3
    assert changes.places[:2] == [f"subscriber.name of {rows[0].id}", f"subscriber.menu of {rows[0].id}"]
    assert rows[0].name == "A\ufffdB"
    assert rows[0].menu == [None, 1]
    assert rows[1].name == "x" * 200


def test_the_next_row_has_a_number_that_is_free(first: Database, database: Database) -> None:
    first.write_here(lambda tx: [a_story(tx) for _one in range(7)])
    copied(first, database)
    assert database.write_here(a_story) == 8
    assert database.write_here(an_alert) == 1


def test_the_chain_of_acts_holds(first: Database, database: Database) -> None:
    def acted(tx: Connection) -> None:
        for number in range(3):
            audit.note(tx, a_subscriber(tx), Act("recall", f"alert {number}", {"été": 1}), NOW)

    first.write_here(acted)
    copied(first, database)
    assert database.read_here(lambda tx: (list(audit.check(tx)), audit.head(tx))) == (
        [],
        first.read_here(audit.head),
    )
    database.write_here(acted)
    assert database.read_here(lambda tx: list(audit.check(tx))) == []


def test_columns_may_stand_in_another_order(database: Database, tmp_path: Path) -> None:
    """As in a database that came by migrations."""
    path = tmp_path / "backup.zip"
    layout = plain.Layout("story", (("opened_at", "moment"), ("id", "int")), ("id",))
    lines = ['["2026-11-23 10:00:00.000000",4]', '["2026-11-23 10:00:00.000001",5]']
    with archive.created(path) as writer:
        writer.keep(layout, iter([lines]))
        writer.finish("0026", "SQLite", NOW)

    def work(tx: Connection) -> None:
        filling = Refill(tx)
        with archive.opened(path) as reader:
            filling.fill(layout, reader.lines(reader.manifest.members[0]))
        filling.check()

    database.write_here(work)
    assert list(database.read_here(lambda tx: tx.scalars(select(story.c.id)).all())) == [4, 5]


def test_another_table_is_refused(database: Database) -> None:
    layout = plain.Layout("story", (("id", "int"), ("told_at", "moment")), ("id",))
    with pytest.raises(DamagedError, match="story"):
        database.write_here(lambda tx: Refill(tx).fill(layout, iter([["[1,null]"]])))


def test_rows_that_name_what_is_not_there_are_refused_and_nothing_stays(database: Database) -> None:
    def work(tx: Connection) -> None:
        filling = Refill(tx)
        tables = {table.name: plain.layout(table) for table in plain.tables(tx)}
        filling.fill(tables["story"], iter([['[1,"2026-11-23 10:00:00.000000"]']]))
        columns = [name for name, _kind in tables["subscription"].columns]
        row = dict.fromkeys(columns, "") | {"id": 1, "subscriber_id": 99, "ended_at": None}
        row["consent_at"] = "2026-11-23 10:00:00.000000"
        filling.fill(tables["subscription"], iter([[json.dumps([row[name] for name in columns])]]))
        filling.check()

    with pytest.raises(Exception, match=r"(?i)foreign key|subscription"):
        database.write_here(work)
    assert database.read_here(refill.is_empty)


def test_what_reads_back_otherwise_is_refused(database: Database) -> None:
    def work(tx: Connection) -> None:
        filling = Refill(tx)
        of = next(plain.layout(one) for one in plain.tables(tx) if one.name == "story")
        filling.fill(of, iter([['[1,"2026-11-23 10:00:00.000000"]']]))
        tx.execute(text("UPDATE story SET id = 2"))
        filling.check()

    with pytest.raises(DamagedError, match="does not give the same back"):
        database.write_here(work)
    assert database.read_here(refill.is_empty)


def test_a_trouble_of_the_database_names_no_value(database: Database) -> None:
    def work(tx: Connection) -> None:
        of = next(plain.layout(one) for one in plain.tables(tx) if one.name == "subscriber")
        row: dict[str, Any] = dict.fromkeys((name for name, _kind in of.columns), "+972501234567")
        filling = Refill(tx)
        filling.fill(of, iter([[json.dumps(list(row.values()))]]))
        filling.check()

    with pytest.raises(DamagedError) as caught:
        database.write_here(work)
    assert "subscriber" in str(caught.value)
    assert "9725" not in str(caught.value)


def test_tables_are_taken_away_and_others_stay(database: Database) -> None:
    def work(tx: Connection) -> list[str]:
        a_row_everywhere(tx)
        tx.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))
        assert not refill.is_empty(tx)
        refill.clear(tx, set(metadata.tables))
        return [table.name for table in plain.tables(tx)]

    assert database.write_here(work) == ["theirs"]
    assert database.read_here(revision) is None


def test_lines_are_passed_on_a_stretch_at_a_time(first: Database, database: Database) -> None:
    first.write_here(lambda tx: a_crowd(tx, an_alert(tx), 2500))
    copied(first, database)
    assert database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(delivery))) == 2500
    assert database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(entry))) == 0
