import pytest

from bot.web.clients import MOST_KNOWN, Turnstile, client_of


def test_a_client_passes_so_many_times_and_again_when_the_first_is_long_ago() -> None:
    now = 0.0
    gate = Turnstile(2, 10.0, lambda: now)
    assert [gate.lets("a") for _time in range(3)] == [True, True, False]
    assert gate.lets("b")
    now = 9.9
    assert not gate.lets("a")
    now = 10.0
    assert [gate.lets("a") for _time in range(3)] == [True, True, False]


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    gate = Turnstile(1, 10.0, lambda: 0.0)
    for number in range(MOST_KNOWN + 1):
        assert gate.lets(str(number))
    assert gate.lets("0")
    assert not gate.lets(str(MOST_KNOWN))


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("9.9.9.9", "8.8.8.8", "9.9.9.9"),
        ("127.0.0.1", "1.1.1.1, 8.8.8.8", "8.8.8.8"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("10.0.0.7", "nonsense", "10.0.0.7"),
        ("2a01:e0a:1:2:3:4:5:6", "", "2a01:e0a:1:2::"),
        ("::1", "2a01:e0a:1:2::9", "2a01:e0a:1:2::"),
        ("::ffff:127.0.0.1", "::ffff:8.8.8.8", "8.8.8.8"),
        (None, "", "None"),
    ],
)
def test_who_asks_is_the_peer_or_whom_our_own_proxy_names(
    remote: str | None, forwarded: str, client: str
) -> None:
    assert client_of(remote, {"X-Forwarded-For": forwarded}) == client


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "client"),
    [
        (0, "10.0.0.7", "8.8.8.8", "10.0.0.7"),
        (1, "9.9.9.9", "1.1.1.1, 8.8.8.8", "8.8.8.8"),
        (2, "9.9.9.9", "6.6.6.6, 1.1.1.1, 8.8.8.8", "1.1.1.1"),
        (2, "9.9.9.9", "8.8.8.8", "8.8.8.8"),
        (1, "9.9.9.9", "", "9.9.9.9"),
        (1, "9.9.9.9", "<script>", "9.9.9.9"),
    ],
)
def test_so_many_proxies_are_believed_as_an_operator_says(
    proxies: int, remote: str, forwarded: str, client: str
) -> None:
    assert client_of(remote, {"X-Forwarded-For": forwarded}, proxies) == client
