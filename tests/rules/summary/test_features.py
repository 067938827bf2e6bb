from bot.rules.summary.candidate import Candidate, Candidates, Kind
from bot.rules.summary.features import CANDIDATE, OWN, ROOM, WORD, Features, describe_word, own
from bot.rules.summary.layout import Layout
from bot.rules.summary.sentences import sentences

TEXT = (
    "Le pont de Valmont a rouvert mardi, selon la mairie. Les bus y passeront dès lundi.\n"
    "« Nous y tenions », a dit la maire. Elle paie 40 % du pont."
)
TITLE = "Le pont de Valmont rouvre"


def made(room: int = ROOM) -> tuple[Candidates, Features]:
    extents = []
    start = 0
    for paragraph in TEXT.split("\n"):
        extents += [(start + first, start + last) for first, last in sentences(paragraph, "fr")]
        start += len(paragraph) + 1
    candidates = Candidates(Layout(TEXT, "fr", room // 2, 2), extents)
    return candidates, Features(candidates.layout.tokens, extents, TITLE, room)


def described(one: Candidate, features: Features) -> dict[str, float]:
    return dict(zip(CANDIDATE, features.of(one, features.ranges(one)), strict=True))


def test_a_word_is_described_by_where_and_how_often_it_stands() -> None:
    _candidates, features = made()
    pont = dict(zip(WORD, describe_word(features.words["pont"]), strict=True))
    assert pont["titled"]
    assert pont["first"]
    assert pont["often"] > 0
    assert not pont["function"]
    lundi = dict(zip(WORD, describe_word(features.words["lundi"]), strict=True))
    assert lundi["second"]
    assert not lundi["titled"]
    assert features.words["valmon"].is_capital
    assert features.words["40"].is_number
    assert features.words["de"].is_function
    assert dict(zip(WORD, describe_word(features.words["de"]), strict=True))["function"]


def test_a_word_counts_once_a_sentence() -> None:
    text = "Un pont, un pont, un pont."
    layout = Layout(text, "fr", 60, 2)
    sums = Features(layout.tokens, [(0, len(text))], "", ROOM).summed({"pont": 2.0})
    assert sums[-1] == 2.0
    assert len(sums) == len(layout.tokens.known) + 1


def test_a_candidate_is_described_by_its_words_its_place_and_its_tone() -> None:
    candidates, features = made()
    first = described(next(candidates.alone(0)), features)
    assert first["from 0"]
    assert first["starts a paragraph"]
    assert first["titled"] > 0
    assert first["attributes"]
    assert not first["quotes"]
    third = described(next(candidates.alone(2)), features)
    assert third["from 2"]
    assert third["quotes"]
    assert third["personal"]
    assert third["leans"] == 0
    assert described(next(candidates.alone(3)), features)["leans"]


def test_two_lines_that_say_the_same_are_known_by_it() -> None:
    candidates, features = made()
    pair = next(one for one in candidates.pairs([0, 3]) if one.kind is Kind.PAIR)
    shared = described(pair, features)["repeated"]
    assert 0 < shared < 1
    assert described(pair, features)["pair apart"] == 3 / 5


def test_lengths_count_in_shares_of_the_room() -> None:
    (_, wide), (narrow_candidates, narrow) = made(), made(ROOM // 2)
    one = narrow_candidates.sketched(0)
    assert narrow.length(narrow.ranges(one)) == 2 * wide.length(wide.ranges(one))


def test_languages_differ_by_what_their_names_say() -> None:
    candidates, features = made()
    one = next(candidates.alone(1))
    found = dict(zip(OWN, own(one, features.length(features.ranges(one))), strict=True))
    assert not found["from 0"]
    assert found["depth"] == 0.1
    assert found["words"] == 6 / 40
