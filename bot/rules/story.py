"""Which entries tell one story: the keys by which a happening is recognised."""

import unicodedata
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

FEWEST_WORDS = 4
FEWEST_CHARACTERS = 20
"""A shorter title ("Live", "Weather in Haifa") is used again and again, for one story after another."""

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_")
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "xtor", "ref_src"}
)


def title_key(title: str) -> str:
    """Fold a title to what stays equal when it is typed again; empty where it tells too little.

    Case, accents and vowel points, punctuation and spacing are dropped; letters and numbers stay.
    """
    letters = (
        character if character.isalnum() else " "
        for character in unicodedata.normalize("NFKD", title).casefold()
        if not unicodedata.combining(character)
    )
    words = "".join(letters).split()
    key = " ".join(words)
    return key if len(words) >= FEWEST_WORDS and len(key) >= FEWEST_CHARACTERS else ""


def canonical_link(url: str) -> str:
    """Fold an address to what names the page: no scheme, default port, fragment, tracking, end slash.

    Empty for what is no web address. The parameters that stay keep their order.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in DEFAULT_PORTS or not host:
        return ""
    place = host if port in {None, *DEFAULT_PORTS.values()} else f"{host}:{port}"
    return f"https://{place}{parts.path.rstrip('/')}{_query(parts)}"


def _query(parts: SplitResult) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in TRACKING and not name.lower().startswith(TRACKING_PREFIXES)
    ]
    return f"?{urlencode(kept)}" if kept else ""
