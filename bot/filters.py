"""Filters for scripts: JSON Lines in, JSON Lines out, in order; a bad line costs only itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from bot.errors import Invalid, SourceError
from bot.json_line import object_in
from bot.model import Article, Entry, Summary
from bot.texts import _

if TYPE_CHECKING:
    from bot.sources.pool import Pool

LARGEST_FILE: Final = 64 * 1024 * 1024  # bytes; far beyond what is fetched of any feed
SIDE_BY_SIDE: Final = 16  # files that are in memory at once
TEXT_FIELDS = ("title", "text", "html", "standfirst", "language", "url")


def summarise(lines: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Summarise each article; return 1 when a line could not be read, which is named on `err`.

    A line holds id, title, text or html, and perhaps standfirst, language, url. What comes out holds
    id, headline, lines, language and spans ([part, start, end] in the cleaned texts); headline is
    null for an article of which nothing can be said.
    """
    status = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = object_in(line, "{id, title, text or html, …}", TEXT_FIELDS)
        except ValueError as error:
            err.write(f"line {number}: {error}\n")
            status = 1
            continue
        _write(out, _summarised(row))
    return status


def feeds(files: Sequence[Path], out: TextIO) -> int:
    """Read each feed; return 1 when one could not be read, which its own line says."""
    return asyncio.run(_write_feeds(files, out))


async def _write_feeds(files: Sequence[Path], out: TextIO) -> int:
    status = 0
    async for row in _feed_rows(files):
        status |= "error" in row
        _write(out, row)
    return status


async def _feed_rows(files: Sequence[Path]) -> AsyncIterator[dict[str, Any]]:
    from bot.sources.pool import Pool  # noqa: PLC0415 -- summarising does without it

    pool = Pool()
    try:
        for start in range(0, len(files), SIDE_BY_SIDE):
            some = files[start : start + SIDE_BY_SIDE]
            for row in await asyncio.gather(*(_feed_row(pool, path) for path in some)):
                yield row
    finally:
        await pool.close()


_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What JSON allows in a string, and what some readers of lines take for the end of one."""


def _write(out: TextIO, row: Mapping[str, Any]) -> None:
    line = json.dumps(row, ensure_ascii=False).translate(_LINE_ENDS)
    out.write(line.encode("utf-8", "replace").decode() + "\n")  # half a surrogate pair fits in no file


def _summarised(row: dict[str, Any]) -> dict[str, Any]:
    from bot.rules.summary import summarise as make  # noqa: PLC0415 -- reading feeds does without it

    title, body, standfirst, language, url = (
        row.get(name) or other
        for name, other in (
            ("title", ""),
            ("text", row.get("html") or ""),
            ("standfirst", ""),
            ("language", ""),
            ("url", ""),
        )
    )
    made: Summary | None = make(Article(title, body, standfirst, language, url))
    if made is None:
        return {"id": row.get("id"), "headline": None, "lines": [], "language": language, "spans": []}
    spans = [[span.part, span.start, span.end] for span in made.spans]
    return {
        "id": row.get("id"),
        "headline": made.headline,
        "lines": list(made.lines),
        "language": made.language,
        "spans": spans,
    }


async def _feed_row(pool: "Pool", path: Path) -> dict[str, Any]:
    from bot.sources.parsing import parse_feed  # noqa: PLC0415 -- summarising does without it

    try:
        parsed = await pool.run(parse_feed, _bytes_of(path))
    except (SourceError, OSError, RuntimeError) as error:  # the last: a mistake of ours, with its trace
        return {"file": str(path), "entries": [], "error": str(error).partition("\n")[0]}
    about = {"title": parsed.title, "language": parsed.language}
    return {"file": str(path), **about, "entries": [_entry_row(one) for one in parsed.entries]}


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        body = file.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        raise Invalid(_("this takes too much memory to be read"))
    return body


def _entry_row(one: Entry) -> dict[str, Any]:
    return {
        "guid": one.guid,
        "title": one.title,
        "link": one.link,
        "published": one.published.isoformat() if one.published else None,
        "language": one.language,
        "picture": one.picture,
    }
