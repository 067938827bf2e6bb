from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from bot.model import Priority
from bot.store import due, source
from bot.store import host as hosts
from bot.store.database import Database
from bot.store.schema import source as table
from tests.rows import NOW, a_source

SECOND = timedelta(seconds=1)
HOLD = 10.0
HELD = NOW + HOLD * SECOND


def urls(tx: Connection, now: datetime, most: int = 10) -> list[str]:
    return [row.url for row in due.claim(tx, now, 60, most, HOLD)]


def released(tx: Connection, host: str, begun: datetime) -> None:
    hosts.release(tx, host, begun + HOLD * SECOND, begun + SECOND)


def test_one_source_of_a_host_is_taken_at_a_time_and_the_most_urgent_first(tx: Connection) -> None:
    for number, (host, priority) in enumerate(
        [
            ("a", Priority.NORMAL),
            ("a", Priority.BREAKING),
            ("b", Priority.NORMAL),
            ("feeds.a", Priority.NORMAL),
        ]
    ):
        a_source(tx, url=f"https://{host}.example.org/{number}", priority=priority)
        a_source(tx, url=f"https://{host}.example.net/{number}", priority=priority)
    assert urls(tx, NOW) == ["https://a.example.org/1", "https://a.example.net/1"]
    assert urls(tx, NOW) == []
    released(tx, "example.org", NOW)
    assert urls(tx, NOW + 0.9 * SECOND) == []
    assert urls(tx, NOW + SECOND) == ["https://a.example.org/0"]


def test_a_host_that_is_busy_hides_none_of_the_others(tx: Connection) -> None:
    for number in range(50):
        a_source(tx, url=f"https://one.example/{number}", priority=Priority.BREAKING)
    for number in range(3):
        a_source(tx, url=f"https://host-{number}.example/")
    assert len(urls(tx, NOW, most=2)) == 2
    assert len(urls(tx, NOW, most=4)) == 2
    assert not due.any_due(tx, NOW)
    assert due.any_due(tx, HELD)


def test_no_more_than_two_looks_at_a_host_overlap_however_slow_it_is(tx: Connection) -> None:
    for number in range(10):
        a_source(tx, url=f"https://slow.example/{number}")
    longest = 2 * HOLD * SECOND
    open_: list[datetime] = []
    for step in range(600):
        now = NOW + step * 0.1 * SECOND
        open_ = [begun for begun in open_ if now - begun < longest]  # none ever ends before it is cut off
        open_ += [now for _url in urls(tx, now)]
        assert len(open_) <= 2
    assert len(open_) == 2


def test_a_source_whose_host_is_due_later_is_taken_then_and_no_earlier(tx: Connection) -> None:
    a_source(tx, url="https://a.example/")
    hosts.take(tx, {"a.example"}, NOW, NOW + 900 * SECOND)
    assert not due.any_due(tx, NOW + 899 * SECOND)
    assert urls(tx, NOW + 899 * SECOND) == []
    assert urls(tx, NOW + 900 * SECOND) == ["https://a.example/"]


def test_sources_from_before_hosts_were_known_are_given_theirs(tx: Connection) -> None:
    ids = [a_source(tx, url=f"https://www.old.co.uk/{number}") for number in range(3)]
    a_source(tx, url="https://feeds.old.co.uk/new", priority=Priority.BREAKING)
    tx.execute(update(table).where(table.c.id.in_(ids)).values(host=""))
    assert urls(tx, NOW) == ["https://feeds.old.co.uk/new"]
    assert {row.host for row in source.listed(tx)} == {"old.co.uk"}


def test_what_is_claimed_is_due_again_when_its_lease_has_run_out(tx: Connection) -> None:
    a_source(tx, url="https://a.example/")
    assert urls(tx, NOW) == ["https://a.example/"]
    released(tx, "a.example", NOW)
    assert urls(tx, NOW + 59 * SECOND) == []
    assert urls(tx, NOW + 60 * SECOND) == ["https://a.example/"]


def test_replicas_that_claim_at_once_never_share_a_host(database_url: str) -> None:
    with closing(Database(database_url)) as one, closing(Database(database_url)) as two:

        def fill(tx: Connection) -> None:
            for number in range(60):
                a_source(tx, url=f"https://host-{number % 20}.example/{number}")

        one.write_here(fill)

        def claim(replica: Database) -> list[str]:
            taken = []
            for _ in range(15):
                taken += [row.host for row in replica.write_here(lambda tx: due.claim(tx, NOW, 60, 3, HOLD))]
            return taken

        with ThreadPoolExecutor(4) as threads:
            taken = [host for hosts_ in threads.map(claim, [one, two, one, two]) for host in hosts_]
        assert Counter(taken) == Counter({f"host-{number}.example": 1 for number in range(20)})
