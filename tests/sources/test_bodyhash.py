import pytest

from bot.sources.bodyhash import body_hash

FEED = (
    '<rss version="2.0"><channel><title>T</title><lastBuildDate>Mon, 23 Nov 2026 10:00:00 GMT</lastBuildDate>'
    "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><!-- made at 10:00 --><ttl>60</ttl>"
    "<item><guid>1</guid><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
    "<!-- cached at 10:00 -->"
)
ATOM = (
    "<feed><id>f</id><updated>2026-11-23T10:00:00Z</updated>"
    "<entry><updated>2026-11-23T09:00:00Z</updated></entry></feed>"
)


def same(one: str, other: str) -> bool:
    return body_hash(one.encode()) == body_hash(other.encode())


@pytest.mark.parametrize(
    "body", [FEED, ATOM, FEED.replace("pubDate", "dc:date"), FEED.replace("<item", "<x:item")]
)
def test_the_hour_that_a_server_stamps_is_no_news(body: str) -> None:
    assert same(body, body.replace("10:00", "10:05"))


@pytest.mark.parametrize("body", [FEED, ATOM])
@pytest.mark.parametrize(("old", "new"), [("09:00", "09:05"), ("<ttl>60", "<ttl>30"), ("<id>f", "<id>g")])
def test_all_else_is(body: str, old: str, new: str) -> None:
    assert (old not in body) == same(body, body.replace(old, new))


def test_a_body_without_entries_is_hashed_whole() -> None:
    assert not same("<rss><channel><pubDate>1</pubDate>", "<rss><channel><pubDate>2</pubDate>")
    assert not same('{"items": [1]}', '{"items": [2]}')


def test_what_lies_beyond_the_head_counts() -> None:
    far = "<rss>" + " " * 70_000 + "<pubDate>{}</pubDate><item/></rss>"
    assert not same(far.format(1), far.format(2))
