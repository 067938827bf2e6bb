"""First sources: each is looked at once before it is kept."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.app.setup.asker import Asker
from bot.app.setup.newsroom import NewsroomFile
from bot.app.setup.wishes import Wishes
from bot.app.steps import user_agent
from bot.errors import SourceError
from bot.settings import Settings
from bot.sources import FETCHERS
from bot.sources.client import NOT_PUBLIC, Client
from bot.sources.pool import Pool

MOST = 50


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking at a source: what it is called and how much it holds, or why not."""

    title: str = ""
    entries: int = 0
    language: str = ""
    trouble: str = ""

    @property
    def is_private(self) -> bool:
        """Say whether it was refused for being on a network of one's own."""
        return NOT_PUBLIC in self.trouble or self.trouble.startswith("port ")


class Sources:
    """Asks for sources, and tries each."""

    def __init__(self, asker: Asker, settings: Settings, wishes: Wishes) -> None:
        self._asker = asker
        self._settings = settings
        self._wishes = wishes
        self.allow_private = settings.fetch.allow_private or wishes.allow_private

    def ask(self, file: NewsroomFile) -> None:
        """Add what is wanted to the newsroom file."""
        for url in self._wishes.feeds:
            self._add(file, url)
        if self._asker.silent:
            return
        while len(file.sources) < MOST:
            more = "another" if file.sources else "your site, or the feed itself"
            url = self._asker.ask(f"Address of a source: {more} (empty: no more)")
            if not url:
                return
            self._add(file, url)

    def _add(self, file: NewsroomFile, given: str) -> None:
        url = given if "://" in given else f"https://{given}"
        if url in file.sources:
            self._asker.tell(f"  {url} is there already")
            return
        look = self._looked(url, file.told("contact"))
        if look.is_private and self._asker.agree(
            f"  {look.trouble}. Is it yours, and shall it be let?", usual=False
        ):
            self.allow_private = True
            look = self._looked(url, file.told("contact"))
        if look.trouble:
            self._asker.tell(f"  {look.trouble}", "red")
            if not self._asker.agree("  Keep it all the same, to be tried again?", usual=self._asker.silent):
                return
        else:
            named = look.title or urlsplit(url).hostname
            self._asker.tell(
                f"  {named} can be read. The {look.entries} in it are not sent; the next one is.", "green"
            )
        file.add_source(url, file.topics[:1], self._language(look, file))

    @staticmethod
    def _language(look: Look, file: NewsroomFile) -> str:
        told = look.language.partition("-")[0].lower()
        return told if told in file.languages else (file.languages or ("",))[0]

    def _looked(self, url: str, contact: str) -> Look:
        return asyncio.run(self._look(url, contact))

    async def _look(self, url: str, contact: str) -> Look:
        fetch = self._settings.fetch
        client = Client(
            user_agent(contact),
            allow_private=self.allow_private,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
        )
        pool = Pool()
        try:
            fetched = await FETCHERS["site"](client, pool)(url, {})
        except SourceError as error:
            return Look(trouble=str(error))
        finally:
            await pool.close()
            await client.close()
        return Look(fetched.title, len(fetched.entries), fetched.language)
