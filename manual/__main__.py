"""``python -m manual``: write what of the manual comes from the code."""

from collections.abc import Callable, Mapping
from pathlib import Path

from manual import command_line, commands, decisions, settings

DOCS = Path(__file__).parents[1] / "docs"
PAGES: Mapping[str, Callable[[str], str]] = {
    "commands.md": commands.page,
    "settings.md": settings.page,
    "command-line.md": command_line.page,
    "decisions/index.md": decisions.page,
}
"""What writes each page, given the page as it is."""


def main() -> None:
    """Write every page anew."""
    for name, written in PAGES.items():
        path = DOCS / name
        path.write_text(written(path.read_text("utf-8") if path.exists() else ""), "utf-8")


if __name__ == "__main__":
    main()
