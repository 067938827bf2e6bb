from collections.abc import Iterable

import pytest

from bot.rules.summary.candidate import Candidate, Candidates, Kind
from bot.rules.summary.layout import Layout
from bot.rules.summary.sentences import sentences

SHORT = "Le pont de Valmont a rouvert mardi matin. Les bus y passeront dès lundi. Le péage reste gratuit."
LONG = (
    "Le conseil de Valmont a voté mardi un plan pour ses ponts, ses écoles et ses quais, que la région "
    "paiera à moitié dès l'été, après un débat de six heures et deux votes annulés."
)


def made(text: str, line: int = 45, lines: int = 2) -> Candidates:
    return Candidates(Layout(text, "fr", line, lines), tuple(sentences(text, "fr")))


def shown(text: str, found: Iterable[Candidate]) -> list[tuple[Kind, list[str]]]:
    return [(one.kind, [cut.of(text) for cut in one.cuts]) for one in found]


def test_a_sentence_that_fits_is_told_whole_and_one_that_does_not_up_to_a_clause() -> None:
    assert shown(SHORT, made(SHORT).alone(1)) == [(Kind.WHOLE, ["Les bus y passeront dès lundi."])]
    variants = shown(LONG, made(LONG).alone(0))
    assert len(variants) > 1
    assert {kind for kind, _lines in variants} == {Kind.CUT}
    assert all(lines[-1].endswith("…") for _kind, lines in variants)


def test_sentences_that_follow_each_other_are_told_together() -> None:
    found = shown(SHORT, made(SHORT).followed(0))
    first = [
        "Le pont de Valmont a rouvert mardi matin.",
        "Les bus y passeront dès lundi.",
    ]
    assert (Kind.SEVERAL, first) in found


def test_a_clause_of_the_next_sentence_fills_what_is_left() -> None:
    text = f"Le pont rouvre. {LONG}"
    kinds = [kind for kind, _lines in shown(text, made(text, 55).followed(0))]
    assert kinds == [Kind.CONTINUED]


def test_two_sentences_take_a_line_each_and_at_most_one_is_cut() -> None:
    text = f"{SHORT} {LONG} {LONG}"
    pairs = list(made(text, 90).pairs([4, 3, 0]))
    assert [(one.first, one.last) for one in pairs] == [(0, 3), (0, 4)]
    assert all(sum(cut.shortened for cut in one.cuts) == 1 for one in pairs)


def test_a_sketch_goes_as_far_as_there_is_room() -> None:
    sketch = made(LONG).sketched(0)
    assert sketch.kind is Kind.CUT
    assert sketch.cuts[-1].end == 90
    assert made(SHORT).sketched(1).kind is Kind.WHOLE


def test_a_first_paragraph_that_says_enough_leaves_no_room() -> None:
    text = "Le pont de Valmont a rouvert mardi matin.\nLes bus y passeront dès lundi."
    candidates = made(text, 45)
    lead, other = (next(iter(candidates.alone(index))) for index in (0, 1))
    assert not candidates.leaves_room(lead)
    assert candidates.leaves_room(other)
    assert made(text, 120).leaves_room(next(iter(made(text, 120).alone(0))))


@pytest.mark.parametrize("text", [SHORT, LONG])
def test_what_is_broken_later_tells_the_same(text: str) -> None:
    candidates = made(text, 60)
    for one in candidates.alone(0):
        fuller = candidates.fuller(one)
        if fuller:
            assert fuller.cuts[0].end >= one.cuts[0].end
            assert fuller.cuts[-1].end == one.cuts[-1].end
            assert fuller.cuts[-1].shortened == one.cuts[-1].shortened
            assert all(len(cut.of(text)) <= 60 for cut in fuller.cuts)


def test_a_pair_is_broken_between_its_sentences() -> None:
    candidates = made(SHORT)
    assert all(candidates.fuller(one) is None for one in candidates.pairs([0, 1, 2]))
