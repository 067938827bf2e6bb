import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.alignment import Sentence, _in_order, fault, says


def of(text: str, language: str = "en") -> Sentence:
    return Sentence(text, language)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12 salariés, 3 grièvement", {("", "12", "salaries"), ("", "3", "grievement")}),
        ("4 500 m", {("", "4500", "m")}),
        ("4\u202f500 mètres", {("", "4500", "metres")}),
        ("1.234,5 Mio", {("", "1.234,5", "mio")}),
        ("$3.5 million", {("$", "3.5", "million")}),
        ("-5 %", {("-", "5", "%")}),
        ("٣ أشخاص", {("", "3", "اشخاص")}),
        ("۱۲ نفر", {("", "12", "نفر")}),
        ("en 2026", {("", "2026", "")}),
        ("G7 and COVID19", set()),
    ],
)
def test_a_number_is_known_with_its_sign_and_with_what_it_counts(
    text: str, numbers: set[tuple[str, str, str]]
) -> None:
    assert of(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Il a dit « tout va bien ».", [["tout", "va", "bien"]]),
        ("He said “all is well” and “go”.", [["all", "is", "well"], ["go"]]),
        ("Er sagte: „Alles gut“.", [["alles", "gut"]]),
        ('He said "all is well".', [["all", "is", "well"]]),
        ('צה"ל אמר "הכול טוב"', [["הכול", "טוב"]]),
        ("Nothing.", []),
    ],
)
def test_what_a_sentence_quotes_is_found_in_the_marks_of_each_language(
    text: str, quoted: list[list[str]]
) -> None:
    assert list(of(text).quotations) == quoted


@pytest.mark.parametrize(
    ("text", "language", "negations"),
    [
        ("He didn't go", "en", {"not"}),
        ("He didn’t go", "en", {"not"}),
        ("Il n'a rien dit", "fr", {"n"}),
        ("ולא היה", "he", {"לא"}),
        ("ولم يكن", "ar", {"لم"}),
        ("He went", "en", set()),
    ],
)
def test_a_negation_is_known_in_each_way_it_is_written(text: str, language: str, negations: set[str]) -> None:
    assert of(text, language).negations.keys() == negations


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Il aurait, selon elle, menti", "fr", {"aurait", "selon"}),
        ("Ils tomberaient demain", "fr", {"tomberaient"}),
        ("He reportedly lied", "en", {"reportedly"}),
        ("The former mayor lied", "en", {"former"}),
        ("לדברי המשטרה", "he", {"לדברי"}),
        ("وقالت الشرطة", "ar", {"وقالت"}),
    ],
)
def test_who_says_it_and_how_sure_is_known(text: str, language: str, said: set[str]) -> None:
    assert of(text, language).attributions.keys() == said


def test_sentences_are_equal_where_their_text_is() -> None:
    assert of("One.") == of("One.")
    assert of("One.") != of("Two.")
    assert of("One.") != "One."
    assert len({of("One."), of("One.")}) == 1


def test_what_one_line_drops_another_may_say() -> None:
    source = of("She did not go, the mayor said.")
    assert says(source, [of("She did not go"), of("the mayor said.")]) is None
    assert says(source, [of("She did not go")]) == "attribution"
    assert says(source, [of("the mayor said")]) == "negation"
    twice = of("She did not go and did not stay.")
    assert says(twice, [of("She did go and did not stay.")]) == "negation"


WORD = st.sampled_from(["one", "two", "three", "four", "five", "six", "seven"])


@given(st.lists(WORD, max_size=12), st.lists(WORD, max_size=12))
def test_pairs_are_of_the_same_words_in_order_and_none_could_be_added(
    one: list[str], other: list[str]
) -> None:
    pairs = list(_in_order(one, other))
    assert all(one[left] == other[right] for left, right in pairs)
    assert pairs == sorted(pairs)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    assert len(pairs) == longest(one, other)


def longest(one: list[str], other: list[str]) -> int:
    """Count by the textbook's table."""
    row = [0] * (len(other) + 1)
    for word in one:
        last = row
        row = [0]
        for at, its in enumerate(other):
            row.append(last[at] + 1 if word == its else max(row[-1], last[at + 1]))
    return row[-1]


@given(st.lists(WORD, min_size=1, max_size=12), st.data())
def test_a_sentence_with_words_left_out_has_no_fault_and_one_with_a_foreign_word_has(
    told: list[str], data: st.DataObject
) -> None:
    source = of(" ".join(told))
    left = [word for word in told if data.draw(st.booleans())]
    assert fault(of(" ".join(left)), source, [source]) is None
    assert fault(of(" ".join([*left, "zebra"])), source, [source]) == "novelty"
    assert fault(of(" ".join([*left, "Zebra"])), source, [source]) == "name"
    assert fault(of(" ".join([*left, "zebra"])), source, [source, of("zebra")]) == "merged"
