"""Media: the picture or document of a WhatsApp message, which Twilio fetches once it has accepted that."""

from bot.sandbox.fetching import DOCUMENTS, KINDS, Fetching, Picture, Unfetched
from bot.sandbox.files import Files
from bot.sandbox.telegram import Upload

ERRORS = {Unfetched.FAILED: 63019, Unfetched.HUGE: 63034, Unfetched.STRANGE: 63021}
"""Twilio's codes, each described at twilio.com/docs/api/errors/<code>."""


class Media:
    """Fetches pictures, and keeps those that a phone shows."""

    def __init__(self, fetching: Fetching, files: Files) -> None:
        self._fetching = fetching
        self._files = files

    async def taken(self, url: str, *, shown: bool) -> tuple[str, str, int]:
        """Fetch a picture or a document.

        Told are where it is kept, what a document is called (empty: it is a picture), and the error that
        the message fails with (0: none).

        One on another machine is taken for one that could be fetched, and not shown.
        """
        found = await self._fetching.fetch(url, KINDS | DOCUMENTS)
        if isinstance(found, Picture):
            name = "" if found.type in KINDS else found.name or "file"
            return self._files.keep(Upload(name or "media", found.content)) if shown else "", name, 0
        return "", "", ERRORS.get(found, 0)
