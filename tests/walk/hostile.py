"""Hostile services: they refuse what they are asked, in every way, and say back all that they were told."""

import base64
import itertools
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLE = (
    "<p>The harbour bridge reopened on Friday after nine months of repairs, the city said. The works cost "
    "four million euros. Traffic will be free for buses from Monday.</p>"
)


@dataclass
class Services:
    """All services in one: what they heard, and the address they are at."""

    url: str = ""
    mail: int = 0
    heard: str = ""
    count: Iterator[int] = field(default_factory=itertools.count)
    looks: int = 0

    def feed(self) -> bytes:
        self.looks += 1
        entries = "".join(
            f"<item><title>Bridge {number} reopens after nine months of repairs</title>"
            f"<link>{self.url}/article/{number}</link><guid>{number}</guid>"
            f"<description><![CDATA[{ARTICLE}]]></description></item>"
            for number in range(1, min(self.looks, 4) + 1)
        )
        head = "<title>The Paper</title><link>https://paper.example/</link><language>en</language>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()


class _Web(ThreadingHTTPServer):
    services: Services


class _Mail(socketserver.ThreadingTCPServer):
    services: Services


class _Echo(BaseHTTPRequestHandler):
    """Telegram, Twilio, a model, and a paper."""

    server: _Web

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        told = f"{self.path} {dict(self.headers)} {self.rfile.read(size).decode(errors='replace')}"
        services = self.server.services
        services.heard += told + "\n"
        if self.path == "/feed.xml":
            self._say(200, services.feed(), "application/rss+xml")
        elif self.path.startswith("/article"):
            self._say(200, f"<html><body><article>{ARTICLE}</article></body></html>".encode(), "text/html")
        else:
            status = (401, 500, 400, 403)[next(services.count) % 4]
            said = {"ok": False, "error_code": status, "description": told, "message": told, "code": 20003}
            self._say(status, json.dumps(said).encode(), "application/json")

    do_POST = do_GET  # noqa: N815 -- the name that the library asks for

    def _say(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class _Post(socketserver.StreamRequestHandler):
    """A mail server that takes no password."""

    server: _Mail

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word, *rest = line.split()
            match word.upper():
                case b"EHLO":
                    self.wfile.write(b"250-here\r\n250 AUTH PLAIN LOGIN\r\n")
                case b"AUTH":
                    plain = base64.b64decode(rest[-1] + b"==").replace(b"\0", b" ")
                    self.server.services.heard += plain.decode(errors="replace")
                    self.wfile.write(b"535 5.7.8 wrong: " + plain + b"\r\n")
                case _:
                    self.wfile.write(b"250 ok\r\n")


@contextmanager
def hostile() -> Iterator[Services]:
    """Stand in for all services."""
    services = Services()
    web, mail = _Web(("127.0.0.1", 0), _Echo), _Mail(("127.0.0.1", 0), _Post)
    web.services = mail.services = services
    mail.daemon_threads = web.daemon_threads = True
    services.url, services.mail = f"http://127.0.0.1:{web.server_port}", mail.server_address[1]
    for one in (web, mail):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    try:
        yield services
    finally:
        for one in (web, mail):
            one.shutdown()
            one.server_close()
