import pytest

from bot.sources.words import (
    LONGEST_TITLE,
    absolute,
    clean,
    clean_title,
    is_ended,
    letters,
    normal_language,
    one_line,
)


def test_controls_and_halves_of_characters_are_taken_out() -> None:
    assert clean("a\x00b\x1bc\x9dd\ud800e\ufffef\tg\n", 99) == "abcdef\tg"


def test_a_title_is_one_line_that_turns_no_words_around_it() -> None:
    assert clean_title("\u202eCouncil\n opens\u2066 the\troad\u202c\u2069 ") == "Council  opens the road"
    assert clean_title("\u200fנמל\u200e") == "\u200fנמל\u200e"


def test_a_title_is_cut_at_its_cap_however_much_is_taken_out_of_it() -> None:
    assert clean_title("\u202e" * 600 + "t" * 9_000) == "t" * (2 * LONGEST_TITLE - 600)
    assert len(clean_title("t" * 9_000)) == LONGEST_TITLE


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        ("/a", "https://port.example/x/y", "https://port.example/a"),
        ("//o.example/a", "https://port.example/", "https://o.example/a"),
        (" https://o.example/a\n", "", "https://o.example/a"),
        ("a", "", ""),
        ("http://[x", "https://port.example/", ""),
    ],
)
def test_a_link_is_made_whole(link: str, base: str, expected: str) -> None:
    assert absolute(link, base) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fr-FR", "fr"), ("EN_us", "en"), ("iw", "he"), ("", ""), ("français", ""), (" de ", "de"), ("12", "")],
)
def test_a_language_tag_is_shortened(tag: str, expected: str) -> None:
    assert normal_language(tag) == expected


def test_one_line_keeps_what_keeps_words_together() -> None:
    assert one_line(" Il a\n\t dit  «\u00a0oui\u00a0» \n") == "Il a dit «\u00a0oui\u00a0»"


def test_letters_are_what_is_left_of_a_text_without_spaces_and_marks() -> None:
    assert letters("“It’s 7 o'clock,” he\nsaid: אב!") == "Its7oclockhesaidאב"


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        *(
            (text, True)
            for text in ("He came.", "« Il vient ! »", "“He came.” ", "So?)", "完了。", "هل جاء؟")
        ),
        *((text, False) for text in ("The bridge", "", "3.5 km", "a. b")),
    ],
)
def test_an_end_is_told_by_its_mark(text: str, *, ended: bool) -> None:
    assert is_ended(text) is ended
