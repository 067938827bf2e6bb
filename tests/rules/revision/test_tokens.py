import pytest

from bot.rules.revision.tokens import is_number, names, runs_in, tokens


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("12 dead", "en", ["#12", "dead"]),
        ("Twelve dead", "en", ["#12", "dead"]),
        ("12,000 or 12 000 or 12.000", "en", ["#12000", "or", "#12000", "or", "#12000"]),
        ("2.5 or 2,5 million", "en", ["#2.5", "or", "#2.5", "#e6"]),
        ("1.234.567", "de", ["#1234567"]),
        ("-5 degrees, +5", "en", ["#-5", "degrees", "#5"]),
        ("١٢ شخصا", "ar", ["#12", "شخصا"]),
        ("It isn't so", "en", ["it", "is", "not", "so"]),
        ("", "en", []),
    ],
)
def test_words_are_folded_and_numbers_written_in_one_way(
    text: str, language: str, expected: list[str]
) -> None:
    assert tokens(text, language) == expected


def test_a_number_is_known_by_its_mark() -> None:
    assert [is_number(one) for one in tokens("two of them", "en")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor of Paris, Anne Hidalgo, resigns", {"paris", "anne", "hidalgo"}),
        ("Mayor Of Paris Resigns At Last", set()),
        ("BRIDGE CLOSED", set()),
        ("ראש הממשלה", set()),
        ("Мэр Москвы Собянин открыл мост", {"москвы", "собянин"}),
    ],
)
def test_names_are_what_is_written_large_inside_a_sentence(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_a_list_stands_in_another_in_one_piece_or_not_at_all() -> None:
    assert runs_in(["b", "c"], ["a", "b", "b", "c"]) == 2
    assert runs_in(["a", "c"], ["a", "b", "c"]) == -1
    assert runs_in([], ["a"]) == -1
