from bot.rules.story.index import CANDIDATES, LIVE, Index
from bot.rules.story.telling import Told, told
from tests.rules.story.stream import BRIDGE, BRIDGE_AGAIN, FERRY, OTHERS, a_telling


def prepared(title: str, hours: float = 0.0) -> Told:
    return told(a_telling(title, hours=hours))


def an_index(*titles: str) -> Index:
    index = Index()
    for title in titles:
        index.add(prepared(title), title)
    return index


def test_candidates_share_a_rare_word_and_the_likest_comes_first() -> None:
    index = an_index(*OTHERS, "Le pont de Morvan sera repeint", BRIDGE)
    found = [index.story(number) for number in index.candidates(prepared(BRIDGE_AGAIN))]
    assert found[0] == BRIDGE
    assert set(found[1:]) == {"Le pont de Morvan sera repeint", OTHERS[0]}  # suspendue, as the bridge
    assert index.candidates(prepared(FERRY)) == []


def test_a_word_that_many_stories_have_finds_nobody() -> None:
    index = an_index(*(f"Pont numéro {number}" for number in range(200)))
    assert index.candidates(prepared("Un pont")) == []


def test_no_more_are_compared_than_is_worth_it() -> None:
    index = Index()
    for number in range(100):
        index.add(prepared(BRIDGE, number / 60), "one")
    assert len(index.candidates(prepared(BRIDGE_AGAIN))) == CANDIDATES


def test_a_story_that_all_papers_tell_does_not_make_its_words_common() -> None:
    once, often = an_index(*OTHERS, BRIDGE), an_index(*OTHERS, BRIDGE)
    for hour in range(1, 9):
        often.add(prepared(BRIDGE_AGAIN, hour), BRIDGE)
    assert often.rarity("valmont") == once.rarity("valmont")
    often.add(prepared(BRIDGE_AGAIN), "another story")
    assert often.rarity("valmont") < once.rarity("valmont")


def test_words_are_rarer_together_than_alone() -> None:
    index = an_index(*OTHERS, BRIDGE, "Le pont de Lormont sera repeint")
    assert index.together("pont", "lormont") > index.rarity("pont")
    assert index.together("pont", "nowhere") == index.rarity("nowhere")


def test_what_is_older_than_the_window_leaves_no_trace() -> None:
    index = an_index(BRIDGE)
    index.add(prepared(FERRY, LIVE + 0.1), "later")
    assert [(number, old.id) for number, old in index.expired()] == [(0, f"{BRIDGE}@0.0")]
    assert len(index) == 1
    assert index.candidates(prepared(BRIDGE_AGAIN)) == []
    assert index.rarity("valmont") == index.rarity("nowhere")
    assert list(index.expired()) == []


def test_a_late_one_leaves_before_those_that_came_first() -> None:
    index = an_index(BRIDGE)
    index.add(prepared(FERRY, -LIVE - 1), "late")
    assert [number for number, _ in index.expired()] == [1]
