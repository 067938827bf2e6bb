"""Where feeds usually are: on sites that are known to have them there, and on any other."""

import re
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

COMMON: Final = (
    "feed/",
    "rss.xml",
    "rss",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feed.json",
    "?feed=rss2",
)
"""After the site's root, the likeliest first: WordPress, Drupal and many newspapers, Jekyll, Hugo, …"""

SECTION: Final = ("feed/", "rss.xml", "index.xml")
"""After the path of a page that is not the root: a blog or a section in a folder of its own."""

SITEMAPS: Final = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_index.xml")

_YOUTUBE: Final = "https://www.youtube.com/feeds/videos.xml"
_REDDIT = re.compile(r"/(?:r|user)/[\w-]+")
_GITHUB = re.compile(r"/[\w-]+/[\w.-]+/?")


def known_feed(url: str) -> str:
    """Write where a known service has the feed of a page of its own; empty for any other page."""
    parts = urlsplit(url)
    host, path = (parts.hostname or "").removeprefix("www.").removeprefix("m."), parts.path
    match host:
        case "youtube.com":
            return _youtube(path, parts.query)
        case "reddit.com" | "old.reddit.com" if found := _REDDIT.match(path):
            return f"https://www.reddit.com{found[0]}/.rss"
        case "github.com" if _GITHUB.fullmatch(path):
            return f"https://github.com{path.rstrip('/')}/releases.atom"
        case "medium.com" if (first := path.split("/")[1:2]) and first[0] not in {"", "feed"}:
            return f"https://medium.com/feed/{first[0]}"
    return ""


def guesses(page: str) -> list[str]:
    """List the addresses at which the feed of a page or of its site usually is."""
    parts = urlsplit(page)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = parts.path.strip("/")
    is_file = "." in folder.rpartition("/")[2]  # article.html, index.php: feeds are no folders in it
    own = [f"{root}{folder}/{path}" for path in SECTION] if folder and not is_file else []
    return list(dict.fromkeys([*own, *(f"{root}{path}" for path in COMMON)]))


def _youtube(path: str, query: str) -> str:
    kind, _, rest = path.strip("/").partition("/")
    named = rest.split("/")[0]
    playlist = parse_qs(query).get("list", [""])[0]
    match kind:
        case "channel" if named:
            return f"{_YOUTUBE}?channel_id={quote(named)}"
        case "user" if named:
            return f"{_YOUTUBE}?user={quote(named)}"
        case "playlist" if playlist:
            return f"{_YOUTUBE}?playlist_id={quote(playlist)}"
    return ""
