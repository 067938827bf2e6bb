"""Domains: which addresses are one host's, and so share a queue."""

from typing import Final
from urllib.parse import urlsplit

NOWHERE: Final = "-"  # the host of what is no address
LONGEST_NAME: Final = 255


def domain_of(url: str) -> str:
    """Name the registrable domain of an address (example.co.uk), or its host where it has none.

    Only what registries themselves give out counts: the blogs of one platform share its servers, and one
    queue.
    """
    # Here, not above: the list of suffixes costs a tenth of a second at its first use.
    from tld import get_fld  # noqa: PLC0415 -- see the line above

    host = _host_of(url)
    known = get_fld(f"http://{host}", fail_silently=True, search_private=False) if "." in host else None
    return (known or host or NOWHERE)[:LONGEST_NAME]


def _host_of(url: str) -> str:
    """Name the host of an address in the form that DNS knows, however it is written."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
