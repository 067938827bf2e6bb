from datetime import timedelta

import pytest

from bot.rules.story import Verdict
from bot.rules.story.course import Course, Standing, Voice, best_voice, course, may_follow_at
from tests.rows import NOW

TOLD = Standing(NOW)
EVERY = timedelta(minutes=15)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_story_that_has_no_alert_is_opened_whatever_the_entry_adds(verdict: Verdict) -> None:
    for says in (True, False):
        assert course(verdict, Standing(None), adds=says, weighty=says) is Course.OPEN


@pytest.mark.parametrize(
    ("verdict", "adds", "weighty", "expected"),
    [
        (Verdict.SAME, False, False, Course.REPEAT),
        (Verdict.SAME, True, False, Course.REPEAT),
        (Verdict.SAME, True, True, Course.UPDATE),
        (Verdict.NEW, False, False, Course.REPEAT),  # it opened the story, and another told it first
        (Verdict.GREY, False, False, Course.UPDATE),
        (Verdict.GREY, True, False, Course.UPDATE),
        (Verdict.GREY, True, True, Course.UPDATE),
    ],
)
def test_what_an_entry_is_to_a_story_that_was_told(
    verdict: Verdict,
    adds: bool,  # noqa: FBT001 -- a table
    weighty: bool,  # noqa: FBT001 -- the same
    expected: Course,
) -> None:
    assert course(verdict, TOLD, adds=adds, weighty=weighty) is expected


@pytest.mark.parametrize("verdict", list(Verdict))
def test_who_could_read_no_alert_of_a_story_goes_before_who_might_hear_more(verdict: Verdict) -> None:
    awaited = Standing(NOW, awaited=True, speaks_better=True)
    for says in (True, False):
        assert course(verdict, awaited, adds=says, weighty=says) is Course.RETELL
    assert course(verdict, Standing(None, awaited=True), adds=True, weighty=True) is Course.OPEN


def test_what_may_be_another_story_is_silent_only_where_it_waited_and_adds_nothing_by_then() -> None:
    waited = Standing(NOW, waited=True)
    assert course(Verdict.GREY, waited, adds=False, weighty=False) is Course.REPEAT
    assert course(Verdict.GREY, waited, adds=True, weighty=False) is Course.UPDATE


def test_a_better_voice_changes_the_words_only_where_it_has_nothing_new() -> None:
    better = Standing(NOW, speaks_better=True)
    assert course(Verdict.SAME, better, adds=False, weighty=False) is Course.VOICE
    assert course(Verdict.SAME, better, adds=True, weighty=True) is Course.UPDATE


def test_an_update_keeps_its_distance_from_the_last_alert_unless_it_is_breaking() -> None:
    assert may_follow_at(TOLD, EVERY) == NOW + EVERY
    assert may_follow_at(Standing(NOW, breaking=True), EVERY) is None
    assert may_follow_at(Standing(None), EVERY) is None


def test_the_newsroom_speaks_first_then_whom_the_editors_prefer_then_the_fullest_then_the_first() -> None:
    own = Voice(4, own=True, priority=5, length=10)
    preferred = Voice(3, own=False, priority=0, length=10)
    full, short, late = (
        Voice(2, own=False, priority=5, length=900),
        Voice(1, own=False, priority=5, length=10),
        Voice(9, own=False, priority=5, length=10),
    )
    voices = [late, short, full, preferred, own]
    for expected in (own, preferred, full, short, late):
        assert best_voice(voices) == expected
        voices.remove(expected)
    assert best_voice(voices) is None
