"""Feeds that tests write."""

from bot.model import Entry
from bot.sources.parsing import parse_feed


def rss(*entries: str, head: str = "") -> bytes:
    entries_xml = "".join(f"<item>{entry}</item>" for entry in entries)
    return f'<rss version="2.0"><channel><title>F</title>{head}{entries_xml}</channel></rss>'.encode()


def only(body: bytes, content_type: str = "", url: str = "") -> Entry:
    (entry,) = parse_feed(body, content_type, url).entries
    return entry
