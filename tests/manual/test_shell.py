"""Each shell command that the manual shows can be typed as it stands."""

import contextlib
import io
import re
import shlex

import pytest

from bot.cli import NEWSROOM
from manual.command_line import commands
from tests.manual.reading import Shown, shell_lines
from tests.program import ROOT

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
STOPS = {"|", "<", ">", ">>", "&&", "#", "&"}


def typed(line: str) -> list[str]:
    """Split a line as a shell does, up to a comment or a redirection."""
    words = shlex.split(re.sub(r"\$\([^)]*\)", "date", line), comments=True)
    end = next((at for at, word in enumerate(words) if word in STOPS), len(words))
    return words[:end]


def complaint(words: list[str]) -> str:
    """Parse what follows `python -m bot`; empty: it is understood."""
    known = commands()
    if words in ([], ["…"]):
        return ""
    if NEWSROOM in words:  # goes anywhere on the line
        at = words.index(NEWSROOM)
        words = words[:at] + words[at + 2 :]
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in known:
            break
    else:
        return f"there is no command {words[0] if words else ''}"
    given = [word.rstrip("…") or "something" for word in words[length:]]
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            known[name].make_context(name, given)
        except SystemExit as end:  # --help
            return "" if end.code == 0 else str(end)
        except Exception as error:  # noqa: BLE001 -- whatever typer raises is the finding
            return f"{type(error).__name__}: {error}"
    return ""


BOT = [one for one in shell_lines() if re.match(r"(?:(?:\.venv/bin/)?python -m bot|tocsin)\b", one.words)]
BENCHMARKS = [
    one for one in shell_lines() if re.match(r"(?:\.venv/bin/)?python -m benchmarks\.\w", one.words)
]
MAKE = [one for one in shell_lines() if one.words.startswith("make ")]


def test_the_manual_shows_commands() -> None:
    assert len(BOT) > 20
    assert len(BENCHMARKS) > 10
    assert len(MAKE) > 10


@pytest.mark.parametrize("shown", BOT, ids=str)
def test_a_command_of_the_program_is_understood(shown: Shown) -> None:
    if shown.page == "docs/command-line.md":
        pytest.skip("a summary of what may be given")
    words = typed(shown.words)
    words = words[3:] if "-m" in words else words[1:]
    assert " ".join(words) in commands() or complaint(words) == ""  # its name alone says which is meant


@pytest.mark.parametrize("shown", BENCHMARKS, ids=str)
def test_a_benchmark_that_is_named_is_there(shown: Shown) -> None:
    name = typed(shown.words)[2]
    assert (ROOT / f"{name.replace('.', '/')}.py").is_file()


@pytest.mark.parametrize("shown", MAKE, ids=str)
def test_a_target_of_make_is_there(shown: Shown) -> None:
    wanted = [word for word in typed(shown.words)[1:] if "=" not in word]
    assert set(wanted) <= TARGETS


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("import feeds.opml --dry-run", ""),
        ("import --dry-run", "Missing"),
        ("import feeds.opml --dryrun", "No such option"),
        ("imports feeds.opml", "there is no command"),
        ("audit verify --ends abc", ""),
        ("sandbox --port many", "a valid integer"),
    ],
)
def test_what_the_program_would_not_understand_is_found(line: str, trouble: str) -> None:
    said = complaint(line.split())
    assert trouble in said
    assert bool(said) == bool(trouble)
