"""What a parser gets of the fields that a feed is known to state, and of its entries."""

import html
import io
import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, Final

import feedparser
from feedparser import api

from bot.errors import Invalid
from bot.sources.parsing import parse_feed

CORPUS: Final = Path(__file__).parents[2] / "shared" / "data" / "feeds"
FIELDS: Final = ("title", "link", "id", "published")
_SET: Final = ("can_contain_dangerous_markup", "can_contain_relative_uris")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """A feed of the corpus, the headers that it came with, and what it is known to state."""

    name: str
    body: bytes
    headers: Mapping[str, str]
    expect: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """Name the project that it comes from."""
        return self.name.partition("/")[0]

    @property
    def is_json(self) -> bool:
        """Say whether it is a JSON Feed, which feedparser does not read."""
        return self.body.lstrip()[:1] == b"{"


@dataclass
class Score:
    """Of `stated` fields, how many are right; `lost` names what feedparser has right and we have not."""

    stated: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    theirs: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def count(self, sample: Sample, name: str, wanted: str, ours: str, theirs: str) -> None:
        """Count one stated field."""
        folder = sample.folder if not sample.is_json else "JSON feeds"
        self.stated[folder] += 1
        self.ours[folder] += ours == wanted
        self.theirs[folder] += theirs == wanted
        if theirs == wanted != ours:
            self.lost.append(f"{sample.name} {name}: {wanted[:60]!r}, and we have {ours[:60]!r}")


def corpus() -> list[Sample]:
    """Read the corpus that lies beside the project; none where it does not."""
    rows = CORPUS / "expected.jsonl"
    if not rows.is_file():
        return []
    found = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    return [
        Sample(
            row["file"],
            (CORPUS / "feeds" / row["file"]).read_bytes(),
            row.get("headers") or {},
            row["expect"],
        )
        for row in found
    ]


def measure(samples: list[Sample]) -> tuple[Score, int, int]:
    """Score both parsers, and count feedparser's entries with anything in them, and those we have not."""
    score, entries, missing = Score(), 0, 0
    for sample in samples:
        their_head, theirs = _theirs(sample)
        our_head, ours = _ours(sample)
        for name, wanted, number in _stated(sample):
            one = our_head if number is None else _at(ours, number)
            other = their_head if number is None else _at(theirs, number)
            score.count(sample, name, wanted, one.get(name, ""), other.get(name, ""))
        told = sum(any(entry.values()) for entry in theirs)
        entries += told
        missing += max(0, told - len(ours))
    return score, entries, missing


def bare(sample: Sample) -> Any:  # noqa: ANN401 -- feedparser's own dictionary
    """Parse as feedparser does by itself, with everything sanitised and made absolute."""
    with _untouched():
        return feedparser.parse(io.BytesIO(sample.body), response_headers=dict(sample.headers))


@contextmanager
def _untouched() -> Iterator[None]:
    """Take back for a while what our own reading sets: which elements are sanitised."""
    with ExitStack() as after:
        for parser, name in product((api.StrictFeedParser, api.LooseFeedParser), _SET):
            if name in vars(parser):
                after.callback(setattr, parser, name, vars(parser)[name])
                delattr(parser, name)
        yield


def _stated(sample: Sample) -> Iterator[tuple[str, str, int | None]]:
    head = sample.expect.get("feed", {})
    if head.get("title"):
        yield "title", _plain(head["title"]), None
    for entry in sample.expect.get("entries", []):
        for name in FIELDS:
            if entry.get(name):
                yield name, _plain(entry[name], name), entry["i"]


def _at(entries: list[Fields], number: int) -> Fields:
    return entries[number] if number < len(entries) else {}


def _ours(sample: Sample) -> tuple[Fields, list[Fields]]:
    headers = sample.headers
    try:
        feed = parse_feed(sample.body, headers.get("content-type", ""), headers.get("content-location", ""))
    except Invalid:
        return {}, []
    entries = [
        _fields(one.title, one.link, one.guid, one.published.timetuple() if one.published else None)
        for one in feed.entries
    ]
    return {"title": _plain(feed.title)}, entries


def _theirs(sample: Sample) -> tuple[Fields, list[Fields]]:
    parsed = bare(sample)
    entries = [
        _fields(
            one.get("title"),
            one.get("link"),
            one.get("id"),
            dict.get(one, "published_parsed") or dict.get(one, "updated_parsed"),
        )
        for one in parsed["entries"]
    ]
    return {"title": _plain(parsed["feed"].get("title"))}, entries


def _fields(title: object, link: object, id_: object, parts: Any) -> Fields:  # noqa: ANN401 -- a time tuple
    published = datetime.fromtimestamp(timegm(parts), UTC).isoformat() if parts else ""
    return {
        "title": _plain(title),
        "link": _plain(link, "link"),
        "id": _plain(id_),
        "published": published.replace("+00:00", "Z"),
    }


def _plain(value: object, name: str = "") -> str:
    """Fold what projects write differently on purpose: white space, entities, a last slash."""
    text = re.sub(r"\s+", " ", html.unescape(str(value or ""))).strip()
    return text.rstrip("/") if name == "link" else text
