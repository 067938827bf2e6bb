import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Gone, Invalid, SourceError, Unavailable
from bot.hints import Hints
from bot.sources.headers import fresh_for, hints_of, refusal, retry_after

DATE = "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Mon, 23 Nov 2026 10:05:00 GMT", "date": DATE}, 300),
        ({"retry-after": "Mon, 23 Nov 2026 09:00:00 GMT", "date": DATE}, 0),
        ({"retry-after": "Mon, 23 Nov 2026 10:05:00 GMT"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 10:05:00 GMT", "date": "today"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 10:05:00 -0000", "date": DATE}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": 'public, Max-Age="300"', "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "400"}, 0),
        ({"cache-control": "max-age=300", "age": "old"}, 300),
        ({"cache-control": "max-age=99999999999999999999"}, 3600),
        ({"cache-control": "s-maxage=300"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=60", "retry-after": "600"}, 600),
        ({"retry-after": "999999"}, 3600),
    ],
)
def test_freshness_is_max_age_less_age_and_at_most_an_hour(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public"}, None),
        ({"cache-control": "max-age=300", "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "301"}, 0),
        ({"cache-control": "s-maxage=900, max-age=300"}, 300),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "max-age=300", "expires": "Mon, 23 Nov 2026 11:00:00 GMT", "date": DATE}, 300),
        ({"expires": "Mon, 23 Nov 2026 10:10:00 GMT", "date": DATE}, 600),
        ({"expires": "Mon, 23 Nov 2026 10:10:00 GMT", "date": DATE, "age": "60"}, 540),
        ({"expires": "Wed, 11 Jan 1984 05:00:00 GMT", "date": DATE}, 0),
        ({"expires": "Mon, 23 Nov 2026 10:10:00 GMT"}, None),
        ({"expires": "0"}, 0),
        ({"cache-control": "no-cache, max-age=300"}, None),
        ({"cache-control": "No-Store", "expires": "Mon, 23 Nov 2026 10:10:00 GMT", "date": DATE}, None),
        ({"cache-control": 'no-cache="set-cookie", max-age=300'}, 300),
        ({"cache-control": "max-age=9999999999"}, 9999999999),
    ],
)
def test_what_is_left_of_an_answers_life_in_caches(headers: dict[str, str], seconds: float | None) -> None:
    assert hints_of(headers) == Hints(fresh=seconds)


def test_an_answer_that_is_no_refusal_may_ask_us_to_wait_as_well() -> None:
    headers = {"retry-after": "Mon, 23 Nov 2026 10:05:00 GMT", "date": DATE, "cache-control": "max-age=60"}
    assert hints_of(headers) == Hints(fresh=60, retry=300)


@given(
    st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date", "retry-after"]), st.text())
)
def test_no_header_is_too_odd_to_be_read(headers: dict[str, str]) -> None:
    hints = hints_of(headers)
    assert all(wait is None or wait >= 0 for wait in (hints.fresh, hints.retry))


@pytest.mark.parametrize("status", [200, 204, 206, 304])
def test_success_and_not_modified_are_no_refusal(status: int) -> None:
    assert refusal("example.org", status, {}) is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, Invalid),
        (403, Invalid),
        (404, Invalid),
        (410, Gone),
        (425, Unavailable),
        (429, Unavailable),
        (599, Unavailable),
    ],
)
def test_every_other_status_is_an_error_that_names_host_and_status(
    status: int, error: type[SourceError]
) -> None:
    found = refusal("example.org", status, {"retry-after": "7"})
    assert isinstance(found, error)
    assert f"example.org answers {status}: " in str(found)
    assert (found.status, found.after) == (status, 7)
