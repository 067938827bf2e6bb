"""Index: where the sandbox of each newsroom is, for a deployment that rehearses several."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.template import templates


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
        text = templates().get_template("index.html").render(newsrooms=self._newsrooms)
        return web.Response(text=text, content_type="text/html")
