"""The web side: hooks in, how the program is, and join links as codes."""

from typing import Protocol

from aiohttp import web

from bot.logs import logger
from bot.web.clients import AUTO, PROXIES
from bot.web.codes import Codes
from bot.web.cover import cover
from bot.web.doorstep import DOORSTEP, Doorstep, DoorstepSite
from bot.web.entrance import Entrance
from bot.web.files import Files
from bot.web.health import Health
from bot.web.home import stays_home
from bot.web.hooks import Hooks
from bot.web.index import Index
from bot.web.join import JoinPage
from bot.web.metrics import Metrics, Watch
from bot.web.mount import Patience, mounted
from bot.web.newsletter import NewsletterPages
from bot.web.overview import Overview
from bot.web.reception import RECEPTION, Reception
from bot.web.request_id import named
from bot.web.spans import spanned
from bot.web.status import StatusPage
from bot.web.websub import WebSub


class Pages(Protocol):
    """Whatever answers requests."""

    def add_to(self, app: web.Application) -> None:
        """Mount it."""


def site(max_body: int, *pages: Pages, proxies: int = AUTO) -> web.Application:
    """Put the web application together; a body above `max_body` bytes is refused.

    `proxies` is how many stand before it. Whoever comes in passes the doorstep and the entrance, and
    whatever goes out is covered.
    """
    doorstep, entrance = Doorstep(), Entrance(logger(part="web"))
    before = [spanned(), named(), doorstep.middleware(), entrance.middleware()]
    app = web.Application(client_max_size=max_body, middlewares=before)
    app[DOORSTEP], app[RECEPTION], app[PROXIES] = doorstep, Reception(), proxies
    app.on_response_prepare.append(cover)
    for one in pages:
        one.add_to(app)
    return app


__all__ = [
    "DOORSTEP",
    "Codes",
    "DoorstepSite",
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
    "stays_home",
]
