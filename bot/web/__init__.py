"""The web side: hooks in, how the program is, and join links as codes."""

from typing import Protocol

from aiohttp import web

from bot.web.codes import Codes
from bot.web.files import Files
from bot.web.health import Health
from bot.web.hooks import Hooks
from bot.web.index import Index
from bot.web.join import JoinPage
from bot.web.metrics import Metrics, Watch
from bot.web.mount import Patience, mounted
from bot.web.newsletter import NewsletterPages
from bot.web.overview import Overview
from bot.web.request_id import named
from bot.web.status import StatusPage
from bot.web.websub import WebSub


class Pages(Protocol):
    """Whatever answers requests."""

    def add_to(self, app: web.Application) -> None:
        """Mount it."""


def site(max_body: int, *pages: Pages) -> web.Application:
    """Put the web application together; a body above `max_body` bytes is refused."""
    app = web.Application(client_max_size=max_body, middlewares=[named()])
    for one in pages:
        one.add_to(app)
    return app


__all__ = [
    "Codes",
    "Files",
    "Health",
    "Hooks",
    "Index",
    "JoinPage",
    "Metrics",
    "NewsletterPages",
    "Overview",
    "Pages",
    "Patience",
    "StatusPage",
    "Watch",
    "WebSub",
    "mounted",
    "site",
]
