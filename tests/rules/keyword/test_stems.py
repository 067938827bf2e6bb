import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.keyword.stems import LATIN, LEAST, meant, stem, told, way_of
from bot.rules.keyword.words import words_of

SIGNS = "abcdeginrsuxzבגהימותשכلاونيةهиыаямже7"


@pytest.mark.parametrize(
    ("way", "forms"),
    [
        ("en", "drone drones"),
        ("en", "attack attacks attacked attacking"),
        ("en", "city cities"),
        ("en", "house houses"),
        ("en", "plan planned planning"),
        ("en", "bus buses"),
        ("en", "church churches"),
        ("en", "killed killing"),
        ("en", "virus viruses"),
        ("en", "strike strikes striking"),
        ("en", "force forces forced forcing"),
        ("en", "locate located locates"),
        ("en", "acquire acquired"),
        ("en", "release released"),
        ("fr", "journal journaux"),
        ("fr", "grève grèves"),
        ("fr", "feu feux"),
        ("fr", "bateau bateaux"),
        ("fr", "israélien israélienne israéliens israéliennes"),
        ("fr", "industriel industrielle industrielles"),
        ("fr", "national nationale nationales nationaux"),
        ("fr", "présidente présidentes président"),
        ("", "Drohne Drohnen"),
        ("", "elección elecciones"),
        ("", "drone drones"),
        ("", "רחפן רחפנים"),
        ("", "מלחמה מלחמות מלחמת"),
        ("", "مطار المطار مطارات"),
        ("", "выбор выборы выборов выборах"),
    ],
)
def test_forms_of_one_word_have_one_stem(way: str, forms: str) -> None:
    assert len({stem(word, way) for word in words_of(forms)}) == 1


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("en", "unit united"),
        ("en", "train training"),
        ("en", "spring spr"),
        ("en", "virus vir"),
        ("en", "lies ly"),
        ("en", "suit suite"),
        ("en", "her here"),
        ("en", "unit unite"),
        ("fr", "arme armée"),
        ("fr", "bus bu"),
        ("fr", "retrait retraite"),
        ("fr", "entre entrée"),
        ("fr", "port porte"),
        ("fr", "main Maine"),
        ("fr", "fils fil"),
        ("fr", "prix pris"),
        ("", "בית בי"),
        ("", "الله ه"),
    ],
)
def test_words_that_only_look_alike_keep_apart(way: str, words: str) -> None:
    one, other = words_of(words)
    assert stem(one, way) != stem(other, way)


def test_numbers_and_other_scripts_are_left_as_they_are() -> None:
    assert [stem(word, way) for word in ("2026s", "ελλαδα", "無") for way in LATIN] == [
        word for word in ("2026s", "ελλαδα", "無") for _ in LATIN
    ]


def test_a_language_without_a_way_of_its_own_is_stemmed_as_any_other() -> None:
    assert [way_of(language) for language in ("en", "fr", "de", "he", "")] == ["en", "fr", "", "", ""]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("בבית", {"בבית", "בית"}),
        ("ולכשהבית", {"ולכשהבית", "לכשהבית", "כשהבית", "שהבית"}),
        ("הימ", {"הימ", "ימ"}),
        ("בשר", {"בשר"}),
        ("שר", {"שר"}),
        ("רחפנ", {"רחפנ"}),
        ("بالمطار", {"بالمطار", "المطار"}),
        ("للمطار", {"للمطار", "لمطار", "المطار"}),
        ("ولد", {"ولد"}),
        ("drone", {"drone"}),
    ],
)
def test_what_hangs_in_front_of_a_word_is_taken_off_where_a_word_is_left(word: str, forms: set[str]) -> None:
    assert set(told(word)) == forms


def test_a_keyword_is_meant_as_written_and_without_the_article() -> None:
    assert meant("הכנסת") == ["הכנסת", "כנסת"]
    assert meant("הימ") == ["הימ"]
    assert meant("בבית") == ["בבית"]


ENDINGS = "ing ed ies sses ches xes ses uses es s aux eaux eux oux ienne elle ale ante ive ee e iones en"
ENDS = ENDINGS.split()


@given(st.text(st.sampled_from("abeistu"), max_size=3), st.sampled_from(ENDS), st.sampled_from(LATIN))
def test_no_ending_leaves_nothing(start: str, end: str, way: str) -> None:
    found = stem(start + end, way)
    assert len(found) >= min(len(start + end), LEAST - 1)
    assert found[0] == (start + end)[0]


@given(st.text(st.sampled_from(SIGNS), min_size=1, max_size=12), st.sampled_from(LATIN))
def test_a_stem_is_never_empty_and_short_words_are_their_own(word: str, way: str) -> None:
    for folded in words_of(word):
        found = stem(folded, way)
        assert found
        assert len(found) <= len(folded)
        assert len(found) >= min(len(folded), LEAST - 1)
        assert told(folded)[0] == folded == meant(folded)[0]
