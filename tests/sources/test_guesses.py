import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.guesses import guesses, known_feed


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCabc-1_x/videos",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1_x",
        ),
        ("https://m.youtube.com/user/journal", "https://www.youtube.com/feeds/videos.xml?user=journal"),
        ("https://youtube.com/playlist?list=PL1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"),
        ("https://www.youtube.com/@journal", ""),
        ("https://www.youtube.com/playlist", ""),
        ("https://www.reddit.com/r/worldnews/top?t=day", "https://www.reddit.com/r/worldnews/.rss"),
        ("https://old.reddit.com/user/spez", "https://www.reddit.com/user/spez/.rss"),
        ("https://www.reddit.com/", ""),
        ("https://github.com/owner/repo", "https://github.com/owner/repo/releases.atom"),
        ("https://github.com/owner/repo/issues", ""),
        ("https://medium.com/@anna/a-story", "https://medium.com/feed/@anna"),
        ("https://medium.com/feed/@anna", ""),
        ("https://medium.com/", ""),
        ("https://anna.substack.com/", ""),
        ("https://lemonde.fr", ""),
    ],
)
def test_known_services_have_their_feeds_at_known_places(url: str, feed: str) -> None:
    assert known_feed(url) == feed


def test_a_root_has_the_usual_places_and_a_section_its_own_before() -> None:
    root = guesses("https://paper.example/?lang=fr")
    assert root[0] == "https://paper.example/feed/"
    assert "https://paper.example/?feed=rss2" in root
    section = guesses("https://paper.example/culture/")
    assert section[0] == "https://paper.example/culture/feed/"
    assert section[-len(root) :] == root
    assert guesses("https://paper.example/index.html") == root


@given(st.text(max_size=40))
def test_guesses_stay_on_the_host_and_are_bounded(path: str) -> None:
    made = guesses(f"https://paper.example/{path.translate({ord(sign): None for sign in '[]'})}")
    assert len(made) == len(set(made)) <= 11
    assert all(one.startswith("https://paper.example/") for one in made)
