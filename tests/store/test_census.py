from sqlalchemy import Connection

from bot.model import SubscriberStatus, TopicId
from bot.store import ban, census, subscriber
from tests.rows import NOW, a_subscriber


def found(tx: Connection, words: str) -> list[str]:
    page = census.page(tx, words, 50)
    assert census.count(tx, words) == len(page.people)
    return sorted(one.name for one in page.people)


def test_search_finds_a_part_of_a_name_in_either_case(tx: Connection) -> None:
    for name in ("Élodie Cohen", "Yaël", "דוד לוי"):
        a_subscriber(tx, name=name)
    assert found(tx, "cohen") == found(tx, "élod") == found(tx, "ÉLODIE") == ["Élodie Cohen"]
    assert found(tx, "לוי") == ["דוד לוי"]
    assert found(tx, "e") == ["Élodie Cohen"]
    assert found(tx, "nobody") == []


def test_search_finds_the_last_digits_of_an_address_but_not_the_middle(tx: Connection) -> None:
    a_subscriber(tx, name="A", channel="whatsapp", address="+972501234567")
    a_subscriber(tx, name="B", channel="whatsapp", address="+972501234568")
    assert found(tx, "4567") == ["A"]
    assert found(tx, "+972501234568") == ["B"]
    assert found(tx, "1234") == []


def test_search_takes_signs_of_sql_as_they_are(tx: Connection) -> None:
    for name in ("100% Yaël", "a_b", "a\\b", "axb", "it's"):
        a_subscriber(tx, name=name)
    assert found(tx, "%") == ["100% Yaël"]
    assert found(tx, "_") == ["a_b"]
    assert found(tx, "a_b") == ["a_b"]
    assert found(tx, "\\") == ["a\\b"]
    assert found(tx, "t's") == ["it's"]


def test_all_are_counted_once_and_what_they_chose_of_those_whom_alerts_reach(tx: Connection) -> None:
    a_subscriber(tx, topics=("israel", "monde"), language="he")
    gone = a_subscriber(tx, topics=("israel",), language="fr", status=SubscriberStatus.LEFT)
    a_subscriber(tx, channel="whatsapp", topics=("monde",), language="he")
    barred = a_subscriber(tx, topics=("israel",), language="en")
    ban.lay(tx, barred.id, NOW)
    forgotten = a_subscriber(tx, topics=())
    subscriber.end(tx, forgotten.id, SubscriberStatus.FORGOTTEN, NOW)
    ended = a_subscriber(tx, topics=("israel",), language="fr")
    subscriber.unsubscribe(tx, ended.id, [TopicId("israel")], NOW)
    found = census.take(tx)
    assert dict(found.by_status) == {
        ("telegram", SubscriberStatus.ACTIVE): 2,
        ("telegram", SubscriberStatus.LEFT): 1,
        ("whatsapp", SubscriberStatus.ACTIVE): 1,
    }
    assert (found.banned, dict(found.by_language)) == (1, {"he": 2, "fr": 1})
    assert dict(found.by_topic) == {"israel": 1, "monde": 2}
    assert gone.id


def test_pages_go_both_ways_and_miss_nobody_while_others_come(tx: Connection) -> None:
    first = [a_subscriber(tx, name=f"N{at}").id for at in range(7)]
    page = census.page(tx, "N", 3)
    seen = [one.id for one in page.people]
    a_subscriber(tx, name="N new")  # who comes meanwhile moves nothing
    while page.older:
        page = census.page(tx, "N", 3, before=seen[-1])
        seen += [one.id for one in page.people]
    assert seen == first[::-1]
    back = census.page(tx, "N", 3, after=seen[-1])
    assert [one.id for one in back.people] == first[1:4][::-1]
    assert (back.newer, back.older) == (True, True)
    newest = census.page(tx, "N", 5, after=seen[2])
    assert (len(newest.people), newest.newer) == (3, False)
