from sqlalchemy import Connection, select

from bot.store import mute
from bot.store.schema import subscriber
from tests.rows import a_source, a_subscriber


def test_a_reader_mutes_sources_and_hears_them_again(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    first, second = a_source(tx), a_source(tx)
    for source in (second, first, first):
        mute.add(tx, one.id, source)
    assert mute.of(tx, one.id) == [first, second]
    assert mute.of(tx, other.id) == []
    for _ in range(2):
        mute.end(tx, one.id, first)
    assert mute.of(tx, one.id) == [second]


def test_who_hears_a_source_is_everybody_else(tx: Connection) -> None:
    one, other = a_subscriber(tx), a_subscriber(tx)
    source = a_source(tx)
    mute.add(tx, one.id, source)
    hearing = tx.scalars(select(subscriber.c.id).where(mute.hears(source))).all()
    assert hearing == [other.id]


def test_any_among_asks_of_the_stretch_and_the_source(tx: Connection) -> None:
    one = a_subscriber(tx)
    source, other = a_source(tx), a_source(tx)
    mute.add(tx, one.id, source)
    assert mute.any_among(tx, source, one.id - 1, one.id)
    assert not mute.any_among(tx, source, one.id, one.id + 9)
    assert not mute.any_among(tx, source, 0, one.id - 1)
    assert not mute.any_among(tx, other, 0, one.id)
