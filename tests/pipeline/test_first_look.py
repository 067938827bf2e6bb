from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.errors import Invalid
from bot.model import Role, SourceId
from bot.ports import Fetched, Found
from bot.store import source as sources
from bot.store.database import Database
from bot.texts import verbatim
from tests.fakes import FakeFetch, an_item, fetched
from tests.pipeline.beat import Beat
from tests.rows import NOW, a_subscriber

HOUR = timedelta(hours=1)
SITE, FEED = "https://paper.example", "https://paper.example/feed"


def led(to: str = FEED, kind: str = "feed", *numbers: int) -> Fetched:
    items = [an_item(number, published=NOW - number * HOUR) for number in numbers or (1, 2, 3, 4)]
    return replace(fetched(*items), found=Found(to, kind), memo={"etag": '"1"'})


def site(beat: Beat, language: str = "en", url: str = SITE) -> SourceId:
    beat.poll = replace(
        beat.poll, fetchers=dict.fromkeys(("feed", "site", "sitemap"), beat.poll.fetchers["feed"])
    )

    def work(tx: Connection) -> SourceId:
        who = a_subscriber(tx, role=Role.ADMIN, language=language)
        return sources.add(tx, sources.NewSource(url, "chat", kind="site", added_by=who.id), NOW)

    return beat.database.write_here(work)


async def test_who_adds_a_site_hears_what_was_found_and_it_is_polled_there(database: Database) -> None:
    fetch = FakeFetch([led(), fetched()])
    beat = Beat(database, fetch)
    id_ = site(beat)
    await beat.look()
    (words,) = beat.words()
    assert words.split("\n") == [
        "“The Paper” can be read.",
        f"Its feed: {FEED}",
        "Its last titles:",
        *(f"• \u2068Town number {n} opens a new bridge over its river\u2069" for n in (1, 2, 3)),
        "It publishes about 24 entries a day.",
        "4 entries are there already; they are not sent.",
        "Its next entries become alerts.",
    ]
    row = beat.state(id_)
    assert (row.url, row.kind, row.name) == (FEED, "feed", "The Paper")
    assert set(beat.outcomes()) == {"baseline"}
    await beat.look(HOUR)
    assert fetch.urls == [SITE, FEED]
    assert fetch.memos[1] == {"etag": '"1"'}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "je lis son plan de site d’actualités"), ("he", "נקראת מפת החדשות של האתר")],
)
async def test_a_news_sitemap_is_named_as_one(database: Database, language: str, words: str) -> None:
    beat = Beat(database, FakeFetch([led("https://paper.example/news.xml", "sitemap")]))
    id_ = site(beat, language)
    await beat.look()
    (said,) = beat.words()
    assert words in said
    assert "https://paper.example/news.xml" in said
    assert beat.state(id_).kind == "sitemap"


async def test_two_sources_that_are_one_feed_are_said_to_be_and_one_stays(database: Database) -> None:
    beat = Beat(database, FakeFetch([led()]))
    known = beat.source(FEED, name="Known")
    id_ = site(beat, url="https://other.example")
    await beat.look()
    (words,) = beat.words()
    assert words == (
        f"This source is there already: #{known} Known\n"
        f"Nothing was added. To choose its topics, write /addsource {FEED} and the topics."
    )
    assert database.read_here(lambda tx: sources.find(tx, id_)) is None
    assert beat.state(known).url == FEED
    again = sources.NewSource("https://other.example", "chat", kind="site")
    assert database.write_here(lambda tx: sources.add(tx, again, NOW)) == known


async def test_titles_are_shown_plain_and_cut_the_latest_first(database: Database) -> None:
    items = [
        replace(an_item(1, published=NOW - 3 * HOUR), title="<b>Old</b> &amp; gold"),
        replace(an_item(2, published=NOW - HOUR), title="\u202eNew " + "word " * 60),
        replace(an_item(3, published=NOW - 2 * HOUR), title=""),
    ]
    beat = Beat(database, FakeFetch([replace(fetched(*items), found=Found(FEED, "feed"))]))
    site(beat)
    await beat.look()
    titles = [line.strip("• \u2068\u2069") for line in beat.words()[0].split("\n") if line.startswith("•")]
    assert titles[0].startswith("New word")
    assert titles[0].endswith("…")
    assert len(titles[0]) <= 121
    assert titles[1:] == ["Old & gold"]


async def test_a_source_without_entries_or_dates_has_no_titles_and_no_rate(database: Database) -> None:
    beat = Beat(database, FakeFetch([fetched()]))
    site(beat)
    await beat.look()
    assert "titles" not in beat.words()[0]
    assert "It gives no dates" in beat.words()[0]


async def test_who_adds_a_site_without_a_feed_hears_what_to_write_instead(database: Database) -> None:
    beat = Beat(database, FakeFetch([Invalid(verbatim("it names none"))]))
    id_ = site(beat)
    await beat.look()
    (words,) = beat.words()
    assert words.split("\n") == [
        f"The source {id_} can't be read: it names none.",
        "If you know where its feed is, write /addsource and the feed's own address.",
        f"I keep trying, ever less often. /pause {id_} stops it.",
    ]


async def test_a_site_that_the_newsroom_file_lists_stays_where_it_was_found_after_a_restart(
    database: Database,
) -> None:
    beat = Beat(database, FakeFetch([led()]))
    beat.poll = replace(beat.poll, fetchers={"site": beat.poll.fetchers["feed"]})
    listed = [sources.NewSource(SITE, "file", kind="site")]
    database.write_here(lambda tx: sources.keep(tx, "file", listed, NOW))
    await beat.look()
    assert beat.words() == []
    database.write_here(lambda tx: sources.keep(tx, "file", listed, NOW))
    (row,) = database.read_here(sources.listed)
    assert (row.url, row.kind, row.paused_at, row.baseline_at) == (FEED, "feed", None, NOW)
