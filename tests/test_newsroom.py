from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.model import Topic, TopicId
from bot.newsroom import load
from bot.texts import languages

OURS = Path(__file__).parent.parent / "config" / "newsroom.toml"
HEAD = '[newsroom]\nname = "The Paper"\nlanguages = ["he", "en"]\n'
TOPIC = '[[topic]]\nid = "monde"\nnames = { fr = "Monde", he = "עולם" }\n'
SOURCE = '[[source]]\nurl = "https://paper.example/feed"\n'


def write(folder: Path, words: str) -> Path:
    path = folder / "newsroom.toml"
    path.write_text(words, encoding="utf-8")
    return path


def told(path: Path) -> str:
    with pytest.raises(SettingsError) as error:
        load(path)
    words = str(error.value)
    assert "\n" not in words
    assert str(path) in words
    return words


def test_our_own_newsroom_file_is_whole() -> None:
    newsroom = load(OURS)
    assert newsroom.languages == ("fr", "he", "en")
    for topic in newsroom.topics:
        assert set(topic.names) == set(languages()), topic.id  # readers of all see them


def test_the_file_says_who_the_newsroom_is(tmp_path: Path, now: datetime) -> None:
    more = 'timezone = "Asia/Jerusalem"\ncontact = "desk@paper.example"\n'
    newsroom = load(write(tmp_path, HEAD + more + TOPIC))
    assert (newsroom.name, newsroom.languages, newsroom.contact) == (
        "The Paper",
        ("he", "en"),
        "desk@paper.example",
    )
    assert now.astimezone(newsroom.timezone).hour == 12
    assert newsroom.topics == (Topic(TopicId("monde"), {"fr": "Monde", "he": "עולם"}),)
    assert newsroom.topic("monde") == newsroom.topics[0]
    assert newsroom.topic("sport") is None
    assert newsroom.sources == ()


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    newsroom = load(write(tmp_path, HEAD + TOPIC + SOURCE))
    (source,) = newsroom.sources
    assert (str(newsroom.timezone), newsroom.contact) == ("UTC", "")
    assert (source.topics, source.language, source.priority, source.every) == ((), "", "normal", None)
    assert (source.kind, source.name) == ("site", "")


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("lemonde.fr", "https://lemonde.fr"),
        ("www.haaretz.co.il/news?x=1", "https://www.haaretz.co.il/news?x=1"),
        ("paper.example:8443/feed", "https://paper.example:8443/feed"),
        ("החדשות.example", "https://החדשות.example"),
        ("http://paper.example", "http://paper.example"),
    ],
)
def test_a_sources_address_may_lack_its_scheme(tmp_path: Path, stated: str, url: str) -> None:
    (source,) = load(write(tmp_path, HEAD + TOPIC + f'[[source]]\nurl = "{stated}"\n')).sources
    assert source.url == url


def test_a_source_says_its_topics_language_priority_and_interval(tmp_path: Path) -> None:
    more = 'topics = ["monde"]\nlanguage = "fr"\npriority = "breaking"\nevery = 120\nname = "Fil"\n'
    (source,) = load(write(tmp_path, HEAD + TOPIC + SOURCE + more)).sources
    assert (source.topics, source.language, source.priority) == (("monde",), "fr", "breaking")
    assert (source.every, source.name) == (120, "Fil")


@pytest.mark.parametrize(
    ("words", "where", "why"),
    [
        (TOPIC, "newsroom", "required"),
        (HEAD, "topic", "required"),
        (HEAD + "topic = []", "newsroom.topic", "not permitted"),
        ("topic = []\n" + HEAD, "topic", "at least 1 item"),
        (HEAD.replace("The Paper", "") + TOPIC, "newsroom.name", "at least 1 character"),
        (HEAD.replace('["he", "en"]', "[]") + TOPIC, "newsroom.languages", "at least 1 item"),
        (HEAD + 'timezone = "Mars"\n' + TOPIC, "newsroom.timezone", 'such as "Europe/Paris"'),
        (HEAD + 'timezone = "../etc"\n' + TOPIC, "newsroom.timezone", 'such as "Europe/Paris"'),
        (HEAD + 'timezone = ""\n' + TOPIC, "newsroom.timezone", 'such as "Europe/Paris"'),
        (HEAD + 'slogan = "x"\n' + TOPIC, "newsroom.slogan", "not permitted"),
        (HEAD + TOPIC.replace('"monde"', '"Le Monde"'), "topic.0.id", "match pattern"),
        (HEAD + TOPIC.replace('"monde"', f'"{"m" * 25}"'), "topic.0.id", "match pattern"),
        (HEAD + '[[topic]]\nid = "monde"\nnames = {}', "topic.0.names", "at least 1 item"),
        (HEAD + TOPIC + '[[source]]\nurl = "file:///etc/passwd"', "source.0.url", "match pattern"),
        (HEAD + TOPIC + '[[source]]\nurl = "lemonde"', "source.0.url", "match pattern"),
        (HEAD + TOPIC + "[[source]]\nurl = 7", "source.0.url", "string"),
        (HEAD + TOPIC + SOURCE + "every = 0", "source.0.every", "greater than 0"),
        (HEAD + TOPIC + SOURCE + "every = inf", "source.0.every", "finite"),
        (HEAD + TOPIC + SOURCE + 'priority = "urgent"', "source.0.priority", "match pattern"),
    ],
)
def test_a_wrong_file_is_told_with_the_place_and_the_reason(
    tmp_path: Path, words: str, where: str, why: str
) -> None:
    said = told(write(tmp_path, words))
    assert f"is wrong at {where}: " in said
    assert why in said


def test_two_topics_with_one_id_are_refused(tmp_path: Path) -> None:
    assert told(write(tmp_path, HEAD + TOPIC + TOPIC)).endswith("is wrong: two topics have the same id")


def test_a_source_of_an_unknown_topic_is_refused_by_its_name(tmp_path: Path) -> None:
    said = told(write(tmp_path, HEAD + TOPIC + SOURCE + 'topics = ["monde", "sport"]'))
    assert said.endswith('names the topic "sport", which is not defined')


def test_a_missing_file_is_told_with_where_to_find_one(tmp_path: Path) -> None:
    said = told(tmp_path / "nowhere.toml")
    assert "is missing; copy config/newsroom.toml there" in said
    assert "TOCSIN_NEWSROOM" in said


def test_a_file_that_is_no_toml_is_told_with_the_line(tmp_path: Path) -> None:
    said = told(write(tmp_path, HEAD + "[[topic\n"))
    assert "can't be read" in said
    assert "line 4" in said


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "newsroom.toml"
    path.write_bytes(HEAD.encode("utf-16"))
    assert "can't be read" in told(path)


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    assert "can't be read" in told(tmp_path)
