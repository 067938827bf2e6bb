"""Which entries tell the same story: by the link they lead to, or by the title they bear."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import unicodedata
from urllib.parse import SplitResult, urlsplit

import regex

from bot.rules.summary import clean_text

FEWEST_WORDS = 6
"""Words of a title that identify a story by themselves. Of shorter ones too many are alike ("Incendie mortel
en ville", "Météo du jour"): such entries need the same link, or the same guid."""
_FEWEST_UNSPACED = 12  # characters, in a script without spaces

_PASSES = 4
_LONGEST_LINK = 4_000  # characters; no page is called so
_WEB = frozenset({"http", "https"})
_PATH_END = regex.compile(r"(?<![/\s])[/\s]+$")
_DEFAULT_PORT = regex.compile(r"(?::(?:80|443)?)+$")
_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "hsa_",
    "at_",
    "ns_",
    "wt.",
    "_hs",
    "__hs",
    "vero_",
    "trk_",
    "oly_",
)
_TRACKING_NAMES = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid
mkt_tok xtor xtref cmpid s_cid s_kwcid ocid ito smid icid ncid _ga _gl _openstat rb_clickid wickedid
__twitter_impression fb_action_ids fb_action_types fb_source ref_src ref_url guccounter guce_referrer
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
# Points of Hebrew, vowels of Arabic, accents that stayed loose, tatweel, and what can't be seen at all.
_UNWRITTEN = regex.compile(
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\p{Cf}]"
)
_WITHIN_WORD = regex.compile(r"(?<=[\p{L}\p{M}\p{N}])['’‘ʼ׳\"״”](?=\p{L})")  # l'Iran, צה"ל
_SEPARATORS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]")


def title_key(title: str) -> str:
    """Fold a title to what is the same in every printing of it; two stories with one key are one.

    Empty for a title too short to identify a story by itself: such a key equals no other. Whoever
    compares must leave empty keys out.
    """
    key = folded_title(title)
    return key if identifies(key) else ""


def folded_title(title: str) -> str:
    """Fold a title as `title_key` does, however short: enough to know it again among one source's own."""
    key = clean_text(title)
    for _ in range(_PASSES):
        folded = _folded(key)
        if folded == key:
            break
        key = folded
    return key


def identifies(key: str) -> bool:
    """Say whether a folded title is long enough to identify a story by itself."""
    return len(key.split()) >= FEWEST_WORDS or len(_UNSPACED.findall(key)) >= _FEWEST_UNSPACED


def canonical_link(url: str) -> str:
    """Write an address so that two links to one page are equal; what is no web address stays as it is.

    http and https are one, the host is in lower case; the default port, the fragment, parameters that
    only track readers, and slashes at the end are gone. Other parameters keep their order.
    """
    link = url.strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    host = _host(parts) if len(link) <= _LONGEST_LINK else ""
    if parts.scheme.lower() not in _WEB or not host:
        return link
    query = "&".join(pair for pair in parts.query.split("&") if pair.strip() and not _tracks(pair))
    path = _PATH_END.sub("", parts.path)
    return f"https://{host}{path}{'?' if query else ''}{query}".strip()


def names_a_page(link: str) -> bool:
    """Say whether a canonical link leads to a page of a site, and not to its front door."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return bool(link)
    return bool(parts.path or parts.query)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _WITHIN_WORD.sub("", _UNWRITTEN.sub("", text))
    return _SEPARATORS.sub(" ", text).strip()


def _host(parts: SplitResult) -> str:
    user, at, host = parts.netloc.rpartition("@")
    while (bare := _DEFAULT_PORT.sub("", host.strip())) != host:
        host = bare
    return user + at + host.lower() if host else ""


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
