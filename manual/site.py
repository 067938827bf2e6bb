"""The manual as a site: the pages that stand at the top of the project, and links out of docs/.

MkDocs takes what is in docs/ alone. README, CONTRIBUTING and CHANGELOG become pages beside them. Code is no
part of the site: a link to a file of it stays as the file's name, and a file that is not there is a mistake.
"""

import logging
import posixpath
import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parents[1]
TOP: Final = {"README.md": "readme.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages at the top of the project, and what they are called on the site."""

_LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_log = logging.getLogger("mkdocs.hooks.site")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from the top of the project."""
    for name, page in TOP.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 -- MkDocs names what it passes
    """Lead the page's links to where things are on the site."""
    on_site = page.file.src_uri
    origins = {to: name for name, to in TOP.items()}
    return led(markdown, origins.get(on_site, f"docs/{on_site}"), on_site)


def led(markdown: str, origin: str, on_site: str) -> str:
    """Rewrite the links of a page that stands at `origin` in the project, and at `on_site` on the site."""

    def lead(found: re.Match[str]) -> str:
        sign, words, target, anchor = found[1], found[2], found[3], found[4] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        if path in TOP:
            to = TOP[path]
        elif path.startswith("docs/"):
            to = path.removeprefix("docs/")
            if (ROOT / path).is_dir():
                to += "/index.md"
        else:
            if not (ROOT / path).exists():
                _log.warning("%s links to %s, which is not there", origin, target)
            return words
        return f"{sign}[{words}]({posixpath.relpath(to, posixpath.dirname(on_site) or '.')}{anchor})"

    parts = re.split(f"({_FENCE.pattern})", markdown, flags=_FENCE.flags)
    return "".join(part if number % 2 else _LINK.sub(lead, part) for number, part in enumerate(parts))
