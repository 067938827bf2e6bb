from datetime import UTC, datetime, timedelta

from bot.pipeline.line import Line
from bot.rules.host import LINE_WINDOW

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_line_is_cut_when_many_hosts_fall_silent_and_back_when_they_answer() -> None:
    line = Line()
    for number in range(4):
        line.missed(f"host-{number}", NOW)
        assert not line.judge(NOW)
    line.missed("host-4", NOW)
    assert line.judge(NOW)
    assert line.cut
    assert not line.judge(NOW)
    line.heard("host-4", NOW + SECOND)
    assert line.judge(NOW + SECOND)
    assert not line.cut


def test_what_was_tried_long_ago_says_nothing_any_more() -> None:
    line = Line()
    for number in range(5):
        line.missed(f"host-{number}", NOW + number * SECOND)
    assert line.judge(NOW + LINE_WINDOW)
    assert line.judge(NOW + LINE_WINDOW + SECOND)
    assert not line.cut


def test_many_that_answer_outvote_a_few_that_do_not() -> None:
    line = Line()
    for number in range(12):
        line.heard(f"well-{number}", NOW)
    for number in range(5):
        line.missed(f"ill-{number}", NOW)
    assert not line.judge(NOW)
