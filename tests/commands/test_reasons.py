from bot.commands.reasons import REASONS, listed
from bot.rules.quiet import Why
from bot.rules.window import Reason


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == {*Reason, *Why}


def test_the_most_frequent_come_first_and_the_rest_is_left_out() -> None:
    counts = {Reason.QUOTA.value: 2, "63049": 30, "a": 1, "b": 1, "c": 1}
    assert listed(counts, "en") == (
        "\u206863049\u2069: 30; the number may open no more conversations for now: 2; "
        "\u2068a\u2069: 1; \u2068b\u2069: 1"
    )


def test_nothing_kept_back_is_no_words() -> None:
    assert listed({}, "en") == ""
