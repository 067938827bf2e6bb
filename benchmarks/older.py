"""An older version of the program: its whole tree, from git, in a folder of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.race import installed
from benchmarks.stand import ROOT

SCHEMA = "bot/store/migration.py"


def before() -> str:
    """Name the last commit of the main line whose schema is not the newest's yet."""
    log = ("log", "-1", "-s", "--first-parent", "--diff-merges=first-parent")
    changed = git(*log, "--format=%H", "-G^HEAD = ", "--", SCHEMA)
    assert changed, "the schema's revision was never changed"
    return git("rev-parse", f"{changed}^1")


def schema_of(tree: Path) -> str:
    """Read which schema the version in a tree needs."""
    lines = (tree / SCHEMA).read_text("utf-8").splitlines()
    return next(line.partition('"')[2].rstrip('"') for line in lines if line.startswith("HEAD = "))


@contextmanager
def checked_out(ref: str, folder: Path) -> Iterator[Path]:
    """Lay out a version's tree in a folder, and remove it afterwards."""
    tree = folder / "older"
    git("worktree", "add", "--detach", "--force", str(tree), ref)
    try:
        yield tree
    finally:
        git("worktree", "remove", "--force", str(tree))


def git(*words: str) -> str:
    """Ask git, and give what it says."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 -- wherever it is
    return done.stdout.strip()


def told(command: list[str], tree: Path, **environment: str) -> str:
    """Run a command of a version to its end, and give what it prints."""
    ours = installed(tree) | environment
    done = subprocess.run(command, cwd=tree, env=ours, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
