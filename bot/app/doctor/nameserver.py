"""The name servers: what a domain says of its mail; the only file that knows dnspython."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT


class Unanswered(Exception):
    """No name server answered, or none that could know."""


class Nameserver:
    """Asks the name servers of this machine, or one at an address such as ``127.0.0.1:53``."""

    def __init__(self, seconds: float, address: str = "") -> None:
        """Take how many seconds a question may take; raises Unanswered where this machine names no server."""
        try:
            self._resolver = dns.asyncresolver.Resolver(configure=not address)
        except dns.exception.DNSException as error:
            raise Unanswered from error
        if address:
            parts = urlsplit(f"//{address}")
            self._resolver.nameservers = [parts.hostname or ""]
            self._resolver.port = parts.port or 53
        self._resolver.lifetime = seconds

    async def texts(self, name: str) -> Sequence[str]:
        """List the texts (TXT) that stand under a name; none, where there is no such name."""
        found = await self._asked(name, "TXT")
        return [b"".join(one.strings).decode("utf-8", "replace") for one in found if isinstance(one, TXT)]

    async def takes_mail(self, name: str) -> bool:
        """Say whether a domain takes mail: by its own word (MX), or as any host does that has an address."""
        found = await self._asked(name, "MX")
        if hosts := [one for one in found if isinstance(one, MX)]:
            return any(one.exchange.to_text() != "." for one in hosts)  # a lone dot takes none (RFC 7505)
        return bool(await self._asked(name, "A") or await self._asked(name, "AAAA"))

    async def _asked(self, name: str, kind: str) -> Sequence[object]:
        try:
            return list(await self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False))
        except dns.resolver.NXDOMAIN:
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise Unanswered from error
