"""What no file of the program does, because it is how programs are broken into; and how texts stay words."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
CODE: Final = sorted((ROOT / "bot").rglob("*.py"))

UNSAFE_LIBRARIES: Final = {"pickle", "marshal", "shelve", "yaml", "xmlrpc", "dill", "telnetlib"}
OWN_WORKERS: Final = {"bot/sources/pool.py", "bot/sources/worker.py"}
"""Where pickles go between the program and its own workers, over pipes that nobody else holds."""

CALLS: Final = {"eval", "exec", "compile", "__import__", "input"}

RAW: Final = {"text", "exec_driver_sql", "execute", "executescript", "literal_column"}
STATEMENTS: Final = {
    "bot/app/rivals/rsstt.py": "names of our own columns, in another program's file",
    "bot/store/database.py": "numbers and names of our own",
    "bot/store/apart.py": "a schema's name, quoted by the driver",
    "bot/store/bulk.py": "written by SQLAlchemy, with placeholders",
    "bot/store/silence.py": "names and numbers of our own",
    "bot/store/refill.py": "names of our own tables; values are placeholders",
}
"""Where a statement is put together from strings, and why nobody else's words get into it."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (named(path), node) for path in CODE for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def is_made_of_strings(node: ast.expr) -> bool:
    """Say whether a text is put together where it stands: f"…", "…" + x, "…" % x, "…".format(x)."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(one, ast.FormattedValue) for one in values)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node))
        case ast.Call(func=ast.Attribute(attr="format" | "join")):
            return True
        case _:
            return False


def test_nothing_that_runs_what_it_reads_is_imported() -> None:
    found = []
    for name, node in parsed():
        match node:
            case ast.Import(names=names):
                libraries = {one.name.split(".")[0] for one in names}
            case ast.ImportFrom(module=str(module)):
                libraries = {module.split(".")[0]}
            case _:
                continue
        found += [f"{name}: {one}" for one in libraries & UNSAFE_LIBRARIES if name not in OWN_WORKERS]
    assert found == []


def test_nothing_is_evaluated_and_no_shell_is_asked() -> None:
    found = []
    for name, node in parsed():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            found.append(f"{name}:{node.lineno}: {node.func.id}")
        if isinstance(node, ast.Call) and any(one.arg == "shell" for one in node.keywords):
            found.append(f"{name}:{node.lineno}: a shell")
        if called(node) in {"system", "popen", "create_subprocess_shell"}:
            found.append(f"{name}: a shell")
    assert found == []


def test_no_statement_is_put_together_from_strings() -> None:
    found = set()
    for name, node in parsed():
        if name.startswith("bot/store/migrations/"):  # they run once, over a schema that we wrote
            continue
        if (
            isinstance(node, ast.Call)
            and called(node) in RAW
            and node.args
            and is_made_of_strings(node.args[0])
        ):
            found.add(name)
    assert found <= set(STATEMENTS), "write it with SQLAlchemy, or say here why nobody's words get into it"


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ('text(f"SELECT {x}")', True),
        ('text("SELECT " + x)', True),
        ('text("SELECT %s" % x)', True),
        ('text("SELECT {}".format(x))', True),
        ('text("SELECT 1")', False),
        ('text(f"SELECT 1")', False),
    ],
)
def test_a_statement_from_strings_is_recognised(words: str, made: bool) -> None:  # noqa: FBT001 -- a case
    (call,) = [node for node in ast.walk(ast.parse(words)) if called(node) == "text"]
    assert isinstance(call, ast.Call)
    assert is_made_of_strings(call.args[0]) is made


def test_every_template_escapes_and_none_says_that_something_is_safe() -> None:
    environments = [
        (name, node)
        for name, node in parsed()
        if isinstance(node, ast.Call) and called(node) == "Environment"
    ]
    assert environments
    for name, node in environments:
        told = {one.arg: one.value for one in node.keywords}
        escape = told.get("autoescape")
        assert isinstance(escape, ast.Constant), name
        assert escape.value is True, name
    templates = [path for path in (ROOT / "bot").rglob("templates/*") if path.suffix in {".html", ".svg"}]
    assert templates
    for path in templates:
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape false" not in text, path
        assert "<script" not in text.replace('<script type="application/ld+json">', ""), path


def test_tls_is_verified_everywhere() -> None:
    found = []
    for name, node in parsed():
        match node:
            case ast.keyword(
                arg="verify_ssl" | "verify" | "validate_certs" | "ssl", value=ast.Constant(False)
            ):
                found.append(name)
            case ast.Attribute(attr="CERT_NONE" | "_create_unverified_context"):
                found.append(name)
            case _:
                continue
    assert found == []
