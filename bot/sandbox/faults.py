"""Faults on order: what a test asks the stand-ins to do wrong, and how it is done."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.chores import Chores

OF_PICTURES = frozenset({"picture_404", "picture_huge", "picture_gif", "picture_slow"})
"""What goes wrong where the demo newsroom's pictures are had."""

OF_LETTERS = frozenset({"greylisted", "no_mailbox", "busy", "policy"})
"""What a mail server says no with: at the address, at the letter; for now (4xx), or for good (5xx)."""

LETTERS_BREAK = frozenset({"slow", "before_hang", "before_reset", "after_hang", "after_reset"})
"""What breaks off once a letter was handed over: before it was taken, or after."""

PICTURE_REFUSED = "picture_refused"
"""Strikes only what goes with a picture."""

REFUSALS = frozenset(
    {"rate", "blocked", "deactivated", "chat_not_found", "migrated", "entities", "unauthorized", "opted_out"}
)
BREAKS = frozenset(
    {"slow", *(f"{when}_{how}" for when in ("before", "after") for how in ("500", "502", "hang", "reset"))}
)
_OF_MESSAGES = REFUSALS | BREAKS | {PICTURE_REFUSED}
KINDS = {
    "telegram": _OF_MESSAGES,
    "twilio": _OF_MESSAGES,
    "pictures": OF_PICTURES,
    "email": OF_LETTERS | LETTERS_BREAK,
}
"""What can go wrong with each service."""


@dataclass(slots=True)
class Fault:
    """Something that goes wrong, `times` times, for one address or for all.

    `method` narrows it to one method of the Bot API; without one it strikes what sends or changes
    a message. `seconds` is how long a hang lasts, or how late a slow answer is, and `retry_after` what a
    429 announces.
    """

    service: str
    kind: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 30.0
    to: str = ""
    method: str = ""
    migrate_to: int = 0


class Faults:
    """The faults still to come."""

    def __init__(self, chores: Chores) -> None:
        self.pending: list[Fault] = []
        self._chores = chores

    def take(
        self, service: str, to: str, method: str = "", *, general: bool = True, pictured: bool = False
    ) -> Fault | None:
        """Take the next fault that strikes this request, if one does.

        `general` says whether faults that name no method strike this one, too, and `pictured` whether it
        goes with a picture.
        """
        for fault in self.pending:
            struck = fault.method == method or (general and not fault.method)
            struck = struck and (pictured or fault.kind != PICTURE_REFUSED)
            if fault.service == service and fault.to in {"", to} and struck:
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None

    async def break_off(
        self, fault: Fault, request: web.Request, accept: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """Do what a fault in BREAKS says: accept or not, then answer late, badly, or not at all."""
        when, _, how = fault.kind.partition("_")
        answer = await accept() if when != "before" else None
        if answer and when == "slow":
            await self._chores.pause(fault.seconds)
            return answer
        if how.isdigit():
            return _broken(int(how))
        if how == "hang":
            await self._chores.pause(fault.seconds)
        _reset(request)
        # Nobody reads this any more: the connection is gone.
        return web.Response(status=500)


def _broken(status: int) -> web.Response:
    """Answer as a proxy in front of the service does, which speaks HTML."""
    title = {500: "500 Internal Server Error", 502: "502 Bad Gateway"}[status]
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return web.Response(status=status, text=html, content_type="text/html")


def _reset(request: web.Request) -> None:
    """Close the connection with a reset, as a killed process's machine does."""
    transport = request.transport
    if not isinstance(transport, asyncio.Transport):
        return
    raw: socket.socket | None = transport.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
