from datetime import timedelta

from sqlalchemy import Connection, select

from bot.store import listing as listings
from bot.store.listing import STRETCH
from bot.store.schema import listing
from tests.rows import NOW, a_source, an_entry

DAY = timedelta(days=1)


def test_the_first_entry_under_each_name_is_found_within_its_source(tx: Connection) -> None:
    mine, other = a_source(tx), a_source(tx)
    foreign = an_entry(tx, other, guid="a", link="https://p.example/1", title="One")
    first = an_entry(tx, mine, guid="a", link="https://p.example/1", title="One")
    an_entry(tx, mine, guid="a", link="https://p.example/1", title="One", body="changed")
    second = an_entry(tx, mine, guid="b", link="https://p.example/2", title="Two")
    assert listings.by_guid(tx, mine, ["a", "b", "c"]) == {"a": first, "b": second}
    links, keys = listings.by_name(tx, mine, ["https://p.example/1", ""], ["two", "none"])
    assert (links, keys) == ({"https://p.example/1": first}, {"two": second})
    assert foreign != first


def test_what_a_source_lists_no_longer_is_known_only_after_a_whole_stretch(tx: Connection) -> None:
    of = a_source(tx)
    for day, oldest in ((0, 10), (1, 50), (80, 90)):
        listings.note(tx, of, oldest, NOW + day * DAY)
    assert listings.below(tx, [of]) == {of: 0}  # who knows what it listed before
    listings.note(tx, of, 95, NOW + STRETCH)
    assert listings.below(tx, [of]) == {of: 10}
    listings.note(tx, of, 99, NOW + STRETCH + 80 * DAY)
    assert listings.below(tx, [of]) == {of: 10}
    listings.note(tx, of, 120, NOW + 2 * STRETCH)
    assert listings.below(tx, [of]) == {of: 90}


def test_one_look_that_shows_old_entries_again_keeps_them(tx: Connection) -> None:
    of = a_source(tx)
    for stretch in range(3):
        listings.note(tx, of, 500 + stretch, NOW + stretch * STRETCH)
    listings.note(tx, of, 7, NOW + 2 * STRETCH + DAY)
    assert listings.below(tx, [of]) == {of: 7}
    listings.note(tx, of, 0, NOW + 2 * STRETCH + 2 * DAY)
    assert listings.below(tx, [of]) == {of: 0}


def test_what_the_last_look_showed_stands_through_looks_that_found_nothing_changed(tx: Connection) -> None:
    of = a_source(tx)
    listings.note(tx, of, 10, NOW)
    listings.note(tx, of, 40, NOW + DAY)
    # for two stretches the source said "not modified": it listed 40 all the while
    listings.note(tx, of, 900, NOW + 2 * STRETCH)
    row = tx.execute(select(listing)).one()
    assert (row.oldest_id, row.before_id, row.last_id) == (40, 10, 900)
