import pytest

from bot.rules.story.said import LEAD, TITLE, Part, Said, forms, read
from bot.rules.story.telling import Telling
from tests.rules.story.stream import START


@pytest.mark.parametrize(
    ("language", "title", "names"),
    [
        ("fr", "Le maire Dupont reçoit Macron à Valmont", ["dupont", "macron", "valmont"]),
        ("fr", "Emmanuel Macron reçoit le maire", ["emmanuel", "macron"]),
        ("fr", "Grève surprise à la RATP", ["ratp"]),
        ("en", "Mayor Says Bridge Will Open Next Week", []),
        ("de", "Der Bürgermeister trifft Olaf Scholz im Rathaus", ["olaf", "scholz"]),
        ("he", "ראש העיר נפגש עם השר", []),
    ],
)
def test_names_are_written_large_within_a_sentence(language: str, title: str, names: list[str]) -> None:
    assert [word.key for word in _title(title, language).words if word.is_name] == names


def test_words_with_a_duty_days_and_who_says_it_are_left_out() -> None:
    assert [word.key for word in _title("Selon le maire, le pont rouvre déjà lundi", "fr").words] == [
        "maire",
        "pont",
        "rouvre",
    ]


def test_letters_written_before_a_word_are_taken_off() -> None:
    assert "מפעל" in forms("ובמפעל", "he")
    assert "مدينه" in forms("بالمدينه", "ar")
    assert list(forms("banque", "fr")) == ["banque"]
    said = Said([_title("פיצוץ במפעל", "he")])
    assert said.has("המפעל", "he")
    assert not said.has("גשר", "he")


def test_another_form_of_a_word_is_the_word() -> None:
    said = Said([_title("Le candidat Lefebvre", "fr")])
    assert said.has("candidature", "fr")
    assert not said.has("candelabre", "fr")


def test_only_the_start_of_a_text_and_of_a_title_is_read() -> None:
    title, lead = read(Telling("x", "mot " * 1_000, START, "phrase " * 1_000, "fr"))
    assert len(title.text) <= TITLE
    assert len(lead.text) <= LEAD


@pytest.mark.parametrize(
    ("language", "title", "denials"),
    [
        ("fr", "Le pont ne rouvre pas", 1),
        ("en", "Bridge won't open", 1),
        ("en", "Mayor denies it", 1),
        ("fr", "Le pont rouvre", 0),
    ],
)
def test_what_says_not_is_counted(language: str, title: str, denials: int) -> None:
    assert _title(title, language).denials == denials


def _title(title: str, language: str) -> Part:
    return read(Telling("x", title, START, "", language))[0]
