import pytest

from bot.web.clients import client_of


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
