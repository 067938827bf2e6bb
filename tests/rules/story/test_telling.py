from bot.rules.story.telling import told
from tests.rules.story.stream import BRIDGE, START, a_telling


def test_a_telling_is_prepared_once_for_all_comparisons() -> None:
    found = told(
        a_telling(BRIDGE, text="Le maire Dupont était là.", link="http://paper.example/a?utm_source=x")
    )
    assert found.link == "https://paper.example/a"
    assert found.key == found.folded
    assert found.hours == START.timestamp() / 3600
    assert found.stems == set(found.title.stems) < set(found.all_stems)
    assert len(found.all_stems) == len(set(found.all_stems))
    assert all(len(gram) == 4 for gram in found.grams)


def test_a_short_title_has_no_key_and_a_front_door_no_link() -> None:
    found = told(a_telling("Météo", link="https://paper.example/"))
    assert (found.key, found.link, found.folded) == ("", "", "météo")
