from hypothesis import given
from hypothesis import strategies as st

from bot.rules.summary.layout import Cut, Layout, hard_cut
from bot.rules.summary.sentences import sentences
from bot.rules.summary.text import width

TWO = "Le pont de Valmont a rouvert mardi matin. Les bus y passeront dès lundi."


def shown(text: str, cuts: list[Cut]) -> list[str]:
    return [cut.of(text) for cut in cuts]


def test_two_sentences_take_a_line_each() -> None:
    count, cuts = Layout(TWO, "fr", 60, 2).whole(sentences(TWO, "fr"))
    assert count == 2
    assert shown(TWO, cuts) == [
        "Le pont de Valmont a rouvert mardi matin.",
        "Les bus y passeront dès lundi.",
    ]


def test_a_third_sentence_does_not_spoil_two_neat_lines() -> None:
    text = TWO + " Le péage restera gratuit."
    count, cuts = Layout(text, "fr", 45, 2).whole(sentences(text, "fr"))
    assert count == 2
    assert len(cuts) == 2


def test_one_sentence_breaks_at_a_clause_rather_than_in_the_middle() -> None:
    text = "Le maire de Valmont, qui avait promis un pont neuf, a tenu parole devant la foule."
    _, cuts = Layout(text, "fr", 55, 2).whole([(0, len(text))])
    assert shown(text, cuts)[0].endswith(("Valmont,", "neuf,"))


def test_a_sentence_too_long_for_the_lines_is_not_laid_out_whole() -> None:
    assert Layout(TWO, "fr", 15, 2).whole([(0, len(TWO))]) == (0, [])


def test_a_shortened_sentence_ends_at_its_best_clause_and_on_no_function_word() -> None:
    text = "Le maire a rouvert le pont, les bus y passent et les vélos dans une file à part du trafic lourd"
    cuts = next(Layout(text, "fr", 40, 1).shortened([(0, len(text))], 10))
    assert shown(text, cuts) == ["Le maire a rouvert le pont…"]


def test_no_cut_falls_inside_a_quotation_or_loses_who_says_it() -> None:
    quoted = "Le maire dit « le pont est ouvert à tous et il le restera tant que je serai là » ce mardi"
    for cuts in Layout(quoted, "fr", 60, 1).shortened([(0, len(quoted))], 5):
        assert "«" not in cuts[0].of(quoted)
    said = "Le pont sera fermé dès lundi à tous les camions de la vallée, selon la préfecture"
    assert not list(Layout(said, "fr", 60, 1).shortened([(0, len(said))], 5))


def test_an_attribution_that_is_kept_lets_a_second_one_go() -> None:
    text = (
        "Selon le maire, le pont sera fermé lundi, puis rouvert mardi aux bus, selon la préfecture de Valmont"
    )
    assert list(Layout(text, "fr", 70, 1).shortened([(0, len(text))], 20))


def test_french_marks_and_thousands_are_not_parted_from_their_words() -> None:
    text = "Il a vu 10 000 personnes : « Oui » ! Et puis ?"
    gaps = {text[:gap] for gap in Layout(text, "fr", 60, 2)._gaps(0, len(text))}
    assert not any(gap.endswith(("10", "personnes", "«", "Oui", "»", "puis")) for gap in gaps)


def test_invisible_characters_take_no_room() -> None:
    text = "שָׁלוֹם עוֹלָם"
    assert Layout(text, "he", 10, 1).whole([(0, len(text))])[0] == 1


@given(st.lists(st.text("abcé,;« »", min_size=1, max_size=12), min_size=1, max_size=30), st.integers(5, 60))
def test_lines_are_never_too_wide_and_never_lose_a_word(parts: list[str], line: int) -> None:
    text = " ".join("".join(parts).split()) or "a"
    _, cuts = Layout(text, "fr", line, 2).whole([(0, len(text))])
    assert all(width(cut.of(text)) <= line for cut in cuts)
    assert not cuts or " ".join(cut.of(text) for cut in cuts).split() == text.split()


@given(st.text("ab é\u00a0中", min_size=1, max_size=80), st.integers(2, 40))
def test_a_hard_cut_fits(text: str, most: int) -> None:
    assert width(hard_cut(text, 0, len(text), most).of(text)) <= most


def test_a_hard_cut_ends_with_a_word_where_there_is_one() -> None:
    text = "un deux trois"
    assert hard_cut(text, 0, len(text), 9).of(text) == "un deux…"
    assert hard_cut("abcdefgh", 0, 8, 4).of("abcdefgh") == "abc…"


def test_a_sentence_wrapped_late_fills_its_first_line_and_loses_no_word() -> None:
    text = "Le maire de Valmont, qui avait promis un pont neuf, a tenu parole devant la foule."
    cuts = Layout(text, "fr", 60, 2).wrapped_late(0, len(text))
    assert cuts is not None
    assert shown(text, cuts) == [
        "Le maire de Valmont, qui avait promis un pont neuf, a tenu",
        "parole devant la foule.",
    ]


def test_only_what_needs_two_lines_is_wrapped_late() -> None:
    assert Layout(TWO, "fr", 90, 2).wrapped_late(0, len(TWO)) is None
    assert Layout(TWO, "fr", 20, 2).wrapped_late(0, len(TWO)) is None
    assert Layout(TWO, "fr", 30, 3).wrapped_late(0, len(TWO)) is None


def test_a_cut_does_not_leave_open_who_is_quoted() -> None:
    text = "“The talent is here, it was only tired,” said the head of development at the centre in Eastmere"
    shortened = [cuts[0].of(text) for cuts in Layout(text, "en", 80, 1).shortened([(0, len(text))], 30)]
    assert not any(one.endswith(("said…", "said the head…")) for one in shortened)
