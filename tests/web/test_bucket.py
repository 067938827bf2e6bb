from bot.web.bucket import MOST_KNOWN, Buckets


def test_a_client_has_so_many_at_once_and_then_as_fast_as_they_come_back() -> None:
    now = 0.0
    buckets = Buckets(2, 0.5, lambda: now)
    assert [buckets.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert buckets.take("b") == 0.0
    now = 1.0
    assert buckets.wait("a") == 1.0
    now = 2.0
    assert [buckets.wait("a"), buckets.take("a"), buckets.take("a")] == [0.0, 0.0, 2.0]
    now = 1000.0
    assert [buckets.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]


def test_looking_takes_nothing_and_remembers_nobody() -> None:
    buckets = Buckets(1, 1.0, lambda: 0.0)
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert buckets.known == 0


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    buckets = Buckets(1, 1.0, lambda: 0.0)
    for number in range(MOST_KNOWN + 5):
        assert buckets.take(str(number)) == 0.0
    assert buckets.known == MOST_KNOWN
    assert buckets.take("0") == 0.0
    assert buckets.take(str(MOST_KNOWN)) == 1.0
