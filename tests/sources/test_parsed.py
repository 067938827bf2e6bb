from bot.sources.parsing import parse_feed
from tests.sources.writing import rss


def shared(guid: str, title: str, link: str) -> str:
    return f'<guid isPermaLink="false">{guid}</guid><title>{title}</title><link>{link}</link>'


def test_an_entry_is_kept_once_when_the_feed_repeats_it() -> None:
    one = shared("g", "T", "https://p.example/1")
    edited = shared("g", "T, edited", "https://p.example/1")
    moved = shared("g", "T", "https://p.example/2")
    assert [entry.title for entry in parse_feed(rss(one, one, edited, moved)).entries] == ["T"]


def test_entries_that_share_a_guid_by_mistake_are_told_apart_whatever_their_order() -> None:
    entries = [shared("g", f"T{n}", f"https://p.example/{n}") for n in range(3)]
    forward = {entry.title: entry.guid for entry in parse_feed(rss(*entries)).entries}
    backward = {entry.title: entry.guid for entry in parse_feed(rss(*reversed(entries))).entries}
    assert len(set(forward.values())) == 3
    assert forward == backward


def test_a_guid_that_proves_nothing_does_not_join_entries_of_one_link() -> None:
    pairs = [("A", "1"), ("B", "2"), ("C", "1"), ("A", "1")]
    body = rss(*(shared("g", title, f"https://p.example/{link}") for title, link in pairs))
    assert [entry.title for entry in parse_feed(body).entries] == ["A", "B", "C"]


def test_entries_without_id_that_all_link_to_one_page_are_told_apart_by_title() -> None:
    entries = [f"<title>T{n}</title><link>https://p.example/</link>" for n in range(3)]
    feed = parse_feed(rss(*entries, entries[0]))
    assert [entry.title for entry in feed.entries] == ["T0", "T1", "T2"]
    assert len({entry.guid for entry in feed.entries}) == 3


def test_entries_of_one_guid_and_no_link_are_told_apart_by_title() -> None:
    feed = parse_feed(rss("<guid>g</guid><title>A</title>", "<guid>g</guid><title>B</title>"))
    assert len({entry.guid for entry in feed.entries}) == 2
