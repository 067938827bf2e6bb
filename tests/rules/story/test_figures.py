import pytest

from bot.rules.revision.tables import SCALES
from bot.rules.story.figures import digits_of, fates, figures, is_told, states

COUNTED = (
    ("fr", "12 blessés et deux morts", [("12", "12 blessés"), ("2", "deux morts")]),
    (
        "fr",
        "1,4 milliard de dollars pour 1 200 villes",
        [("1400000000", "1,4 milliard de dollars"), ("1200", "1 200 villes")],
    ),
    ("fr", "Quatre-vingt-dix personnes évacuées", [("90", "Quatre-vingt-dix personnes")]),
    ("fr", "Cinquante-deux ponts suspendus", [("52", "Cinquante-deux ponts")]),
    ("fr", "trois cents emplois", [("300", "trois cents emplois")]),
    ("fr", "mille milliards d'euros", [("1000000000000", "mille milliards d'euros")]),
    ("fr", "deux millions trois cent mille voix", [("2300000", "deux millions trois cent mille voix")]),
    ("fr", "une amende de 12 M€", [("12000000", "12 M€")]),
    ("en", "Twenty-two people hurt, $1.4bn lost", [("22", "Twenty-two people"), ("1400000000", "$1.4bn")]),
    ("en", "3m people without power", [("3000000", "3m people")]),
    ("en", "Springdale beat Lormont 2-1", [("2-1", "2-1")]),
    ("he", "שני הרוגים ו-12 פצועים", [("2", "שני הרוגים"), ("12", "12 פצועים")]),
    ("ar", "خمسة وعشرون قتيلا و١٢ جريحا", [("25", "خمسة وعشرون قتيلا"), ("12", "١٢ جريحا")]),
    ("ru", "Погибли пять человек, 1,2 млн рублей", [("5", "пять человек"), ("1200000", "1,2 млн рублей")]),
    ("es", "veintidós muertos", [("22", "veintidós muertos")]),
    ("de", "Zweiundzwanzig Verletzte", [("22", "Zweiundzwanzig Verletzte")]),
)
COUNTS_NOTHING = (
    ("fr", "Boeing 737 : le 737 MAX en Ligue 1, aux JO-2020"),
    ("fr", "Le CAC 40 en hausse"),
    ("fr", "les deux suspects"),
    ("fr", "5 raisons de venir"),
    ("fr", "Une loi dès 2022, la 6e"),
    ("en", "The two suspects"),
)


@pytest.mark.parametrize(("language", "text", "counted"), COUNTED)
def test_a_number_is_read_with_what_it_counts(
    language: str, text: str, counted: list[tuple[str, str]]
) -> None:
    assert [(one.value, one.text) for one in figures(text, language)] == counted


@pytest.mark.parametrize(("language", "text"), COUNTS_NOTHING)
def test_names_years_and_teasers_count_nothing(language: str, text: str) -> None:
    assert figures(text, language) == []


@pytest.mark.parametrize("text", ["Un rabais de 70 %", "soixante-dix pour cent des gens"])
def test_a_share_is_no_count(text: str) -> None:
    (share,) = figures(text, "fr")
    assert (share.value, share.percent) == ("70", True)
    assert not is_told(share, figures("70 maisons", "fr"))


def test_about_as_many_are_as_many_and_the_dead_are_not_the_hurt() -> None:
    assert _is_told("près de 300 chèvres", "292 chèvres")
    assert not _is_told("près de 300 chèvres", "192 chèvres")
    assert not _is_told("300 chèvres", "292 chèvres")
    assert not _is_told("12 morts", "12 blessés")
    assert _is_told("12 morts", "12 personnes")


def test_digits_that_stood_in_a_name_are_not_new() -> None:
    (figure,) = figures("737 appareils", "fr")
    assert is_told(figure, [], digits_of("Le Boeing 737"))


def test_a_run_of_digits_without_end_is_a_code() -> None:
    assert figures("9" * 5_000, "fr") == []


@pytest.mark.parametrize(
    ("language", "dead", "held"),
    [
        ("fr", "morts", "interpelle"),
        ("en", "killed", "arrested"),
        ("he", "הרוגים", "נעצר"),
        ("ar", "قتلی", "اعتقل"),
        ("fa", "کشته", "بازداشت"),
        ("es", "muertos", "detenido"),
        ("de", "tote", "verhaftet"),
        ("ru", "погибли", "арестован"),
    ],
)
def test_fates_are_death_and_arrest_in_each_language(language: str, dead: str, held: str) -> None:
    assert len(fates([dead, held], language)) == 2
    other = next(iter(SCALES[language][3]))  # what rises and falls
    assert states([other], language)
    assert not fates([other], language)


def test_numbers_in_words_without_end_are_compared() -> None:
    long = "cent " * 120 + "gens"
    (figure,) = figures(long, "fr")
    assert is_told(figure, [figure])
    assert not is_told(figure, figures("environ mille gens", "fr"))


def _is_told(new: str, old: str) -> bool:
    return is_told(figures(new, "fr")[0], figures(old, "fr"))
