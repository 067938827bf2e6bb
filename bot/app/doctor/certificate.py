"""The certificate of PUBLIC_URL: would a service believe it, and for how long yet?"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning

SOON: Final = timedelta(days=14)
"""What renews certificates does so weeks before: one that ends so soon is renewed by nothing."""

_RENEW: Final = "renew it (such as: certbot renew), and let the proxy read it anew"
_GET: Final = "get one of an authority that all know, such as: certbot certonly -d {host}"
_CLOCK: Final = f"set this machine's clock by NTP: timedatectl set-ntp true; if it is right, {_GET}"
_CHAIN: Final = (
    "comes without what leads from it to a known authority",
    "let the proxy send fullchain.pem, and not cert.pem",
)
_NAME: Final = (
    "does not name {host}",
    "get one that does, such as: certbot certonly -d {host}; or write the name that it bears into PUBLIC_URL",
)

_REFUSALS: Final[Mapping[int, tuple[str, str]]] = {
    9: ("is not valid yet", _CLOCK),
    10: ("has expired", _RENEW),
    18: ("is signed by itself: no service believes it", _GET),
    19: ("is of an authority that nobody knows", _GET),
    20: _CHAIN,
    21: _CHAIN,
    62: _NAME,
    64: _NAME,
}
"""OpenSSL's numbers of why a certificate does not hold (x509_vfy.h), in our words, and what to do."""


async def check(case: Case) -> list[Finding]:
    """Greet the server of an https address; nothing where it answers no greeting: who asks it will say so."""
    parts = urlsplit(case.settings.public_url)
    host = parts.hostname or ""
    try:
        async with asyncio.timeout(case.patience):
            ends = await _end_of(host, parts.port or 443, case.trust())
    except ssl.SSLCertVerificationError as error:
        return [_refused(host, error)]
    except (OSError, ValueError):  # no such name, no connection, no TLS, no answer in time
        return []
    left = ends - case.clock()
    if left >= SOON:
        return []
    days = "today" if left.days < 1 else f"in {left.days} day{'s' if left.days > 1 else ''}"
    return [warning(f"the certificate of PUBLIC_URL ends {days}: nothing renewed it", _RENEW)]


async def _end_of(host: str, port: int, trust: ssl.SSLContext) -> datetime:
    """Say when the certificate ends that a server shows, once it is found to hold."""
    _reader, writer = await asyncio.open_connection(host, port, ssl=trust)
    try:
        shown = writer.get_extra_info("peercert")
    finally:
        writer.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)


def _refused(host: str, error: ssl.SSLCertVerificationError) -> Finding:
    otherwise = f"is not valid ({error.verify_message})", _GET
    what, todo = _REFUSALS.get(error.verify_code, otherwise)
    return fault(f"the certificate of PUBLIC_URL {what.format(host=host)}", todo.format(host=host))
