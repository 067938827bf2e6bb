"""Templates: the pages for people are written from these."""

from functools import partial
from pathlib import Path
from typing import Final

from bot import hypertext

FOLDER: Final = Path(__file__).parent / "templates"

templates = partial(hypertext.templates, FOLDER)
"""Opens them."""
