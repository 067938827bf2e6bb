from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import Priority, SourceId
from bot.store import due, source, subscriber
from bot.store.schema import source as table
from bot.store.source import NewSource
from bot.texts import _, n_, verbatim
from tests.rows import NOW, a_source, a_subscriber, a_topic, an_alert, an_entry

SECOND = timedelta(seconds=1)
URL = "https://paper.example/feed"


def found(tx: Connection, id_: SourceId) -> source.SourceRow:
    row = source.find(tx, id_)
    assert row is not None
    return row


def paused_why(tx: Connection, url: str) -> str | None:
    return tx.scalar(select(table.c.paused_why).where(table.c.url == url))


def test_a_source_is_found_as_it_was_added_and_is_due_at_once(tx: Connection) -> None:
    topics, adder = (a_topic(tx, "monde"), a_topic(tx, "israel")), a_subscriber(tx)
    new = NewSource(URL, "chat", "page", "N" * 300, "fr", Priority.BREAKING, 90.0, topics, adder.id)
    row = found(tx, source.add(tx, new, NOW))
    assert row == source.by_url(tx, URL)
    assert (row.url, row.kind, row.name, row.language) == (URL, "page", "N" * 200, "fr")
    assert (row.priority, row.every, row.added_by) == (Priority.BREAKING, 90.0, adder.id)
    assert (row.topics, row.memo, row.due_at) == (("israel", "monde"), {}, NOW)
    assert (row.baseline_at, row.looked_at, row.failing_since, row.paused_at) == (None, None, None, None)


def test_nothing_is_found_where_nothing_was_added(tx: Connection) -> None:
    assert source.find(tx, SourceId(1)) is None
    assert source.by_url(tx, URL) is None
    assert source.listed(tx) == []


def test_a_source_added_again_is_changed_to_what_is_said_now(tx: Connection) -> None:
    for topic in ("israel", "monde"):
        a_topic(tx, topic)
    id_ = source.add(tx, NewSource(URL, "chat", name="First", topics=("israel",)), NOW)
    source.looked(tx, found(tx, id_), {"etag": "x"}, NOW)
    again = NewSource(URL, "file", name="Second", language="he", topics=("monde", "monde"))
    assert source.add(tx, again, NOW + SECOND) == id_
    row = found(tx, id_)
    assert (row.name, row.language, row.topics) == ("Second", "he", ("monde",))
    assert (row.memo, row.due_at, row.baseline_at) == ({"etag": "x"}, NOW, NOW)


def test_a_source_added_again_without_a_name_keeps_the_one_it_has(tx: Connection) -> None:
    id_ = source.add(tx, NewSource(URL, "chat", name="First"), NOW)
    source.add(tx, NewSource(URL, "file"), NOW)
    assert found(tx, id_).name == "First"


def test_a_paused_source_added_again_begins_with_a_baseline(tx: Connection) -> None:
    id_ = a_source(tx, url=URL)
    source.looked(tx, found(tx, id_), {"etag": "x"}, NOW)
    source.pause(tx, id_, NOW, "gone")
    a_source(tx, url=URL, now=NOW + SECOND)
    row = found(tx, id_)
    assert (row.paused_at, row.baseline_at, row.memo, row.due_at) == (None, None, {}, NOW + SECOND)


def test_keep_makes_the_table_say_what_the_file_says(tx: Connection) -> None:
    one, two = NewSource(URL, "file"), NewSource(URL + "/2", "file")
    chat = a_source(tx, url=URL + "/chat", origin="chat")
    source.keep(tx, "file", [one, two], NOW)
    assert [row.url for row in source.listed(tx)] == [URL + "/chat", URL, URL + "/2"]
    source.keep(tx, "file", [two], NOW + SECOND)
    assert (paused_why(tx, URL), paused_why(tx, URL + "/2")) == ("file", "")
    assert found(tx, chat).paused_at is None
    source.keep(tx, "file", [], NOW + 2 * SECOND)
    assert paused_why(tx, URL + "/2") == "file"
    source.keep(tx, "file", [one], NOW + 3 * SECOND)
    assert paused_why(tx, URL) == ""


def test_what_the_desk_paused_stays_paused_when_the_file_lists_it(tx: Connection) -> None:
    id_ = a_source(tx, url=URL)
    source.pause(tx, id_, NOW, "desk")
    source.keep(tx, "file", [NewSource(URL, "file", language="he")], NOW)
    assert paused_why(tx, URL) == "desk"
    source.keep(tx, "file", [], NOW + SECOND)
    assert (found(tx, id_).paused_at, paused_why(tx, URL)) == (NOW, "desk")


def test_claim_takes_due_sources_breaking_ones_first_and_leaves_them_for_the_lease(tx: Connection) -> None:
    normal = a_source(tx, now=NOW - 2 * SECOND)
    fast = a_source(tx, priority=Priority.BREAKING)
    paused = a_source(tx)
    source.pause(tx, paused, NOW, "desk")
    a_source(tx, now=NOW + SECOND)
    claimed = due.claim(tx, NOW, 60, 10)
    assert [row.id for row in claimed] == [fast, normal]
    assert claimed[0].topics == ("israel",)
    assert due.claim(tx, NOW, 60, 10) == []
    assert [row.id for row in due.claim(tx, NOW + 60 * SECOND, 60, 1)] == [fast]


def test_a_look_that_worked_clears_the_failures_and_sets_the_baseline_once(tx: Connection) -> None:
    id_ = a_source(tx)
    source.failed(tx, found(tx, id_), _("down"), NOW + 5 * SECOND, NOW)
    source.failed(tx, found(tx, id_), _("time-out"), NOW + 9 * SECOND, NOW + SECOND)
    row = found(tx, id_)
    assert (row.failures, row.failing_since, row.error, row.due_at) == (
        2,
        NOW,
        _("time-out"),
        NOW + 9 * SECOND,
    )
    source.looked(tx, row, {"etag": 'W/"1"'}, NOW + 2 * SECOND, due_at=NOW + 60 * SECOND, name="Le Fil")
    source.looked(tx, row, {"etag": 'W/"2"'}, NOW + 3 * SECOND)
    row = found(tx, id_)
    assert (row.failures, row.failing_since, row.error, row.name) == (0, None, None, "Le Fil")
    assert (row.memo, row.due_at) == ({"etag": 'W/"2"'}, NOW + 60 * SECOND)
    assert (row.baseline_at, row.looked_at) == (NOW + 2 * SECOND, NOW + 3 * SECOND)


def test_an_error_is_kept_for_every_language(tx: Connection) -> None:
    id_, why = a_source(tx), _("connection refused")
    assert found(tx, id_).error is None
    told = _("{host} answers {status}: {why}", host="פייפר.example", status=503, why=why)
    counted = n_("{count} hour {why}", "{count} hours {why}", 2, why=told)
    for error in (told, counted, verbatim("{braces}")):
        source.failed(tx, found(tx, id_), error, NOW, NOW)
        assert found(tx, id_).error == error
    assert found(tx, id_) == source.listed(tx)[0]


def test_resume_begins_with_a_baseline_so_that_no_flood_follows(tx: Connection) -> None:
    id_ = a_source(tx)
    source.looked(tx, found(tx, id_), {"etag": "x"}, NOW)
    source.pause(tx, id_, NOW, "desk")
    assert (found(tx, id_).paused_at, paused_why(tx, found(tx, id_).url)) == (NOW, "desk")
    source.resume(tx, id_, NOW + SECOND)
    row = found(tx, id_)
    assert (row.paused_at, row.baseline_at, row.memo, row.due_at) == (None, None, {}, NOW + SECOND)


def test_health_counts_all_paused_and_failing_sources(tx: Connection) -> None:
    assert source.health(tx) == {"all": 0, "paused": 0, "failing": 0}
    _, paused, failing = a_source(tx), a_source(tx), a_source(tx)
    for id_ in (paused, failing):
        source.failed(tx, found(tx, id_), verbatim("time-out"), NOW, NOW)
    source.pause(tx, paused, NOW, "gone")
    assert source.health(tx) == {"all": 3, "paused": 1, "failing": 1}


# ---- moves ---------------------------------------------------------------------------------------

NEW_URL = "https://www.other.co.uk/feed"
LEFT = {"to": "", "since": None, "sights": 0, "asked": False, "former": [URL]}


def test_a_source_that_moves_is_polled_there_without_its_validators(tx: Connection) -> None:
    id_ = a_source(tx, url=URL)
    source.looked(tx, found(tx, id_), {"etag": "x"}, NOW)
    assert source.move(tx, id_, NEW_URL, LEFT) is None
    row = found(tx, id_)
    assert (row.url, row.host, row.memo, row.move) == (NEW_URL, "other.co.uk", {}, LEFT)
    source.note_move(tx, id_, None)
    assert found(tx, id_).move is None


def test_a_source_does_not_move_to_where_another_is(tx: Connection) -> None:
    id_, other = a_source(tx, url=URL), a_source(tx, url=NEW_URL)
    there = source.move(tx, id_, NEW_URL, LEFT)
    assert there is not None
    assert there.id == other
    assert found(tx, id_).url == URL


def test_the_file_may_list_a_source_by_the_address_it_had_before_it_moved(tx: Connection) -> None:
    id_ = a_source(tx, url=URL)
    source.move(tx, id_, NEW_URL, LEFT)
    for _start in range(2):
        source.keep(tx, "file", [NewSource(URL, "file", name="Renamed")], NOW + SECOND)
        (row,) = source.listed(tx)
        assert (row.id, row.url, row.name, row.paused_at) == (id_, NEW_URL, "Renamed", None)
    source.keep(tx, "file", [], NOW + 2 * SECOND)
    assert found(tx, id_).paused_at == NOW + 2 * SECOND


# ---- trouble -------------------------------------------------------------------------------------


def test_what_is_gone_stays_paused_when_the_file_lists_it_at_the_next_start(tx: Connection) -> None:
    id_ = a_source(tx, url=URL)
    source.pause(tx, id_, NOW, "gone")
    source.keep(tx, "file", [NewSource(URL, "file")], NOW + SECOND)
    assert (found(tx, id_).paused_at, paused_why(tx, URL)) == (NOW, "gone")


def test_a_look_that_worked_forgets_a_410_and_what_was_told(tx: Connection) -> None:
    id_ = a_source(tx)
    source.failed(tx, found(tx, id_), _("down"), NOW, NOW, gone_at=NOW)
    assert [row.id for row in source.newly_dead(tx, NOW, NOW + SECOND)] == [id_]
    row = found(tx, id_)
    assert (row.gone_at, row.told_failing_at) == (NOW, NOW + SECOND)
    source.looked(tx, row, {}, NOW + 2 * SECOND)
    row = found(tx, id_)
    assert (row.gone_at, row.told_failing_at) == (None, None)


def test_the_newly_dead_are_those_that_have_failed_for_long_each_once(tx: Connection) -> None:
    dead, fresh, paused, _well = (a_source(tx) for _ in range(4))
    for id_, since in ((dead, NOW), (paused, NOW), (fresh, NOW + SECOND)):
        source.failed(tx, found(tx, id_), _("down"), NOW, since)
    source.pause(tx, paused, NOW, "desk")
    assert [row.id for row in source.newly_dead(tx, NOW, NOW + SECOND)] == [dead]
    assert source.newly_dead(tx, NOW, NOW + SECOND) == []


def test_a_look_that_is_put_off_is_held_against_nobody(tx: Connection) -> None:
    id_ = a_source(tx)
    source.postpone(tx, id_, NOW + SECOND)
    row = found(tx, id_)
    assert (row.due_at, row.failures, row.failing_since) == (NOW + SECOND, 0, None)


def test_readers_are_counted_by_the_topics_of_each_source(tx: Connection) -> None:
    for topics in (("israel",), ("israel", "monde"), ("monde",)):
        a_subscriber(tx, topics=topics)
    left = a_subscriber(tx, topics=("monde",))
    subscriber.unsubscribe(tx, left.id, (a_topic(tx, "monde"),), NOW)
    one, both = a_source(tx, topics=("israel",)), a_source(tx, topics=("israel", "monde"))
    none, paused = a_source(tx, topics=()), a_source(tx)
    source.pause(tx, paused, NOW, "desk")
    assert source.readers(tx) == {one: 2, both: 4, none: 0}


def test_an_alert_speaks_by_the_source_of_its_entry_and_one_that_a_person_wrote_by_none(
    tx: Connection,
) -> None:
    a_source(tx)
    id_ = a_source(tx)
    spoken, written = an_alert(tx, entry_id=an_entry(tx, id_)), an_alert(tx)
    found = source.speaking(tx, spoken)
    assert found is not None
    assert found.id == id_
    assert source.speaking(tx, written) is None
