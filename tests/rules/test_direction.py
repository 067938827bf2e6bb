import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.direction import closed, directed, enclosed, runs_left

SIGNS = st.text(
    st.sampled_from('aéאבשק بن12۵%-+.,:;!?"“”«»()[]@#/ \u00a0\u202f\n🔴🇫🇷׳״־\u200e\u200f\u2067\u2068\u2069')
)


def seen(text: str) -> str:
    """Write marks as signs that can be read."""
    return text.translate(str.maketrans("\u2068\u2069\u200f\u200e\u061c", "{}<>^"))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("he", "נשיא צרפת Emmanuel Macron (Paris) אמר", "נשיא צרפת {Emmanuel Macron (Paris)} אמר"),
        ("he", "Macron נפגש עם נתניהו", "<{Macron} נפגש עם נתניהו"),
        ("he", "ירידה של -5% ב-12 km", "ירידה של {-5%} ב-{12 km}"),
        ("he", "בשנים 1939–1945, 12 איש ב־14:05", "בשנים {1939–1945}, 12 איש ב־14:05"),
        ("he", 'אמר "Yes, we can" והלך', 'אמר "{Yes, we can}" והלך'),
        ("he", "אמר «\u202fBonjour\u202f» והלך", "אמר «\u202f{Bonjour}\u202f» והלך"),
        ("he", "צה״ל, ח״כ וצ׳אד", "צה״ל, ח״כ וצ׳אד"),
        ("he", "עוד: https://example.org/a/.", "עוד: { https://example.org/a/ }."),
        ("he", "כתב @AFP על #Paris", "כתב {@AFP} על {#Paris}"),
        ("he", "🇫🇷 צרפת", "<{🇫🇷} צרפת"),
        ("he", "Paris, London ועוד", "<{Paris}, {London} ועוד"),
        ("fa", "رشد ۵٪ و ۱۲", "رشد {^۵٪} و ۱۲"),
        ("he", "14:05", "<14:05"),
        ("he", "Macron resigns!", "Macron resigns!"),
        ("fr", "Le parti הליכוד (ימין), dit-il", "Le parti {הליכוד (ימין)}, dit-il"),
        ("fr", "הליכוד perd 3 sièges", ">{הליכוד} perd 3 sièges"),
        ("fr", "ראש הממשלה אמר!", "ראש הממשלה אמר!"),
        ("fr", "ראש הממשלה\nLe parti", "ראש הממשלה\nLe parti"),
        ("fr", "Voir {https://example.org/a}", "Voir { https://example.org/a }"),
        ("he", "• {Le Monde: ראש הממשלה אמר}", "<• {<{Le Monde}: ראש הממשלה אמר}"),
        ("he", "אמר } Le Monde {", "אמר  {Le Monde} "),
    ],
)
def test_a_text_gets_the_marks_it_needs_and_no_others(language: str, text: str, expected: str) -> None:
    written = text.replace("{", "\u2068").replace("}", "\u2069")
    assert seen(directed(written, language)) == expected


def test_the_interfaces_words_run_as_its_language_does() -> None:
    assert seen(directed("Le Monde · 14:05", "he", ours=True)) == "<{Le Monde} · 14:05"
    assert seen(directed("Le Monde · 14:05", "he")) == "Le Monde · 14:05"
    assert seen(directed("הארץ · 14:05", "fr", ours=True)) == ">{הארץ} · 14:05"


@pytest.mark.parametrize(
    "text", ["", " ", "L’accord « tient » : 5\u202f%", "https://example.org/ (12)", "🔴 12–13"]
)
def test_a_text_of_one_direction_stays_as_it_is(text: str) -> None:
    assert directed(text, "fr") == text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Le pont", "Le pont"),
        ("fr", "הגשר", "{הגשר}"),
        ("he", "הגשר", "הגשר"),
        ("he", "12 איש", "{12 איש}"),
        ("he_IL", "Le pont.", "{Le pont.}"),
        ("he", "https://example.org/a", "https://example.org/a"),
        ("he", "https://example.org/a/", "{ https://example.org/a/ }"),
        ("he", "", ""),
    ],
)
def test_a_value_of_the_other_direction_is_isolated_in_a_template(
    language: str, text: str, expected: str
) -> None:
    assert seen(enclosed(text, language)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("א {Le", "א {Le}"),
        ("א {", "א"),
        ("א {a {b", "א {a {b}}"),
        ("voir https://example.org/a", "voir https://example.org/a "),
        ("<", ""),
    ],
)
def test_what_a_cut_leaves_open_is_closed(text: str, expected: str) -> None:
    written = text.replace("{", "\u2068").replace("}", "\u2069").replace("<", "\u200f")
    assert seen(closed(written)) == expected


def test_the_first_strong_letter_says_which_way_a_text_runs() -> None:
    assert runs_left("12 «א» a")
    assert not runs_left("12 a א")
    assert not runs_left("12")


@given(SIGNS, st.sampled_from(["he", "fa", "fr"]))
def test_marks_and_the_spaces_of_links_are_all_that_is_added(text: str, language: str) -> None:
    marks = str.maketrans("", "", "\u200e\u200f\u061c\u2067\u2068\u2069")
    once = directed(text, language)
    assert once.translate(marks).replace(" ", "") == text.translate(marks).replace(" ", "")
    depth = 0
    for paragraph in once.split("\n"):
        for sign in paragraph:
            depth += (sign in "\u2067\u2068") - (sign == "\u2069")
        assert depth == 0 or once == text


def test_isolates_within_isolates_are_looked_into_only_so_deep() -> None:
    deep = "א" + "\u2068" * 5000 + "Le Monde" + "\u2069" * 5000
    assert directed(deep, "he") == deep
