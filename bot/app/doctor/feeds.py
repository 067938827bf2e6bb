"""Feeds: does each source answer, can it be read, and does it still publish?"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.app.doctor.kept import rows
from bot.app.steps import user_agent
from bot.errors import Gone, SourceError
from bot.model import Entry
from bot.sources import FETCHERS
from bot.sources.client import NOT_PUBLIC, PORTS, Client
from bot.sources.pool import Pool
from bot.sources.robots import RobotsGate

AT_ONCE = 8
MOST = 300
SECONDS = 20.0
SILENT = timedelta(days=30)
QUESTION = "SELECT url, kind FROM source WHERE paused_at IS NULL ORDER BY id"


@dataclass(frozen=True, slots=True)
class _Looked:
    trouble: Finding | None
    newest: Entry | None = None


async def check(case: Case) -> list[Finding]:
    """Fetch each source once, those of the newsroom file and those that were added in the chat."""
    told = {one.url: one.kind for one in case.newsroom.sources} if case.newsroom else {}
    kept = await asyncio.to_thread(rows, case, QUESTION)
    added = {str(url): str(kind) for url, kind in kept}
    wanted = list((told | added).items())[:MOST]
    if not wanted:
        if case.settings.sandboxed:
            return [well("no sources of your own yet: the demo newsroom publishes")]
        path = case.settings.newsroom
        return [fault("there is no source, so no alert either", f'write [[source]] url = "…" into {path}')]
    fetch = case.settings.fetch
    client = Client(
        user_agent(case.newsroom.contact if case.newsroom else ""),
        allow_private=fetch.allow_private or case.settings.sandboxed,
        timeout=min(fetch.timeout, SECONDS),
        max_bytes=fetch.max_bytes,
    )
    pool = Pool()
    try:
        doctor = _Feeds(case, client, pool)
        looked = await asyncio.gather(*(doctor.look(url, kind) for url, kind in wanted))
    finally:
        await pool.close()
        await client.close()
    troubles = [one.trouble for one in looked if one.trouble]
    fine = len(wanted) - len(troubles)
    return [*([well(f"{fine} of {len(wanted)} can be read")] if fine else []), *troubles]


class _Feeds:
    """Looks at feeds, a few side by side."""

    def __init__(self, case: Case, client: Client, pool: Pool) -> None:
        self._case = case
        self._fetchers = {kind: make(client, pool) for kind, make in FETCHERS.items()}
        self._robots = RobotsGate(client, case.clock)
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def look(self, url: str, kind: str) -> _Looked:
        if kind not in self._fetchers:
            what = f"{_named(url)} is of the kind {kind}, which there is not"
            return _Looked(fault(what, f'write kind = "site", or leave it out: {", ".join(FETCHERS)}'))
        async with self._turn:
            try:
                fetched = await self._fetchers[kind](url, {})
            except SourceError as error:
                return _Looked(_refused(url, error))
            newest = _newest(fetched.entries)
            return _Looked(await self._judged(url, fetched.entries, newest), newest)

    async def _judged(self, url: str, entries: tuple[Entry, ...], newest: Entry | None) -> Finding | None:
        if not entries:
            what = f"{_named(url)} can be read, and holds nothing"
            return warning(what, f"look whether it is the right feed: /sources, or url in {self._file}")
        if newest and newest.published and self._case.clock() - newest.published > SILENT:
            days = (self._case.clock() - newest.published).days
            what = f"{_named(url)} has published nothing for {days} days"
            return warning(what, f"look for its new address, or take it out of {self._file}")
        link = next((one.link for one in entries if one.link), "")
        if link and self._case.settings.edit.read_pages and not await self._may_read(link):
            what = f"the robots.txt of {urlsplit(link).hostname} keeps robots from its articles"
            todo = "ask them to let Tocsin in; TOCSIN_EDIT_READ_PAGES=false is content with the feed's words"
            return warning(what, todo)
        return None

    async def _may_read(self, link: str) -> bool:
        try:
            return await self._robots.allows(link)
        except SourceError:
            return True  # its pages can't be reached now: no word of robots

    @property
    def _file(self) -> str:
        return str(self._case.settings.newsroom)


def _refused(url: str, error: SourceError) -> Finding:
    words = str(error)
    if NOT_PUBLIC in words:
        todo = "write TOCSIN_FETCH_ALLOW_PRIVATE=true if that machine is yours"
        return fault(f"{_named(url)}: {words}", todo)
    if urlsplit(url).port not in {*PORTS, None} and "port" in words:
        todo = "write TOCSIN_FETCH_ALLOW_PRIVATE=true, which lets other ports too"
        return fault(f"{_named(url)}: {words}", todo)
    if isinstance(error, Gone):
        return fault(
            f"{_named(url)}: {words}", "take the source out of the newsroom file: it is gone for good"
        )
    return fault(f"{_named(url)}: {words}", "correct the source's url in the newsroom file, or /pause it")


def _newest(entries: tuple[Entry, ...]) -> Entry | None:
    dated = [(one.published, one) for one in entries if one.published]
    return max(dated, key=lambda pair: pair[0])[1] if dated else None


def _named(url: str) -> str:
    """Name a source by host and path: what stands behind a question mark may be a key."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path.rstrip('/')}"
