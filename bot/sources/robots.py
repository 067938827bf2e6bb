"""robots.txt: which pages a site's owner asks robots to leave alone (RFC 9309).

The standard library's parser knows neither wildcards nor the rule that the longest match wins, and the
libraries that do match with regular expressions, which a hostile file can keep busy for hours.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from bot.clock import Clock, utc_now
from bot.errors import Gone, Invalid, Unavailable
from bot.sources.client import Client

MOST_BYTES: Final = 500 * 1024  # RFC 9309 §2.5: the part that must be read
MOST_RULES: Final = 2_000
LONGEST_PATH: Final = 2_000
MOST_HOSTS: Final = 500
KEPT_FOR: Final = timedelta(hours=24)  # RFC 9309 §2.4
KEPT_BROKEN_FOR: Final = timedelta(minutes=15)
OUR_NAME: Final = "tocsin"

_LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*([^#\r\n]*)")
_SAFE: Final = "/?&=:@!$'()*+,;~%-._[]"


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether addresses may be fetched whose path begins like `path` (``*``: anything, ``$``: the end)."""

    path: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to us."""

    rules: tuple[Rule, ...] = ()
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Say whether an address may be fetched: the longest rule that fits decides; a tie allows."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fits = [(len(rule.path), rule.allowed) for rule in self.rules if _fits(rule.path, path)]
        return max(fits, default=(0, True))[1]


NO_RULES: Final = Robots()
NOTHING: Final = Robots((Rule("/", allowed=False),))


def read_robots(text: str, name: str = OUR_NAME) -> Robots:
    """Read a robots.txt: the rules for `name`, or else those for all robots, and the sitemaps it lists."""
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    sitemaps: list[str] = []
    open_for_agents = False
    for line in text.removeprefix("\ufeff").splitlines():
        found = _LINE.match(line)
        key, value = (found[1].lower(), found[2].strip()) if found else ("", "")
        if key == "user-agent":
            agents = [*agents, value.lower()] if open_for_agents else [value.lower()]
            groups.setdefault(value.lower(), [])
            open_for_agents = True
        elif key in {"allow", "disallow"}:
            open_for_agents = False
            for agent in agents if value else ():
                groups[agent].append(Rule(value, allowed=key == "allow"))
        elif key == "sitemap":
            sitemaps.append(value)
    rules = groups.get(name, groups.get("*", []))[:MOST_RULES]
    ours = (Rule(_normal(rule.path[:LONGEST_PATH]), rule.allowed) for rule in rules)
    return Robots(tuple(ours), tuple(sitemaps))


@dataclass
class RobotsGate:
    """Asks each site's robots.txt once a day, and remembers a bounded number of them."""

    client: Client
    clock: Clock = utc_now
    _known: dict[str, tuple[Robots, float]] = field(default_factory=dict)

    async def allows(self, url: str) -> bool:
        """Say whether a page may be fetched."""
        return (await self.of(url)).allows(url)

    async def of(self, url: str) -> Robots:
        """Read what the robots.txt beside an address says: none allows all, a broken server nothing yet."""
        site = origin(url)
        now = self.clock().timestamp()
        known = self._known.get(site)
        if known and now < known[1]:
            return known[0]
        robots, kept_for = await fetch_robots(self.client, site)
        self._known.pop(site, None)
        self._known[site] = (robots, now + kept_for.total_seconds())
        while len(self._known) > MOST_HOSTS:
            del self._known[next(iter(self._known))]
        return robots


async def fetch_robots(client: Client, site: str) -> tuple[Robots, timedelta]:
    """Fetch a site's robots.txt; answer what it says, and for how long that may be kept."""
    try:
        answer = await client.get(f"{site}/robots.txt", {"Accept": "text/plain, */*;q=0.1"})
    except (Invalid, Gone):  # RFC 9309 §2.3.1.3: 4xx, redirected too often: as if there were none
        return NO_RULES, KEPT_FOR
    except Unavailable as error:  # §2.3.1.4: 5xx, no answer: nothing may be fetched for now
        is_client_error = 400 <= error.status < 500  # noqa: PLR2004 - the status class; 429 among them
        return (NO_RULES if is_client_error else NOTHING), KEPT_BROKEN_FOR
    text = answer.body[:MOST_BYTES].decode("utf-8", "replace")
    return await asyncio.to_thread(read_robots, text), KEPT_FOR  # a long one takes a tenth of a second


def origin(url: str) -> str:
    """Take the scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _normal(path: str) -> str:
    """Write a path in one way, whichever of its characters are percent-encoded (RFC 9309 §2.2.2)."""
    return re.sub("%[0-9a-f]{2}", lambda found: found[0].upper(), quote(path, safe=_SAFE))


def _fits(pattern: str, path: str) -> bool:
    """Match a rule's pattern from the path's start; each part is looked for once, so time is bounded."""
    anchored = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not parts:
        return not anchored or path == first
    return _parts_follow(parts, path, len(first), anchored=anchored)


def _parts_follow(parts: Sequence[str], path: str, at: int, *, anchored: bool) -> bool:
    for part in parts[:-1] if anchored else parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not anchored or (path.endswith(parts[-1]) and len(path) - len(parts[-1]) >= at)
