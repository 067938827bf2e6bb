"""A filter for scripts: tellings in, the story of each out; and pairs of tellings that people judged.

All are JSON Lines.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TextIO

from bot.clock import Clock, utc_now
from bot.json_line import object_in
from bot.rules.story import Telling, Window
from bot.vectors import vector_of

FIELDS: Final = ("title", "text", "language", "source", "link")
_DIGITS: Final = 4
AHEAD: Final = timedelta(days=1)  # that a clock may go wrong by; what is later would end all stories


def tell_apart(
    lines: Iterable[str], out: TextIO, err: TextIO, clock: Clock = utc_now, *, across: bool = True
) -> int:
    """Say of each telling which story it tells; return 1 when a line could not be read, named on `err`.

    A line holds id, title, published (ISO 8601 with a zone), and perhaps text, language, source and link.
    What comes out holds id, story (the id of the first telling of the story), verdict (same, grey or new)
    and score: the chance that it tells the story of the likest telling. Each line is answered before the next
    is read. `across` compares languages with each other, where there are vectors.
    """
    window = Window(across=across)
    status = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given, telling = _telling(line, clock())
        except ValueError as error:
            err.write(f"line {number}: {error}\n")
            status = 1
            continue
        placement = window.place(telling)
        story = placement.story or telling.id
        window.add(telling, story)
        answer = {
            "id": given,
            "story": json.loads(story),
            "verdict": placement.verdict.value,
            "score": round(placement.score, _DIGITS),
        }
        out.write(json.dumps(answer) + "\n")
        out.flush()
    return status


def write_pair(one: Telling, other: Telling, *, same: bool) -> str:
    """Write two tellings as a line, and whether they tell one story."""
    return json.dumps({"one": _written(one), "other": _written(other), "same": same}, ensure_ascii=False)


def read_pair(line: str, now: datetime) -> tuple[Telling, Telling, bool]:
    """Read what `write_pair` wrote; raises ValueError."""
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("same"), bool):
        raise ValueError("a pair is wanted: {one, other, same}")  # noqa: TRY004 -- about the line, not a type of ours
    _, one = _telling(json.dumps(row.get("one")), now)
    _, other = _telling(json.dumps(row.get("other")), now)
    return one, other, row["same"]


def _written(telling: Telling) -> dict[str, str]:
    texts = {name: getattr(telling, name) for name in FIELDS}
    return {"id": telling.id, "published": telling.published.isoformat()} | texts


def _telling(line: str, now: datetime) -> tuple[str | int, Telling]:
    row = object_in(line, "{id, title, published, …}", FIELDS)
    given = row.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ValueError("id must be text or a whole number")  # noqa: TRY004 -- about the line, not a type of ours
    title, text, language, source, link = (row.get(name) or "" for name in FIELDS)
    moment = _moment(row, now)
    vector = vector_of(title, text) or b""
    return given, Telling(json.dumps(given), title, moment, text, language, source, link, vector)


def _moment(row: Mapping[str, Any], now: datetime) -> datetime:
    written = row.get("published")
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("published must be a moment with its zone: 2026-11-23T10:00:00Z")
    if moment > now + AHEAD:
        raise ValueError("published lies in the future")
    return moment
