from bot.rules.consent.phrases import (
    HELP_PATTERNS,
    START_PATTERNS,
    STOP_PATTERNS,
    VOCABULARY,
    _patterns,
    is_whole,
)

PATTERNS = _patterns("# a comment\nplease? stop|end sending|the_long\n    way us?\n\nnow")


def test_a_pattern_is_read_with_its_choices_and_what_may_lack() -> None:
    for text in ("stopsendingway", "pleaseendthelongwayus", "endsendingwayus", "now"):
        assert is_whole(text, PATTERNS), text


def test_more_or_less_than_a_pattern_is_not_the_whole_of_it() -> None:
    for text in ("", "stop", "please", "stopsendingways", "nowstopsendingway", "pleasenow"):
        assert not is_whole(text, PATTERNS), text


def test_no_pattern_is_nothing_or_holds_an_empty_word() -> None:
    for patterns in (STOP_PATTERNS, START_PATTERNS, HELP_PATTERNS):
        assert not is_whole("", patterns)
        assert all(way for pattern in patterns for slot in pattern for way in slot.ways)


def test_the_vocabulary_is_what_patterns_are_written_in() -> None:
    assert {"unsubscribe", "תפסיקו", "рассылки"} <= VOCABULARY
    assert "" not in VOCABULARY
