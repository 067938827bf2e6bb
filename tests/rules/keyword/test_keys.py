import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.keyword import keys_for, keys_of
from bot.rules.keyword.keys import LONGEST_PHRASE
from bot.rules.keyword.words import words_of

SOME = "drone drones Élections בית הבית רחפנים מלחמה المطار مطار выборы a l'Iran 35"
WORDS = st.sampled_from(SOME.split())


def says(keyword: str, text: str, language: str = "") -> bool:
    return bool(keys_for(words_of(keyword)) & keys_of([text], language))


@pytest.mark.parametrize(
    ("keyword", "text", "language"),
    [
        ("drone", "Two drones are shot down", "en"),
        ("ELECTIONS", "Les élections sont reportées", "fr"),
        ("beit shemesh", "A fire in Beit-Shemesh", "en"),
        ("בית שמש", "שריפה בבית שמש", "he"),
        ("הכנסת", "דיון סוער בכנסת", "he"),
        ("צה״ל", 'ובצה"ל אמרו', "he"),
        ("الجزائر", "في بالجزائر", "ar"),
        ("cities", "A city is dark", "en"),  # whose reader may read the bot in French
        ("Drohnen", "Drohne über Berlin", "de"),
        ("israélien", "Une ministre israélienne", ""),  # of a language that nobody told
        ("无人机", "两架无人机", "zh"),
        ("מים", "המים חזרו", "he"),
    ],
)
def test_an_alert_says_a_keyword_in_any_of_its_forms(keyword: str, text: str, language: str) -> None:
    assert says(keyword, text, language)


@pytest.mark.parametrize(
    ("keyword", "text", "language"),
    [
        ("unit", "The United Nations meet", "en"),
        ("beit shemesh", "Shemesh Beit", "en"),
        ("beit shemesh", "Beit of Shemesh", "en"),
        ("בבית", "הבית", "he"),
        ("drone", "Hydrones", "en"),
    ],
)
def test_an_alert_says_no_more_than_its_words(keyword: str, text: str, language: str) -> None:
    assert not says(keyword, text, language)


def test_no_phrase_goes_on_from_one_text_into_the_next() -> None:
    wanted = keys_for(["beit", "shemesh"])
    assert wanted & keys_of(["Beit Shemesh", "x"], "en")
    assert not wanted & keys_of(["Beit", "Shemesh"], "en")


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_any_stretch_of_a_text_up_to_the_longest_phrase_is_said_whatever_the_language(
    words: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    length = data.draw(st.integers(1, LONGEST_PHRASE))
    language = data.draw(st.sampled_from(["en", "fr", "he", "de", ""]))
    assert says(" ".join(words[first : first + length]), " ".join(words), language)


@given(st.lists(WORDS, max_size=6), WORDS, st.sampled_from(["en", "fr", "he", ""]))
def test_case_accents_and_the_order_of_the_texts_make_no_difference(
    texts: list[str], keyword: str, language: str
) -> None:
    marked = [f"{text[:1]}\u0301{text[1:]}" for text in texts]
    keys = keys_of(texts, language)
    assert keys == keys_of([text.upper() for text in texts], language)
    assert keys == keys_of(marked, language) == keys_of(texts[::-1], language)
    assert keys_for(words_of(keyword)) == keys_for(words_of(keyword.upper()))


def test_keys_are_the_same_in_every_process_and_fit_a_column() -> None:
    (key,) = keys_for(["iran"])
    assert key == 3_181_775_393_026_810_381
    assert all(-(2**63) <= key < 2**63 for key in keys_of(["one two three four"], ""))
