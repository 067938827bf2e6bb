"""Index: where the sandbox of each newsroom is, for a deployment that rehearses several."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER: Final = Path(__file__).parent / "templates"
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Index:
    """Answers ``/`` with links to the phones of each newsroom."""

    def __init__(self, newsrooms: Sequence[tuple[str, str]]) -> None:
        """Take each newsroom's name and the path of its page."""
        self._newsrooms = newsrooms

    def add_to(self, app: web.Application) -> None:
        """Mount the page."""
        app.router.add_get("/", self.page)

    async def page(self, _request: web.Request) -> web.Response:
        """Show it."""
        pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
        text = pages.get_template("index.html").render(newsrooms=self._newsrooms)
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)
