import pytest

from bot.rules.summary.choice import Body
from bot.rules.summary.features import CANDIDATE, OWN, WORD, Features
from bot.rules.summary.limits import MESSAGE
from bot.rules.summary.ranker import BEST, Ranker, Weights
from bot.rules.summary.weights import HEADLINE, LINES

TEXT = "\n".join(
    f"{name} a présenté mardi son plan pour les {what}, que la région paiera à moitié dès l'été."
    for name, what in [("Valmont", "ponts"), ("Aubry", "quais"), ("Berg", "gares"), ("Sollers", "routes")]
)


def ranker(weights: Weights, title: str = "", lead: float = 0.0) -> Ranker:
    body = Body(TEXT, "fr")
    made = body.for_lines(MESSAGE)
    return Ranker(made, Features(body.tokens, body.sentences, title, made.room), weights, lead)


def only(**candidate: float) -> Weights:
    names = {name.replace(" ", "_"): name for name in CANDIDATE}
    chosen = {names[name]: weight for name, weight in candidate.items()}
    return Weights(dict.fromkeys(WORD, 0.0), {name: chosen.get(name, 0.0) for name in CANDIDATE})


def test_the_best_comes_first() -> None:
    found = ranker(only(from_2=1.0)).ranked()
    assert found[0][1].first == 2
    made = Body(TEXT, "fr").for_lines(MESSAGE)
    scores = [score for score, one in found if not made.leaves_room(one)]
    assert scores == sorted(scores, reverse=True)


def test_only_the_best_sentences_are_laid_out() -> None:
    found = ranker(only(depth=-1.0)).ranked()
    assert {one.first for _score, one in found} == set(range(BEST))


def test_a_word_of_the_title_is_worth_what_was_learned() -> None:
    words = dict.fromkeys(WORD, 0.0) | {"titled": 1.0}
    weights = Weights(words, dict.fromkeys(CANDIDATE, 0.0))
    assert ranker(weights, "Des gares neuves").ranked()[0][1].first == 2


def test_a_single_word_and_a_place_count_in_their_language_alone() -> None:
    weights = only(words=0.0)
    french = Weights(
        weights.words, weights.candidates, {"fr": {"quais": 1.0}}, {"fr": dict.fromkeys(OWN, 0.0)}
    )
    english = Weights(
        weights.words, weights.candidates, {"en": {"quais": 1.0}}, {"en": dict.fromkeys(OWN, 9.0)}
    )
    scores = [ranker(one).ranked()[0][0] for one in (french, english)]
    assert scores[0] > 0
    assert scores[1] == 0
    placed = Weights(weights.words, weights.candidates, {}, {"fr": dict.fromkeys(OWN, 0.0) | {"depth": 1.0}})
    assert ranker(placed).ranked()[0][1].first == 2  # of two sentences, both told


def test_the_opening_of_a_source_that_leads_with_it_comes_first() -> None:
    assert ranker(only(from_2=1.0), lead=5.0).ranked()[0][1].first == 0


@pytest.mark.parametrize("weights", [LINES, HEADLINE])
def test_what_was_learned_is_of_what_is_described_and_in_its_order(weights: Weights) -> None:
    assert tuple(weights.words) == WORD
    assert tuple(weights.candidates) == CANDIDATE
    assert all(tuple(one) == OWN for one in weights.own.values())
