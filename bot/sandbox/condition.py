"""The condition of the two accounts, as a test orders it: closed, on trial, a sender that is offline."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Condition:
    """How the accounts stand; `hook` is where the sender's inbound messages are said to be posted.

    `templates` gives the status of approval of those that it names, instead of what their review says.
    """

    hook: str
    status: str = "active"
    type: str = "Full"
    sender: str = "ONLINE"
    by_number: bool = False
    joins_groups: bool = True
    reads_groups: bool = False
    templates: dict[str, str] = field(default_factory=dict)

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Mount what changes it."""
        app.router.add_post(prefix + "/condition", self.change)

    async def change(self, request: web.Request) -> web.Response:
        """Change what is named."""
        asked: Mapping[str, object] = await request.json()
        for name, value in asked.items():
            if type(value) is not type(getattr(self, name, None)):
                raise web.HTTPBadRequest(text=f"an account's condition has no such {name}\n")
            setattr(self, name, value)
        return web.json_response({})
