import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.newsroom import TOPICS
from bot.sandbox.pieces import TURN, article, latest, volume

EVERY = 20.0
DAY = int(86_400 / EVERY)
LANGUAGES = ("fr", "en", "he")


@given(st.integers(0, 200_000_000))
def test_no_title_returns_within_a_day(first: int) -> None:
    titles = [article(number, EVERY).title for number in range(first, first + DAY, 31)]
    assert len(set(titles)) == len(titles)


def test_every_title_of_a_whole_day_differs() -> None:
    first = 89_012_345
    titles = {article(number, EVERY).title.casefold() for number in range(first, first + DAY)}
    assert len(titles) == DAY


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_piece_has_more_titles_than_a_day_asks_of_it(language: str) -> None:
    book = volume(language)
    rounds = DAY * TURN.count(language) / len(TURN) / len(book.pieces)
    assert [piece.title for piece in book.pieces if piece.titles < rounds] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_piece_says_each_of_its_titles_before_it_repeats_one(language: str) -> None:
    for piece in volume(language).pieces:
        said = {piece.title.format_map({"day": "", **piece.values(n)}) for n in range(piece.titles)}
        assert len(said) == piece.titles


@given(st.integers(0, 10**9))
def test_an_article_has_no_slot_left_open_and_only_known_topics(number: int) -> None:
    one = article(number, EVERY)
    text = "|".join((one.title, one.standfirst, *(paragraph.text for paragraph in one.body)))
    assert not re.search(r"[{}]|  ", text)
    assert set(one.topics) <= set(TOPICS)
    assert len([paragraph for paragraph in one.body if not paragraph.heading]) >= 4


@given(st.integers(0, 10**7))
def test_an_article_follows_from_its_number_alone(number: int) -> None:
    assert article(number, EVERY) == article(number, EVERY)


def test_three_articles_of_six_go_to_no_other_language_than_their_turn() -> None:
    assert [article(number, EVERY).language for number in range(12)] == list(TURN) * 2
    assert TURN.count("fr") > TURN.count("en") == TURN.count("he")


def test_each_article_is_published_at_its_number_of_intervals() -> None:
    assert article(3, 20.0).published == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)


def test_the_day_named_in_an_article_is_the_day_of_its_publication() -> None:
    thursday = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp() / EVERY)
    texts = [" ".join(p.text for p in article(n, EVERY).body) for n in range(thursday, thursday + 30)]
    named = re.compile(r"jeudi|Thursday|יום חמישי")
    others = re.compile(r"ce (lundi|mardi|mercredi|vendredi)|on (Monday|Tuesday|Wednesday|Friday)")
    assert any(named.search(text) for text in texts)
    assert not any(others.search(text) for text in texts)


def test_french_signs_never_stand_alone_at_the_start_of_a_line() -> None:
    texts = [p.text for n in range(200) for p in article(n, EVERY).body if article(n, EVERY).language == "fr"]
    assert not [text for text in texts if re.search(r" [:;?!»%]|« ", text)]


@given(st.sampled_from(LANGUAGES), st.integers(50, 10**9))
def test_latest_counts_back_from_the_newest_of_the_language(language: str, upto: int) -> None:
    numbers = list(latest(language, upto, 5))
    assert len(numbers) == 5
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] <= upto < numbers[0] + len(TURN)
    assert {article(number, EVERY).language for number in numbers} == {language}


def test_latest_ends_where_the_newsroom_began() -> None:
    assert list(latest("fr", 3, 5)) == [3, 1, 0]
