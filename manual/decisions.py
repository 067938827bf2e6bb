"""docs/decisions/index.md: the decisions by number and title."""

from pathlib import Path

_HEAD = (
    "# Decisions\n\n<!-- written by make manual from the pages' titles -->\n\n"
    "Why the house is as it is: a page for each choice that somebody might wonder at. A decision that no "
    "longer holds says so, and names the one that took its place.\n\n"
)
FOLDER = Path(__file__).parents[1] / "docs" / "decisions"


def page(_before: str = "") -> str:
    """Write the page."""
    pages = sorted(path for path in FOLDER.glob("[0-9]*.md"))
    return _HEAD + "".join(f"- [{path.name[:4]}]({path.name}): {title(path)}\n" for path in pages)


def title(path: Path) -> str:
    """Read a decision's title, without its number."""
    first = path.read_text("utf-8").splitlines()[0].lstrip("# ")
    return first.lstrip("0123456789").lstrip(" .:")
