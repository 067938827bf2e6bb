from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import telegram_words, whatsapp_words
from bot.model import AlertId, AlertKind, MessageKind, Priority, StoryId
from bot.rules.digest import FARTHEST, FIRST, MOST_STORIES, Edition, choose, message, since, weight

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
EDITION = Edition(scheduled=True, newsroom="Le Fil", time="08:00")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class A:
    """An alert as a digest sees it."""

    alert_id: AlertId
    story_id: StoryId = field(default=StoryId(0))
    sequence: int = 1
    kind: AlertKind = AlertKind.NEW
    priority: Priority = Priority.NORMAL
    language: str = "en"
    headline: str = "Bridge closed until Friday"
    link: str = "https://paper.example/1"
    others: int = 0
    released_at: datetime = NOW - HOUR


def an(number: int, **about: object) -> A:
    return A(AlertId(number), **{"story_id": StoryId(number), **about})  # type: ignore[arg-type]  # fields by name


tales = st.builds(
    A,
    alert_id=st.integers(1, 40).map(AlertId),
    story_id=st.integers(1, 9).map(StoryId),
    sequence=st.integers(1, 5),
    kind=st.sampled_from([AlertKind.NEW, AlertKind.UPDATE]),
    priority=st.sampled_from([Priority.BREAKING, Priority.NORMAL]),
    headline=st.text(min_size=1, max_size=90),
    link=st.sampled_from(["", "https://paper.example/" + "a" * 200, "https://paper.example/1"]),
    others=st.integers(0, 30),
    released_at=st.integers(0, 200).map(lambda hours: NOW - hours * HOUR),
)


def test_more_sources_come_first_and_then_what_is_fresh() -> None:
    few, many, old = an(1), an(2, others=3), an(3, others=3, released_at=NOW - 9 * HOUR)
    assert choose([few, old, many], (), NOW) == [many, old, few]


def test_breaking_news_outweighs_a_few_sources() -> None:
    assert weight(an(1, priority=Priority.BREAKING), NOW) > weight(an(2, others=2), NOW)


def test_what_the_reader_had_is_left_out_unless_it_has_moved() -> None:
    first, update = an(1), an(2, story_id=StoryId(1), sequence=2, kind=AlertKind.UPDATE)
    assert choose([first], {1}, NOW) == []
    assert choose([first, update], {1}, NOW) == [update]
    assert choose([first, update], {1, 2}, NOW) == []
    assert choose([first, update], {2}, NOW) == []


@given(st.lists(tales, max_size=30), st.frozensets(st.integers(1, 40)))
def test_each_story_is_told_once_by_its_last_alert(some: list[A], got: frozenset[int]) -> None:
    chosen = choose(some, got, NOW)
    stories = [one.story_id for one in chosen]
    assert len(set(stories)) == len(stories)
    for one in chosen:
        assert one.alert_id not in got
        assert one.sequence == max(tale.sequence for tale in some if tale.story_id == one.story_id)


@given(st.lists(tales, min_size=1, max_size=30), st.sampled_from(["en", "fr", "he"]))
def test_it_fits_one_message_on_each_channel(some: list[A], language: str) -> None:
    ours = message(some, EDITION, language, telegram_words.TEXT_LIMIT - 400, silent=False)
    assert ours.kind is MessageKind.DIGEST
    assert 1 <= len(ours.lines) <= MOST_STORIES
    assert len(telegram_words.plain(telegram_words.fit(ours))) <= telegram_words.TEXT_LIMIT
    small = message(some, EDITION, language, 640, silent=False)
    assert len(whatsapp_words.text(whatsapp_words.fit(small))) <= whatsapp_words.TEXT_LIMIT
    filled = whatsapp_words.variables(small, 800)
    assert sum(map(len, filled.values())) <= whatsapp_words.TEMPLATE_LIMIT
    assert all(filled.values())


def test_each_line_has_its_link_and_the_rest_is_counted() -> None:
    some = [an(number, link=f"https://paper.example/{number}") for number in range(20)]
    told = message(some, EDITION, "en", 640, silent=True)
    assert told.lines[0] == "• Bridge closed until Friday https://paper.example/0"
    assert sum(map(len, told.lines)) <= 640
    assert told.note == f"{20 - len(told.lines)} more stories: write LATEST"
    assert told.silent
    assert told.byline == "Le Fil · 08:00"
    filled = whatsapp_words.variables(told, 800)
    assert filled["4"] == "https://paper.example/0"


def test_corrections_say_that_they_are() -> None:
    kinds = [an(1, kind=AlertKind.CORRECTION), an(2, kind=AlertKind.WITHDRAWAL)]
    told = message(kinds, Edition(scheduled=False, newsroom="Le Fil", time="7:00"), "en", 640, silent=False)
    assert [line.split(":")[0] for line in told.lines] == ["• Correction", "• Taken back"]


def test_it_looks_back_to_the_last_one_but_not_for_ever() -> None:
    assert since(None, NOW, NOW) == NOW - FIRST
    assert since(None, NOW - 9 * HOUR, NOW) == NOW - 9 * HOUR - FIRST
    assert since(NOW - 3 * HOUR, NOW, NOW) == NOW - 3 * HOUR
    assert since(NOW - timedelta(days=90), NOW, NOW) == NOW - FARTHEST


def test_a_story_told_in_several_languages_is_told_once_in_the_readers_first() -> None:
    french = an(1, story_id=7, language="fr")
    hebrew = an(2, story_id=7, language="he", sequence=2)
    both = [french, hebrew]
    assert choose(both, set(), NOW, ("he", "fr")) == [hebrew]
    assert choose(both, set(), NOW, ("fr", "he")) == [french]
    assert choose(both, set(), NOW, ("he",)) == [hebrew]
    assert choose(both, set(), NOW) == [french], "any language: the first that was told"
    assert choose(both, set(), NOW, ("ru",)) == []
    assert choose(both, {1}, NOW, ("he", "fr")) == [], "had in one of theirs already"


def test_what_moved_is_told_to_whoever_can_read_it() -> None:
    french = an(1, story_id=7, language="fr")
    hebrew = an(2, story_id=7, language="he", sequence=2)
    more = an(3, story_id=7, language="fr", sequence=3, kind=AlertKind.UPDATE)
    assert choose([french, hebrew, more], {1}, NOW, ("fr",)) == [more]
    assert choose([french, hebrew, more], set(), NOW, ("he",)) == [hebrew]
    assert choose([french, hebrew, more], {2}, NOW, ("he",)) == []
    unknown = an(4, story_id=8, language="")
    assert choose([unknown], set(), NOW, ("he",)) == [unknown]
