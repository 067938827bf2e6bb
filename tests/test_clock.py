from datetime import UTC, datetime, timedelta

from bot.clock import Clock, utc_now


def test_the_clock_tells_the_moment_aware_and_in_utc() -> None:
    clock: Clock = utc_now
    before = datetime.now(UTC)
    told = clock()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)
