"""OPML, the list of feeds that readers exchange: https://opml.org/spec2.opml."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from bot.errors import Invalid
from bot.sources.charset import decode, is_plainly_utf8
from bot.sources.words import clean, clean_title, normal_language
from bot.texts import _

MOST_BYTES: Final = 32 * 1024 * 1024
LONGEST_URL: Final = 2_000
OURS: Final = "{urn:tocsin}"
"""Attributes that no other reader knows, and that each leaves alone: priority, every, kind, paused."""

_ENTITY: Final = b"<!entity"
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; `extras` are attributes of ours by their bare names."""

    url: str
    name: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    extras: Mapping[str, str] | None = None
    is_site: bool = False  # the list gives no feed, only the address of the site


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a list holds, in its order, and a line about each outline that can't be used."""

    feeds: tuple[Outline, ...]
    troubles: tuple[str, ...]


def read_opml(body: bytes) -> Outlines:
    """Read a list in whatever encoding; raises Invalid where it is none, or is not to be trusted."""
    if len(body) > MOST_BYTES:
        raise Invalid(_("this file is too large for a list of feeds"))
    if _ENTITY in body.replace(b"\0", b"").lower():  # in UTF-16 every other byte is one
        raise Invalid(_("this file defines entities, which a list of feeds has no need of"))
    root = _root(body)
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise Invalid(_("this is no OPML: its first element must be <opml>"))
    feeds: list[Outline] = []
    troubles: list[str] = []
    for element, folders in _outlines(root):
        trouble = _read(element, folders, feeds)
        if trouble:
            troubles.append(f"line {element.sourceline}: {trouble}")
    return Outlines(tuple(feeds), tuple(troubles))


def write_opml(title: str, feeds: Iterable[Outline]) -> bytes:
    """Write a list: those with a category stand in a folder of the first, where other readers look."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"tocsin": OURS.strip("{}")})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean_title(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for one in feeds:
        parent = body
        if one.categories:
            name = one.categories[0]
            if name not in folders:
                folders[name] = etree.SubElement(body, "outline", {"text": name, "title": name})
            parent = folders[name]
        etree.SubElement(parent, "outline", _attributes(one))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _attributes(one: Outline) -> dict[str, str]:
    name = clean_title(one.name) or one.url
    address = {"htmlUrl": one.url} if one.is_site else {"xmlUrl": one.url}
    stated = {
        "language": one.language,
        "category": ",".join(one.categories),
        **{f"{OURS}{key}": value for key, value in (one.extras or {}).items()},
    }
    kind = "link" if one.is_site else "rss"
    given = {key: value for key, value in stated.items() if value}
    return {"text": name, "title": name, "type": kind, **address, **given}


# ---- reading -------------------------------------------------------------------------------------


def _root(body: bytes) -> "etree._Element | None":
    try:
        return _parsed(body, recover=False)
    except (etree.XMLSyntaxError, ValueError):
        # Other readers' lists are often in another encoding than they say, and not always whole.
        text = body.decode("utf-8") if is_plainly_utf8(body) else decode(body)
        return _parsed(_DECLARED.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace"), recover=True)


def _parsed(body: bytes, *, recover: bool) -> "etree._Element | None":
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        if recover:
            return None
        raise


def _outlines(root: "etree._Element") -> "Iterator[tuple[etree._Element, tuple[str, ...]]]":
    """Walk the outlines that are no folders, each with the names of the folders that it is in."""
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        children = list(element.iterchildren("*"))
        is_outline = etree.QName(element).localname.lower() == "outline"
        named = (*folders, name) if is_outline and (name := _name(element)) else folders
        if is_outline and (_attribute(element, "xmlurl") or not children):
            yield element, folders
        waiting.extend((one, named) for one in reversed(children))


def _read(element: "etree._Element", folders: Sequence[str], feeds: list[Outline]) -> str:
    """Take one outline in; answer what is wrong with it, if anything."""
    stated = _attribute(element, "xmlurl")
    named = _named(element)
    if not stated and not _attribute(element, "htmlurl"):
        return f"{named} has no xmlUrl"
    url = pollable(stated or _attribute(element, "htmlurl"))
    if not url:
        return f"{named} has an address that can't be polled"
    extras = {key.removeprefix(OURS): value for key, value in _items(element) if key.startswith(OURS)}
    language, categories = normal_language(_attribute(element, "language")), _categories(element, folders)
    feeds.append(Outline(url, _name(element), language, categories, extras, is_site=not stated))
    return "" if stated else f"{named} has no xmlUrl: its feed will be looked for at its htmlUrl"


def _attribute(element: "etree._Element", name: str) -> str:
    """Read an attribute by its name in lower case: lists spell it in several ways."""
    return next((value.strip() for key, value in _items(element) if key.lower() == name), "")


def _items(element: "etree._Element") -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.items()]


def _name(element: "etree._Element") -> str:
    return clean_title(_attribute(element, "title") or _attribute(element, "text"))


def _named(element: "etree._Element") -> str:
    return f'"{_name(element)[:60]}"' if _name(element) else "an outline without a name"


def _categories(element: "etree._Element", folders: Sequence[str]) -> tuple[str, ...]:
    """List what an outline is filed under: its folders, and its categories, which may be paths."""
    stated = re.split("[,/]", _attribute(element, "category"))
    named = (clean(word, 100) for word in [*folders, *stated])
    return tuple(dict.fromkeys(word for word in named if word))


def pollable(url: str) -> str:
    """Give the address that a list or another program means; empty where nothing can be polled there."""
    bare = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", url)
    bare = f"https:{bare}" if bare.startswith("//") else bare
    try:
        parts = urlsplit(bare)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    fits = good and not parts.username and bare.isprintable() and len(bare) <= LONGEST_URL
    return bare if fits and " " not in bare else ""
