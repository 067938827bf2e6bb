from sqlalchemy import Connection, func, select

from bot.model import SourceId
from bot.store import found, mute
from bot.store import source as sources
from bot.store.database import Database
from bot.store.schema import source_topic
from tests.rows import NOW, a_subscriber, a_topic, an_entry

SITE, FEED = "https://www.paper.example/fr", "https://feeds.other.example/feed"


def added(tx: Connection, url: str = SITE, kind: str = "site") -> sources.SourceRow:
    topics = (a_topic(tx),)
    row = sources.find(tx, sources.add(tx, sources.NewSource(url, "chat", kind=kind, topics=topics), NOW))
    assert row
    return row


def test_a_source_is_polled_where_its_entries_were_found(database: Database) -> None:
    def work(tx: Connection) -> None:
        row = added(tx)
        assert found.keep(tx, row, FEED, "feed", {"former": [SITE]}) is None
        now = sources.find(tx, row.id)
        assert now
        assert (now.url, now.kind, now.host, now.move) == (
            FEED,
            "feed",
            "feeds.other.example",
            {"former": [SITE]},
        )

    database.write_here(work)


def test_another_source_that_is_polled_there_is_answered_and_nothing_changed(database: Database) -> None:
    def work(tx: Connection) -> None:
        old, new = added(tx, FEED, "feed"), added(tx)
        other = found.keep(tx, new, FEED, "feed", None)
        assert other
        assert other.id == old.id
        assert [row.url for row in sources.listed(tx)] == [FEED, SITE]

    database.write_here(work)


def test_a_source_that_was_only_just_added_is_dropped(database: Database) -> None:
    def work(tx: Connection) -> None:
        added(tx, FEED, "feed")
        found.drop(tx, added(tx).id, NOW)
        assert [row.url for row in sources.listed(tx)] == [FEED]
        assert tx.scalar(select(func.count()).select_from(source_topic)) == 1

    database.write_here(work)


def test_a_source_with_entries_is_paused_instead(database: Database) -> None:
    def work(tx: Connection) -> SourceId:
        row = added(tx)
        an_entry(tx, source_id=row.id)
        found.drop(tx, row.id, NOW)
        return row.id

    id_ = database.write_here(work)
    row = database.read_here(lambda tx: sources.find(tx, id_))
    assert row
    assert row.paused_at == NOW


def test_a_source_is_found_by_the_address_that_it_was_added_with(database: Database) -> None:
    def work(tx: Connection) -> None:
        row = added(tx)
        added(tx, "https://third.example")
        found.keep(tx, row, FEED, "feed", {"former": [SITE]})
        assert [one and one.id for one in (found.by_address(tx, SITE), found.by_address(tx, FEED))] == [
            row.id
        ] * 2
        assert found.by_address(tx, "https://nowhere.example") is None

    database.write_here(work)


def test_a_source_that_somebody_mutes_can_be_dropped(database: Database) -> None:
    def work(tx: Connection) -> None:
        reader, row = a_subscriber(tx), added(tx)
        mute.add(tx, reader.id, row.id)
        found.drop(tx, row.id, NOW)
        assert sources.find(tx, row.id) is None
        assert mute.of(tx, reader.id) == []

    database.write_here(work)
