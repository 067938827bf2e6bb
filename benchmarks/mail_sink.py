"""A mail server as a process of its own: it says later to some, never to others, and keeps a journal.

What it took is in the journal before it says so: a line of JSON for each letter. Faults are in the address:
the first try of `later-…` is answered 451, each try of `never-…` 550 5.1.1.
"""

import argparse
import asyncio
import json
import re
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_NAME = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.MULTILINE | re.IGNORECASE)


class Sink:
    """Takes letters for one journal."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal.open("a", encoding="utf-8", buffering=1)
        self._seen: set[str] = set()

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own names, here and below
        self,
        server: SMTP,  # noqa: ARG002 -- aiosmtpd's own shape
        session: Session,  # noqa: ARG002 -- aiosmtpd's own shape
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002 -- aiosmtpd's own shape
    ) -> str:
        """Say later, never or yes, by the address."""
        if address.startswith("never-"):
            return "550 5.1.1 nobody has this address"
        if address.startswith("later-") and address not in self._seen:
            self._seen.add(address)
            return "451 4.7.1 greylisted, please try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 -- aiosmtpd's own shape
        """Write a letter down, then take it."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = _NAME.search(content)
        name = found[1].decode() if found else ""
        self._journal.write(json.dumps({"to": envelope.rcpt_tos[0], "name": name}) + "\n")
        return "250 OK"


async def serve(port: int, journal: Path) -> None:
    """Serve until ended."""
    sink = Sink(journal)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink.test", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--journal", type=Path, required=True)
    arguments = told.parse_args()
    asyncio.run(serve(arguments.port, arguments.journal))
