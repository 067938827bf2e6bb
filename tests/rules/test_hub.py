import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hub import (
    BURST,
    LEASE,
    LONGEST_LEASE,
    MOST_MISSED,
    REFUSED,
    SHORTEST_LEASE,
    STEADY,
    UNAVAILABLE,
    UNVERIFIED,
    WINDOW,
    Patience,
    Request,
    Score,
    Trust,
    admitted,
    again,
    begun,
    can_call,
    lease_of,
    renewal,
    same_feed,
    trust_in,
    usable,
    was_missed,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASES = st.timedeltas(SHORTEST_LEASE, LONGEST_LEASE)


def signed(method: str, body: bytes = b"<rss/>", key: str = "secret") -> str:
    return f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"


# ---- signatures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_a_body_signed_with_our_secret_is_believed(method: str) -> None:
    assert trust_in(signed(method), "secret", b"<rss/>") is Trust.SOUND
    assert trust_in(f" {signed(method).upper()} ", "secret", b"<rss/>") is Trust.SOUND


def test_a_signature_by_sha1_is_weak_even_where_it_holds() -> None:
    assert trust_in(signed("sha1"), "secret", b"<rss/>") is Trust.WEAK
    assert trust_in(signed("sha1", key="other"), "secret", b"<rss/>") is Trust.FORGED


@given(st.binary(), st.text(max_size=50))
def test_no_other_header_makes_a_body_believed(body: bytes, header: str) -> None:
    assert trust_in(header, "secret", body) is Trust.FORGED


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256=",
        signed("sha256", key="other"),
        signed("sha256", b"<rss />"),
        signed("sha256")[:-1],
        signed("sha256") + "0",
        signed("sha256").removeprefix("sha256="),
        signed("sha256").replace("sha256", "sha512"),
        "md5=" + hashlib.md5(b"<rss/>", usedforsecurity=False).hexdigest(),
        "sha256=" + hashlib.sha256(b"<rss/>").hexdigest(),
        f"sha256={'٣' * 64}",
    ],
)
def test_a_signature_that_is_not_ours_to_the_letter_is_forged(header: str) -> None:
    assert trust_in(header, "secret", b"<rss/>") is Trust.FORGED


def test_a_request_never_shows_its_secret_or_its_callback() -> None:
    shown = repr(Request("https://hub.example", "https://paper.example", "https://us.example/path", "secret"))
    assert "secret" not in shown
    assert "us.example" not in shown


# ---- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://hub.example/", True),
        ("http://hub.example:8080/x?y=z", True),
        ("", False),
        ("hub.example", False),
        ("ftp://hub.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://hub.example/" + "x" * 2048, False),
    ],
)
def test_a_hub_has_an_address_of_the_web(address: str, good: bool) -> None:  # noqa: FBT001 - a column of the table
    assert usable(address) is good


@pytest.mark.parametrize(
    "callback",
    [
        "http://127.0.0.1:8000/hooks",
        "http://localhost:8000/hooks",
        "http://10.1.2.3/hooks",
        "http://[::1]/hooks",
        "http://[fe80::1%25eth0]/hooks",
        "http://newsroom.local./hooks",
        "http://tocsin/hooks",
    ],
)
def test_a_private_callback_is_in_reach_of_a_private_hub_alone(callback: str) -> None:
    assert not can_call("https://hub.example/", callback)
    assert can_call("http://127.0.0.1:9000/", callback)
    assert can_call("http://hub/", callback)


def test_a_public_callback_is_in_reach_of_every_hub() -> None:
    assert can_call("https://hub.example/", "https://alerts.example.org/hooks")
    assert can_call("http://hub.lan/", "https://8.8.8.8/hooks")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://paper.example/feed", "http://Paper.example/feed/#top", True),
        ("https://paper.example/feed?a=1", "https://paper.example/feed?a=1", True),
        ("https://paper.example/feed?a=1", "https://paper.example/feed?a=2", False),
        ("https://paper.example/feed", "https://paper.example/sport", False),
        ("https://paper.example/feed", "https://other.example/feed", False),
        ("https://paper.example/Feed", "https://paper.example/feed", False),
    ],
)
def test_a_feed_is_known_by_its_address_whatever_its_scheme(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a column of the table
    assert same_feed(one, other) is same


# ---- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "lease"),
    [
        ("86400", timedelta(days=1)),
        ("1", SHORTEST_LEASE),
        ("9" * 40, LONGEST_LEASE),
        ("", LEASE),
        ("-5", LEASE),
        ("soon", LEASE),
        ("٣٠٠", LEASE),
    ],
)
def test_a_lease_is_what_the_hub_says_within_bounds(stated: str, lease: timedelta) -> None:
    assert lease_of(stated) == lease


@given(LEASES)
def test_a_lease_is_renewed_at_four_fifths_and_tells_when_it_began(lease: timedelta) -> None:
    due_at = renewal(NOW, lease)
    assert due_at - NOW == lease * 0.8
    assert abs(begun(due_at, NOW + lease) - NOW) < timedelta(milliseconds=1)


@given(
    st.sampled_from([UNAVAILABLE, UNVERIFIED, REFUSED]),
    st.integers(0, 10_000),
    st.none() | st.floats(allow_nan=False),
)
def test_a_hub_is_asked_again_ever_later_and_never_given_up(
    patience: Patience, tries: int, after: float | None
) -> None:
    wait = again(patience, tries, NOW, after) - NOW
    assert patience.first <= wait <= patience.longest
    assert again(patience, tries + 1, NOW, after) - NOW >= wait


def test_a_hubs_own_wish_is_heeded() -> None:
    assert again(UNAVAILABLE, 1, NOW, 1800.0) == NOW + 30 * MINUTE
    assert again(UNAVAILABLE, 3, NOW) == NOW + 4 * MINUTE


def test_a_flood_is_let_in_up_to_a_burst_and_then_drop_by_drop() -> None:
    full_until, let_in = None, 0
    for _ in range(100):
        told = admitted(full_until, NOW)
        if told is None:
            break
        full_until, let_in = told, let_in + 1
    assert let_in == BURST
    assert admitted(full_until, NOW + STEADY - timedelta(seconds=0.1)) is None
    assert admitted(full_until, NOW + STEADY) is not None


# ---- worth ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes_ago", "missed"), [(0, True), (1, False), (2, False), (3, True), (59, True), (61, False)]
)
def test_an_entry_is_missed_when_it_was_out_for_two_minutes_under_the_hubs_eyes(
    minutes_ago: int,
    missed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    since, last_look = NOW - 60 * MINUTE, NOW - 30 * MINUTE
    # dated now: for want of a date, so it counts as published between the looks
    assert was_missed(NOW - minutes_ago * MINUTE, last_look, since, NOW) is missed


def test_an_undated_entry_is_not_missed_when_the_looks_lie_close_together() -> None:
    assert not was_missed(NOW, NOW - 3 * MINUTE, NOW - 60 * MINUTE, NOW)
    assert not was_missed(NOW, None, NOW - 60 * MINUTE, NOW)


def test_a_hub_fails_that_missed_two_in_fifty() -> None:
    assert not Score().plus(48, 1).fails
    assert Score().plus(40, 1).plus(0, 1).fails
    assert Score().plus(0, MOST_MISSED).fails


@given(st.lists(st.integers(0, WINDOW), max_size=40))
def test_a_full_window_begins_anew_and_forgives_one(told: list[int]) -> None:
    score = Score().plus(0, 1)
    for count in told:
        score = score.plus(count, 0)
        assert score.told + score.missed < WINDOW
        assert not score.fails
    assert score.plus(WINDOW, 0) == Score()
