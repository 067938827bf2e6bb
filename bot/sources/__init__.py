"""Where entries come from: a new kind of source is one file here and one line below.

Fetchers are imported when they are made: a worker, which imports this room too, does without them.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.ports import Fetch
    from bot.sources.client import Client
    from bot.sources.pool import Pool


def _feed(client: "Client", pool: "Pool") -> "Fetch":
    from bot.sources.feed import FeedFetcher  # noqa: PLC0415 -- see above

    return FeedFetcher(client, pool)


def _site(client: "Client", pool: "Pool") -> "Fetch":
    from bot.sources.discovery import SiteFetcher  # noqa: PLC0415 -- the same

    return SiteFetcher(client, pool)


def _sitemap(client: "Client", pool: "Pool") -> "Fetch":
    from bot.sources.sitemap import SitemapFetcher  # noqa: PLC0415 -- the same

    return SitemapFetcher(client, pool)


FETCHERS: Final[Mapping[str, "Callable[[Client, Pool], Fetch]"]] = MappingProxyType(
    {"feed": _feed, "site": _site, "sitemap": _sitemap}
)
"""Kind of source, as the newsroom file names it -> what looks at it."""
