"""The repository's own promises."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400
CODE = {".py", ".js", ".css", ".html"}

COVERED_ELSEWHERE = {
    "bot/__main__.py": "tests/test_walk.py",  # one call: the walk starts the program through it
    "bot/app/__init__.py": "tests/app/test_run.py",  # the program put together and run
    "bot/app/serving.py": "tests/app/test_run.py",  # the same
    "bot/app/doors.py": "tests/app/test_run.py",  # the same
    "bot/app/doctor/case.py": "tests/app/doctor/test_doctor.py",  # opened in each of its tests
    "bot/app/doctor/finding.py": "tests/app/doctor/test_doctor.py",  # the grades, by a finding of each
    "bot/app/doctor/asking.py": "tests/app/doctor/test_doctor.py",  # by what answers
    "bot/app/doctor/mail_domain.py": "tests/app/doctor/test_email.py",  # planted at a name server
    "bot/app/doctor/nameserver.py": "tests/app/doctor/test_email.py",  # the same
    "bot/app/doctor/newsroom.py": "tests/app/doctor/test_doctor.py",  # planted in the newsroom file
    "bot/app/doctor/disk.py": "tests/app/doctor/test_doctor.py",  # a disk that is full, far away, or none
    "bot/app/doctor/database.py": "tests/app/doctor/test_doctor.py",  # planted in SQLite and PostgreSQL
    "bot/app/doctor/telegram.py": "tests/app/doctor/test_doctor.py",  # planted at the Bot API's stand-in
    "bot/app/doctor/kept.py": "tests/app/doctor/test_postgres.py",  # sources, and when updates were refused
    "bot/app/doctor/owner.py": "tests/app/doctor/test_doctor.py",  # planted in TOCSIN_OWNER
    "bot/app/doctor/model.py": "tests/app/doctor/test_doctor.py",  # planted at its endpoint
    "bot/app/doctor/whatsapp.py": "tests/app/doctor/test_doctor.py",  # planted at Twilio's stand-in
    "bot/app/doctor/templates.py": "tests/app/doctor/test_doctor.py",  # planted at Twilio's stand-in
    "bot/app/doctor/web.py": "tests/app/doctor/test_doctor.py",  # planted at PUBLIC_URL and PORT
    "bot/app/doctor/skew.py": "tests/app/doctor/test_doctor.py",  # clocks that differ
    "bot/app/doctor/feeds.py": "tests/app/doctor/test_doctor.py",  # planted in feeds
    "bot/app/doctor/rehearsal.py": "tests/app/doctor/test_doctor.py",  # an installation without accounts
    "bot/app/setup/asker.py": "tests/app/setup/test_setup.py",  # answers, right and wrong, and none
    "bot/app/setup/accounts.py": "tests/app/setup/test_setup.py",  # tokens tried at the stand-ins
    "bot/app/setup/sources.py": "tests/app/setup/test_setup.py",  # feeds looked at
    "bot/app/setup/wishes.py": "tests/app/setup/test_setup.py",  # what was told beforehand
    "bot/app/setup/main.py": "tests/test_newcomer.py",  # the command, as the README has it
    "bot/channels/email_look.py": "tests/app/doctor/test_email.py",  # asked of a mail server, well and ill
    "bot/channels/telegram_look.py": "tests/app/doctor/test_doctor.py",  # asked of the stand-in, well and ill
    "bot/channels/whatsapp_look.py": "tests/app/doctor/test_doctor.py",  # the same
    "bot/sandbox/condition.py": "tests/app/doctor/test_doctor.py",  # the conditions, each ordered
    "bot/sandbox/senders.py": "tests/app/doctor/test_doctor.py",  # the sender, as it is asked for
    "bot/web/__init__.py": "tests/web/test_hooks.py",  # the routes, put together
    "bot/sources/__init__.py": "tests/sources/test_fetchers.py",  # each kind of the registry, made and tried
    "bot/channels/telegram_opening.py": "tests/test_walk.py",  # an adapter made from the settings
    "bot/channels/whatsapp_opening.py": "tests/test_walk.py",  # the same
    "bot/channels/email_opening.py": "tests/channels/test_email.py",  # the same
    "bot/channels/email_letter.py": "tests/channels/test_email.py",  # letters, as a real server takes them
    "bot/channels/email_wire.py": "tests/channels/test_email.py",  # the wire, to a real server
    "bot/store/newsletter.py": "tests/commands/test_newsletter.py",  # asked by what is said there
    "bot/web/status_words.py": "tests/web/test_status.py",  # the words of the page
    "bot/web/letter_words.py": "tests/web/test_newsletter.py",  # the words of the pages
    "bot/sandbox/account.py": "tests/sandbox/test_twilio.py",  # who may ask, and what a refusal says
    "bot/sandbox/orders.py": "tests/sandbox/test_controls.py",  # what is ordered, rightly and wrongly
    "bot/sandbox/options.py": "tests/sandbox/test_sandbox.py",  # fields, and the sandbox made from them
    "bot/pipeline/bearer.py": "tests/pipeline/test_taking_in.py",  # what is told of an import, and how
    "bot/pipeline/transfer.py": "tests/pipeline/test_taking_in.py",  # imports through its loop, killed there
    "bot/pipeline/roster_words.py": "tests/pipeline/test_taking_in.py",  # the words, in each case
    "bot/rules/roster/model.py": "tests/rules/roster/test_line.py",  # the faults, each by a line that has it
    "bot/hints.py": "tests/rules/test_source.py",  # what a publisher says, weighed
    "bot/carried.py": "tests/app/portable/test_round_trip.py",  # the values that move, there and back
    "bot/rules/portable/columns.py": "tests/rules/portable/test_line.py",  # the cells of a line
    "bot/rules/portable/rival.py": "tests/app/rivals/test_moving.py",  # another bot's chats
    "bot/rules/portable/writing.py": "tests/rules/portable/test_line.py",  # written, and read
    "bot/app/portable/barring.py": "tests/app/portable/test_arriving.py",  # who was forgotten, in a file
    "bot/app/portable/exporting.py": "tests/app/portable/test_round_trip.py",  # out, in, and out again
    "bot/app/portable/house.py": "tests/app/portable/test_round_trip.py",  # accounts, topics, readers
    "bot/app/portable/importing.py": "tests/app/portable/test_round_trip.py",  # as exporting
    "bot/app/portable/kinds.py": "tests/app/rivals/test_moving.py",  # each kind of file, by itself and forced
    "bot/app/portable/people.py": "tests/app/portable/test_arriving.py",  # tables, hostile and huge
    "bot/app/portable/telling.py": "tests/app/portable/test_arriving.py",  # what is said at the end
    "bot/app/portable/work.py": "tests/app/portable/test_arriving.py",  # the steps, killed and repeated
    "bot/app/rivals/filing.py": "tests/app/rivals/test_moving.py",  # feeds and their topics
    "bot/app/rivals/flowerss.py": "tests/app/rivals/test_moving.py",  # its sample, whole and hostile
    "bot/app/rivals/rssbot.py": "tests/app/rivals/test_moving.py",  # the same
    "bot/app/rivals/rsstt.py": "tests/app/rivals/test_moving.py",  # the same
    "bot/store/bulk.py": "tests/app/portable/test_arriving.py",  # many rows, on both databases
    "bot/store/carry.py": "tests/app/portable/test_round_trip.py",  # everything read, and found again
    "bot/store/leavings.py": "tests/app/portable/test_round_trip.py",  # the forgotten, there and back
    "bot/commands/decisions.py": "tests/commands/test_held.py",  # what was decided, on cards and in the queue
    "bot/commands/waiting.py": "tests/commands/test_held.py",  # what a card says while it waits
    "bot/ports.py": "tests/channels/test_contract.py",  # Protocols and values: what crosses the doors
}
"""Modules without a test file of their own name, and the test that goes through them."""

BANNED_WORDS = {
    *("item", "post", "user", "notification", "push", "provider", "platform"),
    *("manager", "helper", "helpers", "util", "utils", "service", "base", "misc", "common"),
}

MACHINE_PATH = re.compile(r"(?<![\w.\])])/(?:home|root|work|Users)/(?!\W)|[A-Z]:\\(?:Users|home)\\")
HOSTS = ("pypi[.]org", "pythonhosted[.]org", "npmjs[.](?:org|com)", "crates[.]io", "(?<!emit-)index-url")
REGISTRY = re.compile("|".join(HOSTS))
LOCKED = re.compile(r"[\w.\[\],-]+==[\w.!+-]+( *; [^#]*?)?( +--hash=sha256:[0-9a-f]{64})+$")


@cache
def tracked() -> tuple[Path, ...]:
    """List the repository's files: what git tracks or would, or all but what is made by running."""
    if (ROOT / ".git").exists():
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout
        return tuple(ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file())
    ours = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for path in ours if not {".venv", "var", "__pycache__"} & set(path.parts))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Path]:
    wanted = folders or ("bot",)
    return [path for path in tracked() if path.suffix == ".py" and named(path).split("/")[0] in wanted]


def text_of(path: Path) -> str:
    """Read a file, or nothing where it is no text: an image, a font, a feed in another encoding."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def mirrors(module: str) -> list[str]:
    """Name the test files that may go with a module: the same place under tests/."""
    *folders, name = module.removeprefix("bot/").removesuffix(".py").split("/")
    if name == "__init__":
        return ["/".join(["tests", *folders, f"test_{each}.py"]) for each in ("init", folders[-1])]
    return ["/".join(["tests", *folders, f"test_{name}.py"])]


def needs_a_test(path: Path) -> bool:
    """Say whether a module does something: constants, imports and docstrings alone are no work."""
    if "migrations" in path.parts:
        return False  # held to the schema by tests/store/test_migration.py
    parts = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, parts) for node in ast.walk(ast.parse(text_of(path))))


def test_no_file_of_the_program_is_longer_than_four_hundred_lines() -> None:
    code = [path for path in tracked() if path.suffix in CODE and named(path).startswith(("bot/", "tests/"))]
    assert code
    long = {named(path): len(text_of(path).splitlines()) for path in code}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_every_module_has_a_test_file_in_the_same_place() -> None:
    there = {named(path) for path in tracked()}
    lacking = [
        named(path)
        for path in modules()
        if needs_a_test(path)
        and named(path) not in COVERED_ELSEWHERE
        and not there & set(mirrors(named(path)))
    ]
    assert lacking == []


@pytest.mark.parametrize(("module", "test"), COVERED_ELSEWHERE.items())
def test_what_is_covered_elsewhere_is_so_by_a_test_that_there_is(module: str, test: str) -> None:
    assert (ROOT / module).is_file()
    assert (ROOT / test).is_file()
    assert not any((ROOT / name).is_file() for name in mirrors(module)), "has its own test: leave it out"


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    silent = [named(path) for path in modules("bot", "benchmarks") if not ast.get_docstring(_parsed(path))]
    assert silent == []


def _parsed(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def test_names_keep_to_the_houses_words() -> None:
    found = []
    for path in modules():
        classes = [node.name for node in ast.walk(_parsed(path)) if isinstance(node, ast.ClassDef)]
        for name in (path.stem, path.parent.name, *classes):
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
            found += [f"{named(path)}: {name}"] if words & BANNED_WORDS else []
    assert found == []


def test_every_exception_from_a_check_says_why() -> None:
    ruff, mypy = "no" + "qa", "type: " + "ignore"
    silent = [
        f"{named(path)}:{number}"
        for path in modules("bot", "tests", "benchmarks")
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if (f"# {ruff}" in line and not re.search(rf"# {ruff}: [A-Z]+\d+(, [A-Z]+\d+)*[- ]+\w", line))
        or (f"# {mypy}" in line and not re.search(rf"# {mypy}\[[\w, -]+\]  # \S", line))
    ]
    assert silent == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = [f"{named(path)}: {hit[0]}" for path in tracked() for hit in MACHINE_PATH.finditer(text_of(path))]
    assert found == []


@pytest.mark.parametrize("folder", ["home/somebody", "root/x", "work/main", "Users/somebody"])
def test_a_folder_of_one_machine_is_recognised(folder: str) -> None:
    assert MACHINE_PATH.search(f'open("/{folder}/file")')
    assert not MACHINE_PATH.search(f"https://paper.example/{folder}/file")


def test_no_file_names_a_package_registry() -> None:
    found = [f"{named(path)}: {hit[0]}" for path in tracked() for hit in REGISTRY.finditer(text_of(path))]
    assert [one for one in found if not one.startswith(f"{named(Path(__file__))}:")] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_versions_and_hashes_and_no_addresses(lock: str) -> None:
    path = ROOT / lock
    if not path.exists():
        pytest.skip(f"{lock} is not written yet")
    words = path.read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", " ", words)
    wanted = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert wanted
    for line in wanted:
        assert LOCKED.match(line), line
    assert "://" not in words


def test_a_lock_holds_every_library_that_the_program_needs() -> None:
    path = ROOT / "requirements.lock"
    if not path.exists():
        pytest.skip("requirements.lock is not written yet")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {_plain(re.split(r"[\[<>=~ ;]", one)[0]) for one in project["dependencies"]}
    locked = {
        _plain(name) for name in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", text_of(path), re.MULTILINE)
    }
    assert needed - locked == set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("name", "words"),
    [("README.md", "make run"), ("CHANGELOG.md", "## ["), ("LICENSE", "MIT"), ("Procfile", "release:")],
)
def test_a_newcomer_finds_what_every_repository_has(name: str, words: str) -> None:
    assert words in (ROOT / name).read_text(encoding="utf-8")


def test_every_link_between_our_pages_leads_somewhere() -> None:
    broken = []
    for path in (path for path in tracked() if path.suffix == ".md"):
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text_of(path)):
            broken += [] if (path.parent / target).exists() else [f"{named(path)}: {target}"]
    assert broken == []
