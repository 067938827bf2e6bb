"""A real name server on loopback: what it says of names is what a test wrote down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = dict[tuple[str, str], list[str]]
"""Name and kind -> what stands there, as a zone file writes it."""


@dataclass
class NameServer(asyncio.DatagramProtocol):
    """Answers from `records`; `broken` answers that it can't know."""

    records: Records = field(default_factory=dict)
    broken: bool = False
    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    _transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio's own is no subclass

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name for known, _kind in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        assert self._transport
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(records: Records) -> AsyncIterator[NameServer]:
    """Serve until the test is over."""
    loop = asyncio.get_running_loop()
    made = NameServer(records)
    transport, _protocol = await loop.create_datagram_endpoint(lambda: made, ("127.0.0.1", 0))
    host, port = transport.get_extra_info("sockname")
    made.address = f"{host}:{port}"
    yield made
    transport.close()
