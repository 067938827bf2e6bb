"""A stand-in for the Bot API and Twilio that costs next to nothing and enforces their limits.

Where the sandbox checks what is sent, this only counts it: it speaks just enough HTTP and just enough
of both APIs for a program to start and to send. Run as a process of its own; /booth/told says what came.
"""

import argparse
import asyncio
import json
import math
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from time import gmtime, strftime
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.referee import Referee, Rules

Json = dict[str, Any]
Answer = tuple[int, Json]
Reply = Callable[[Answer], None]

REASONS = {200: "OK", 201: "Created", 404: "Not Found", 411: "Length Required", 429: "Too Many Requests"}
TEMPLATES = ("alert", "breaking", "digest", "correction", "welcome")
BODY = "The Paper reports: *{{1}}*\nIn short: {{2}}\n\nFrom {{3}}\nRead it here: {{4}}\n\nReply STOP to end."
AHEAD = -10
"""Its place in the machine's queue where that is allowed: its own delays are not the sender's."""
LONG_POLL = 50.0
"""The longest that a question for updates is kept open, in seconds, as in the real one."""


class Booth:
    """Both services of one newsroom; `rules` by service."""

    def __init__(self, rules: dict[str, Rules], delay: float = 0.0) -> None:
        self._rules = rules
        self._delay = delay
        self._ids = count(1)
        self._referees: dict[str, Referee] = {}
        self._sent: dict[str, list[Json]] = {}
        self._waiting: list[tuple[str, int, Reply]] = []
        self.clear()

    def clear(self) -> None:
        """Forget what came."""
        self._referees = {name: Referee(rules) for name, rules in self._rules.items()}
        self._sent = {}

    def handle(self, method: str, target: str, body: bytes, reply: Reply) -> None:
        """Answer one request, now or later."""
        path, _, query = target.partition("?")
        form = dict(parse_qsl((body or query.encode()).decode("utf-8", "replace"), keep_blank_values=True))
        kind, *rest = path.strip("/").split("/")
        if kind == "telegram":
            self._telegram(rest[-1].lower(), form, reply)
        elif kind in {"twilio", "content"}:
            self._twilio(kind, method, rest, form, reply)
        else:
            self._about(rest[-1] if rest else "", form, reply)

    def _telegram(self, method: str, form: dict[str, str], reply: Reply) -> None:
        loop = asyncio.get_running_loop()
        if method == "sendmessage":
            loop.call_later(self._delay, reply, self._send("telegram", form["chat_id"], form["text"], form))
        elif method == "getupdates":
            wait = min(float(form.get("timeout") or 0), LONG_POLL)
            loop.call_later(wait, reply, (200, {"ok": True, "result": []}))
        elif method == "getme":
            me = {"id": 4711, "is_bot": True, "first_name": "Booth", "username": "booth_bot"}
            reply((200, {"ok": True, "result": me}))
        elif method in {"editmessagetext", "editmessagereplymarkup"}:
            reply((200, {"ok": True, "result": _message(int(form["message_id"]), form)}))
        else:
            reply((200, {"ok": True, "result": True}))

    def _twilio(self, kind: str, method: str, rest: list[str], form: dict[str, str], reply: Reply) -> None:
        account = rest[2].removesuffix(".json") if len(rest) > 2 else ""  # noqa: PLR2004 -- 2010-04-01/Accounts/…
        if kind == "content":
            meta = {"key": "contents", "page": 0, "page_size": 100, "next_page_url": None}
            reply((200, {"contents": [_template(name) for name in TEMPLATES], "meta": meta}))
        elif rest[-1] != "Messages.json":
            reply((200, {"sid": account, "friendly_name": "Booth", "status": "active", "type": "Full"}))
        elif method == "GET":
            found = self._sent.get(form.get("To", ""), [])
            reply((200, {"messages": found[::-1], "next_page_uri": None, "page": 0, "page_size": 50}))
        else:
            words = form.get("Body") or form.get("ContentVariables", "")
            loop = asyncio.get_running_loop()
            loop.call_later(self._delay, reply, self._send("whatsapp", form["To"], words, form))

    def _about(self, asked: str, form: dict[str, str], reply: Reply) -> None:
        if asked == "until":
            self._waiting.append((form["channel"], int(form["count"]), reply))
            self._tell_waiting(form["channel"])
        elif asked == "moments":
            reply((200, {"moments": self._referees[form["channel"]].moments(float(form["since"]))}))
        elif asked == "told":
            reply((200, {name: referee.told() for name, referee in self._referees.items()}))
        elif asked == "clear":
            self.clear()
            reply((200, {}))
        else:
            reply((404, {}))

    def _send(self, channel: str, to: str, words: str, form: dict[str, str]) -> Answer:
        wait = self._referees[channel].take(to, words)
        if wait:
            return _too_many(channel, wait)
        if self._waiting:
            self._tell_waiting(channel)
        if channel == "telegram":
            return 200, {"ok": True, "result": _message(next(self._ids), form)}
        made = _resource(next(self._ids), form, words)
        self._sent.setdefault(to, []).append(made)
        return 201, made

    def _tell_waiting(self, channel: str) -> None:
        reached = self._referees[channel].accepted
        for one in [one for one in self._waiting if one[0] == channel and one[1] <= reached]:
            self._waiting.remove(one)
            one[2]((200, {"accepted": reached}))


class Line(asyncio.Protocol):
    """One connection: requests with a length, one after another."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on; a client asks the next only when it was answered."""
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        first, _, fields = head.partition(b"\r\n")
        length = _length(fields.lower())
        if len(body) < length:
            return
        self._buffer = body[length:]
        method, target, _version = first.decode().split(" ")
        self._booth.handle(method, target, body[:length], self._answer)

    def _answer(self, answer: Answer) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        status, table = answer
        body = json.dumps(table).encode()
        wait = table.get("parameters", {}).get("retry_after", 0) if status == 429 else 0  # noqa: PLR2004 -- an HTTP status
        more = f"Retry-After: {wait}\r\n" if wait else ""
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\n{more}Content-Type: application/json\r\n"
        self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def _length(fields: bytes) -> int:
    _before, found, rest = fields.partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def _message(number: int, form: dict[str, str]) -> Json:
    chat = {"id": int(form["chat_id"]), "type": "private", "first_name": "Reader"}
    bot = {"id": 4711, "is_bot": True, "first_name": "Booth", "username": "booth_bot"}
    return {"message_id": number, "from": bot, "chat": chat, "date": 1_795_000_000, "text": form.get("text")}


def _resource(number: int, form: dict[str, str], words: str) -> Json:
    return {
        "sid": f"SM{number:032x}",
        "status": "queued",
        "to": form["To"],
        "from": form.get("From"),
        "body": words,
        "direction": "outbound-api",
        "date_created": strftime("%a, %d %b %Y %H:%M:%S +0000", gmtime()),
        "error_code": None,
        "num_segments": "1",
    }


def _template(kind: str) -> Json:
    return {
        "sid": "HX" + kind.encode().hex().ljust(32, "0"),
        "friendly_name": f"tocsin_{kind}_en",
        "language": "en",
        "types": {"twilio/text": {"body": BODY}},
        "approval_requests": {"name": f"tocsin_{kind}_en", "status": "approved", "category": "MARKETING"},
    }


def _too_many(channel: str, wait: int) -> Answer:
    said = {"parameters": {"retry_after": wait}}
    if channel == "telegram":
        words = f"Too Many Requests: retry after {wait}"
        return 429, {"ok": False, "error_code": 429, "description": words} | said
    return 429, {"code": 20429, "message": "Too Many Requests", "status": 429} | said


async def serve(booth: Booth, port: int) -> None:
    """Answer on loopback until killed."""
    server = await asyncio.get_running_loop().create_server(partial(Line, booth), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Run it alone."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--telegram-rate", type=float, default=math.inf, help="most in a sliding second")
    arguments.add_argument("--whatsapp-rate", type=float, default=math.inf)
    arguments.add_argument("--spacing", type=float, default=0, help="seconds between two to a Telegram chat")
    arguments.add_argument("--limited", type=float, default=0, help="share of 429 at random")
    arguments.add_argument("--wait", type=int, default=1, help="seconds of silence that a 429 asks for")
    arguments.add_argument("--delay", type=float, default=0, help="seconds before an answer")
    told = arguments.parse_args()
    rules = {
        "telegram": Rules(told.telegram_rate, told.spacing, told.limited, told.wait),
        "whatsapp": Rules(told.whatsapp_rate, 0.0, told.limited, told.wait),
    }
    with suppress(PermissionError):
        os.nice(AHEAD)
    asyncio.run(serve(Booth(rules, told.delay), told.port))


if __name__ == "__main__":
    main()
