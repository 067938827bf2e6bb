"""The web side: hooks in, how the program is, and join links as codes."""

from aiohttp import web

from bot.web.codes import Codes
from bot.web.files import Files
from bot.web.health import Health
from bot.web.hooks import Hooks
from bot.web.join import JoinPage
from bot.web.metrics import Metrics, Watch
from bot.web.overview import Overview
from bot.web.websub import WebSub


def site(hooks: Hooks, health: Health, metrics: Metrics, max_body: int) -> web.Application:
    """Put the web application together; a body above `max_body` bytes is refused."""
    app = web.Application(client_max_size=max_body)
    hooks.add_to(app)
    health.add_to(app)
    metrics.add_to(app)
    return app


__all__ = ["Codes", "Files", "Health", "Hooks", "JoinPage", "Metrics", "Overview", "Watch", "WebSub", "site"]
