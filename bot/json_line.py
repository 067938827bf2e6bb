"""A line of JSON as scripts hand it in: an object, in which some fields are text where they are there."""

import json
from collections.abc import Iterable
from typing import Any


def object_in(line: str, wanted: str, texts: Iterable[str]) -> dict[str, Any]:
    """Read a line; `wanted` says what an object of this kind holds, `texts` names its fields that are text.

    Raises:
        ValueError: it is no JSON, no object, or a field is no text.

    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from error
    if not isinstance(row, dict):
        raise ValueError(f"a JSON object is wanted: {wanted}")  # noqa: TRY004 -- about the line, not a type of ours
    for name in texts:
        if not isinstance(row.get(name) or "", str):
            raise ValueError(f"{name} must be text")  # noqa: TRY004 -- the same
    return row
