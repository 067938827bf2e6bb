"""Where entries come from: a new kind of source is one file here and one line below."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.ports import Fetch
from bot.sources.client import Client
from bot.sources.feed import FeedFetcher

FETCHERS: Final[Mapping[str, Callable[[Client], Fetch]]] = MappingProxyType({"feed": FeedFetcher})
"""Kind of source, as the newsroom file names it -> what looks at it."""
