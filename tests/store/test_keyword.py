"""Keywords in the store, and whom they let through when an alert is laid."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, func, select

from benchmarks.naive_keywords import Told, lets_through
from bot.model import AlertId, Priority, Subscriber, SubscriberId, Summary
from bot.rules.keyword import Keyword, keys_for, keys_of, read
from bot.store import batch as batches
from bot.store import keyword as store
from bot.store.batch import SIZE
from bot.store.schema import alert, keyword_key, subscriber
from tests.rows import NOW, a_crowd_of, a_subscriber, an_alert, an_entry, deliveries


def new(line: str) -> list[store.NewKeyword]:
    return [store.NewKeyword(one.written, keys_for(one.words), one.excludes) for one in read(line)]


def a_reader(tx: Connection, line: str = "", topics: Sequence[str] = ("israel",)) -> Subscriber:
    who = a_subscriber(tx, topics=topics)
    store.add(tx, who.id, new(line))
    return who


def shown(tx: Connection, who: Subscriber) -> list[tuple[int, str, bool]]:
    return [(row.position, row.written, row.excludes) for row in store.of(tx, who.id)]


def keys(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(keyword_key)) or 0


def awaits(tx: Connection, who: Subscriber) -> bool:
    return bool(tx.scalar(select(subscriber.c.awaits_words).where(subscriber.c.id == who.id)))


def told(
    tx: Connection, headline: str, *lines: str, priority: Priority = Priority.NORMAL, language: str = "en"
) -> set[SubscriberId]:
    """Lay an alert, and list whom it reaches."""
    id_ = an_alert(tx, summary=Summary(headline, lines, language), priority=priority)
    return laid(tx, id_, priority)


def laid(tx: Connection, id_: AlertId, priority: Priority = Priority.NORMAL) -> set[SubscriberId]:
    batches.fan_out(tx, id_, priority, NOW, keys_of)
    while batches.work(tx, NOW, keys_of):
        pass
    return {SubscriberId(row.subscriber_id) for row in deliveries(tx) if row.alert_id == id_}


# ---- a reader's keywords -------------------------------------------------------------------------


def test_keywords_are_listed_as_they_were_written_and_numbered(tx: Connection) -> None:
    who = a_reader(tx, 'Drone, "Beit Shemesh" -football')
    assert shown(tx, who) == [(1, "Drone", False), (2, "Beit Shemesh", False), (3, "football", True)]
    assert awaits(tx, who)


def test_one_that_says_the_same_adds_nothing(tx: Connection) -> None:
    who = a_reader(tx, "drone -football")
    before = keys(tx)
    assert store.add(tx, who.id, new("DRONES, -footballs")) == 0
    assert keys(tx) == before


def test_one_the_other_way_round_takes_its_place(tx: Connection) -> None:
    who = a_reader(tx, "drone")
    assert store.add(tx, who.id, new("-drones")) == 1
    assert shown(tx, who) == [(2, "drones", True)]
    assert not awaits(tx, who)
    assert store.undo(tx, who.id)
    assert shown(tx, who) == [(1, "drone", False)]
    assert awaits(tx, who)


def test_one_that_is_awaited_and_excluded_at_once_is_excluded(tx: Connection) -> None:
    for line in ("drone -drone", "-drone drone"):
        assert [excludes for _, _, excludes in shown(tx, a_reader(tx, line))] == [True]


def test_a_number_is_taken_away_and_the_others_keep_theirs(tx: Connection) -> None:
    who = a_reader(tx, "one two -three")
    gone = store.remove(tx, who.id, 2)
    assert gone is not None
    assert gone.written == "two"
    assert shown(tx, who) == [(1, "one", False), (3, "three", True)]
    assert store.remove(tx, who.id, 2) is None
    assert store.remove(tx, who.id, 99) is None
    store.remove(tx, who.id, 1)
    assert not awaits(tx, who)


def test_nobody_takes_away_what_is_anothers(tx: Connection) -> None:
    who, other = a_reader(tx, "one two"), a_reader(tx, "one")
    store.clear(tx, other.id)
    assert [written for _, written, _ in shown(tx, who)] == ["one", "two"]
    assert told(tx, "One") == {who.id, other.id}
    assert told(tx, "Three") == {other.id}


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, id_: store.add(tx, id_, new("four, -five")),
        lambda tx, id_: store.remove(tx, id_, 2),
        store.clear,
    ],
    ids=["add", "remove", "clear"],
)
def test_each_change_is_undone_and_the_undoing_too(
    tx: Connection, change: Callable[[Connection, SubscriberId], object]
) -> None:
    who = a_reader(tx, "one two -three")
    before, laid_before = shown(tx, who), keys(tx)
    change(tx, who.id)
    after, laid_after = shown(tx, who), keys(tx)
    assert after != before
    for expected, laid_keys in ((before, laid_before), (after, laid_after), (before, laid_before)):
        assert store.undo(tx, who.id)
        assert (shown(tx, who), keys(tx)) == (expected, laid_keys)


def test_without_a_change_there_is_nothing_to_undo(tx: Connection) -> None:
    assert not store.undo(tx, a_reader(tx).id)
    assert store.clear(tx, a_reader(tx).id) == 0


def test_only_the_last_change_comes_back(tx: Connection) -> None:
    who = a_reader(tx, "one two three")
    store.remove(tx, who.id, 1)
    store.remove(tx, who.id, 2)
    store.undo(tx, who.id)
    assert [position for position, _, _ in shown(tx, who)] == [2, 3]


# ---- whom an alert reaches -----------------------------------------------------------------------


def test_an_alert_reaches_those_who_wait_for_its_words_and_those_who_wait_for_none(tx: Connection) -> None:
    anyone, waits = a_reader(tx), a_reader(tx, 'drones "beit shemesh"')
    other, never = a_reader(tx, "football"), a_reader(tx, "-drone")
    assert told(tx, "A drone over the sea") == {anyone.id, waits.id}
    assert told(tx, "A fire", "It began in Beit Shemesh.") == {anyone.id, waits.id, never.id}
    assert told(tx, "A storm") == {anyone.id, never.id}
    assert told(tx, "Football") == {anyone.id, other.id, never.id}


def test_what_is_excluded_beats_what_is_awaited(tx: Connection) -> None:
    a_reader(tx, "drone -sea")
    assert told(tx, "A drone over the sea") == set()


def test_breaking_news_comes_without_the_words_but_not_with_what_is_excluded(tx: Connection) -> None:
    waits, never = a_reader(tx, "football"), a_reader(tx, "-drone")
    assert told(tx, "A drone", priority=Priority.BREAKING) == {waits.id}
    assert told(tx, "A storm", priority=Priority.BREAKING) == {waits.id, never.id}


def test_no_word_brings_an_alert_from_a_topic_that_was_not_chosen(tx: Connection) -> None:
    a_reader(tx, "drone", topics=["culture"])
    assert told(tx, "A drone") == set()


def test_the_title_of_the_article_counts(tx: Connection) -> None:
    waits = a_reader(tx, "Netanyahu")
    entry_id = an_entry(tx, title="Netanyahu to speak at noon")
    assert laid(tx, an_alert(tx, entry_id=entry_id)) == {waits.id}
    assert laid(tx, an_alert(tx)) == set()


def test_each_stretch_has_its_own_keywords(tx: Connection) -> None:
    ids = [1, SIZE, SIZE + 1, 2 * SIZE + 1]
    a_crowd_of(tx, ids)
    store.add(tx, SubscriberId(SIZE), new("football"))
    store.add(tx, SubscriberId(SIZE + 1), new("-drone"))
    assert told(tx, "A drone") == {1, 2 * SIZE + 1}
    assert told(tx, "Football") == set(ids)


def test_an_alert_of_another_language_is_met_by_both_ways_of_stemming(tx: Connection) -> None:
    who = a_reader(tx, "cities israélien רחפן")
    assert told(tx, "A city", language="en") == {who.id}
    assert told(tx, "Une Israélienne", language="fr") == {who.id}
    assert told(tx, "שני הרחפנים", language="he") == {who.id}


def test_words_are_those_of_the_moment_at_which_a_stretch_is_laid(tx: Connection) -> None:
    a_crowd_of(tx, [1, SIZE + 1])
    for id_ in (1, SIZE + 1):
        store.add(tx, SubscriberId(id_), new("drone"))
    id_ = an_alert(tx, summary=Summary("A drone", (), "en"))
    batches.fan_out(tx, id_, Priority.NORMAL, NOW, keys_of)
    tx.execute(alert.update().values(headline="A balloon"))
    assert laid(tx, id_) == {1}


def test_where_nobody_has_keywords_no_key_is_made(tx: Connection) -> None:
    who = a_reader(tx, "drone")
    store.clear(tx, who.id)

    def never(_texts: Sequence[str], _language: str) -> Sequence[int]:
        raise AssertionError("nobody asks for a key")

    assert batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW, never) == 1
    assert batches.fan_out(tx, AlertId(99), Priority.NORMAL, NOW, keys_of) == 0


def test_no_keyword_is_read_to_lay_an_alert(tx: Connection) -> None:
    for number in range(20):
        a_reader(tx, f"word{number} drone -other{number}")
    statements: list[str] = []
    event.listen(tx, "before_cursor_execute", lambda *about: statements.append(about[2]))
    assert len(told(tx, "A drone")) == 20
    asked = [one for one in statements if "keyword" in one]
    assert len(asked) == 2  # whether there are any, and one INSERT … SELECT
    assert "LIMIT" in asked[0]
    assert asked[1].startswith("INSERT INTO delivery")


# ---- the plain way says the same -----------------------------------------------------------------

SOME = (
    "drone drones Élections élection בית הבית ובבית רחפנים רחפן المطار مطار بالمطار выборы city cities 无人机"
)
TEXT = st.lists(st.sampled_from(SOME.split()), max_size=6).map(" ".join)
CHOICE = st.tuples(
    st.booleans(), st.lists(st.sampled_from(SOME.split()), min_size=1, max_size=2).map(" ".join)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CHOICE, max_size=4), min_size=1, max_size=4),
    st.lists(TEXT, min_size=1, max_size=3),
    st.sampled_from(["en", "fr", "he", "ar", ""]),
    st.sampled_from([Priority.NORMAL, Priority.BREAKING]),
)
def test_the_store_says_what_the_plain_way_says(
    tx: Connection,
    chosen: list[list[tuple[bool, str]]],
    texts: list[str],
    language: str,
    priority: Priority,
) -> None:
    nested = tx.begin_nested()
    plain = Told(texts, language)
    expected: set[SubscriberId] = set()
    for theirs in chosen:
        who = a_reader(tx, " ".join(f'{"-" * excludes}"{words}"' for excludes, words in theirs))
        held = [
            Keyword(row.written, read(f'"{row.written}"')[0].words, row.excludes)
            for row in store.of(tx, who.id)
        ]
        if lets_through(plain, held, breaking=priority is Priority.BREAKING):
            expected.add(who.id)
    assert told(tx, *texts, priority=priority, language=language) == expected
    changed = [texts[0].upper(), *texts[1:][::-1]]
    assert told(tx, *changed, priority=priority, language=language) == expected
    nested.rollback()
