import json
import socket
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.store.migration import HEAD
from tests.program import OURS, ROOT

NEWSROOM = """
[newsroom]
name = "Le Fil"
languages = ["fr"]
[[topic]]
id = "monde"
names = { fr = "Monde" }
"""
ACCOUNTS = {
    "TELEGRAM_BOT_TOKEN": "4711:secret",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "secret",
    "TWILIO_WHATSAPP_FROM": "+15550100",
    "PUBLIC_URL": "http://127.0.0.1:8000",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to start the program in, with a newsroom file and no settings of this machine."""
    import os  # noqa: PLC0415 -- only to forget what this machine is set to

    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """`run` chooses where the log goes: here to a runner's stream, which is closed afterwards."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def told(*args: str, says: str | bytes | None = None, **env: str) -> Result:
    return CliRunner().invoke(cli, args, input=says, env=env)


def refused(result: Result) -> str:
    """Give the one line that an error is."""
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("tocsin: ")
    return line


def test_a_wrong_setting_is_one_line() -> None:
    assert "PORT" in refused(told("run", PORT="eighty"))


def test_a_part_that_is_none_is_one_line() -> None:
    line = refused(told("run", "--only", "web,cook"))
    assert "cook" in line
    assert "deliver, edit, inbox, poll, web" in line


def test_parts_without_the_web_and_without_accounts_are_one_line() -> None:
    assert "TELEGRAM_BOT_TOKEN" in refused(told("run", "--only", "poll,edit"))


def test_a_missing_newsroom_file_is_one_line() -> None:
    assert "newsroom file nowhere.toml is missing" in refused(told("run", TOCSIN_NEWSROOM="nowhere.toml"))


def test_a_busy_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        assert f"PORT {port}" in refused(told("run", PORT=port))
        assert f"{port} " in refused(told("sandbox", "--port", port, **ACCOUNTS))


@pytest.mark.parametrize("command", ["migrate", "export"])  # `run` waits for it
def test_a_database_that_does_not_answer_is_one_line_without_its_password(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    line = refused(told(command, PORT="0", DATABASE_URL=f"postgresql://t:hunter2@127.0.0.1:{port}/t"))
    assert "DATABASE_URL" in line
    assert "hunter2" not in line


def test_a_sandbox_of_its_own_needs_accounts() -> None:
    assert "TWILIO_ACCOUNT_SID" in refused(told("sandbox"))


def test_templates_need_an_account(folder: Path) -> None:
    copytree(ROOT / "config" / "templates", folder / "config" / "templates")
    assert "TWILIO_ACCOUNT_SID" in refused(told("templates"))


def test_templates_lists_what_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.app import templates  # noqa: PLC0415 -- as the command does

    def report(_settings: object, *, submit: bool) -> list[str]:
        return [f"tocsin_alert_fr: {submit}"]

    monkeypatch.setattr(templates, "report", report)
    assert told("templates", "--submit").stdout == "tocsin_alert_fr: True\n"
    assert told("templates").stdout == "tocsin_alert_fr: False\n"


def test_migrate_says_which_schema_the_database_has(folder: Path) -> None:
    for _ in range(2):
        result = told("migrate", DATABASE_URL=f"sqlite:///{folder / 'new' / 'tocsin.db'}")
        assert (result.exit_code, result.stdout) == (0, f"the database has schema {HEAD}\n")


def test_summarise_filters_articles() -> None:
    article = {
        "id": 1,
        "title": "Un pont ouvre",
        "text": "Le maire a ouvert le pont dimanche matin.",
        "language": "fr",
    }
    result = told("summarise", says=json.dumps(article) + "\n")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["headline"] == "Un pont ouvre"


def test_stories_tells_stories_apart() -> None:
    line = {"id": 7, "title": "A bridge opens", "published": "2026-11-23T10:00:00Z"}
    result = told("stories", says=json.dumps(line) + "\n{\n")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"id": 7, "story": 7, "verdict": "new", "score": 0.0}
    assert result.stderr.startswith("line 2: ")


def test_stories_writes_out_what_editors_judged(folder: Path) -> None:
    result = told("stories", "--judged", says="never read\n")
    assert (result.exit_code, result.stdout) == (0, "")


def test_summarise_names_the_line_that_is_none_and_goes_on() -> None:
    result = told("summarise", says='{"id": 1}\n{\n{"id": 2}\n')
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 2)
    assert result.stderr.startswith("line 2: no JSON")


def test_summarise_reads_on_behind_bytes_that_are_no_text() -> None:
    result = told("summarise", says=b'{"id": 1, "title": "Caf\xe9"}\n{"id": 2}\n')
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 2]


def test_feeds_reads_files(folder: Path) -> None:
    (folder / "page.html").write_text("<html></html>", "utf-8")
    result = told("feeds", "page.html")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["file"] == "page.html"


def test_no_arguments_show_what_there_is() -> None:
    result = told()
    assert "Tocsin" in result.output
    for name in ("run", "sandbox", "migrate", "templates", "summarise", "stories", "feeds"):
        assert name in result.output


OPML = """<opml version="2.0"><body><outline text="Monde"><outline text="A" xmlUrl="https://a.example/f"/>
<outline text="B"/></outline></body></opml>"""


def test_a_list_of_feeds_goes_in_and_out(folder: Path) -> None:
    (folder / "in.opml").write_text(OPML, "utf-8")
    tried = told("import", "in.opml", "--topic", "monde", "--dry-run")
    assert tried.stdout == "1 source would be added, 0 there already; 1 line to look at\n"
    done = told("import", "in.opml")
    assert (done.exit_code, done.stdout) == (1, "1 source added, 0 there already; 1 line to look at\n")
    assert done.stderr == 'in.opml: line 2: "B" has no xmlUrl\n'
    assert 'xmlUrl="https://a.example/f"' in told("export").stdout
    assert told("export", "out.opml").exit_code == 0
    assert told("import", "out.opml").stdout == "0 sources added, 1 there already\n"


def test_a_list_that_is_none_is_one_line(folder: Path) -> None:
    (folder / "in.opml").write_text("hello", "utf-8")
    assert "in.opml is nothing that can be imported" in refused(told("import", "in.opml"))
    outline = '<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>'
    (folder / "in.opml").write_text(outline, "utf-8")
    assert "which is no topic" in refused(told("import", "in.opml", "--topic", "sport"))
    assert "can't be written" in refused(told("export", "no/where.opml"))


# ---- several newsrooms -----------------------------------------------------------------------------


@pytest.fixture
def newsrooms(folder: Path) -> str:
    """Two newsrooms in a folder."""
    for id_ in ("lyon", "paris"):
        home = folder / "newsrooms" / id_
        home.mkdir(parents=True)
        (home / "newsroom.toml").write_bytes((ROOT / "config" / "newsroom.toml").read_bytes())
    return str(folder / "newsrooms")


def test_all_newsrooms_are_migrated_or_the_one_that_is_named(newsrooms: str) -> None:
    one = told("migrate", "--newsroom", "paris", TOCSIN_NEWSROOMS=newsrooms)
    assert one.stdout == f"the database of newsroom paris has schema {HEAD}\n"
    both = told("migrate", TOCSIN_NEWSROOMS=newsrooms)
    assert both.stdout == "".join(
        f"the database of newsroom {id_} has schema {HEAD}\n" for id_ in ("lyon", "paris")
    )


def test_one_that_cannot_be_migrated_is_said_after_the_others_are(newsrooms: str) -> None:
    (Path(newsrooms) / "lyon" / "tocsin.env").write_text(
        "DATABASE_URL=postgresql://a:b@127.0.0.1:1/c", "utf-8"
    )
    result = told("migrate", TOCSIN_NEWSROOMS=newsrooms)
    assert result.exit_code == 2
    assert result.stdout == f"the database of newsroom paris has schema {HEAD}\n"
    assert result.stderr.startswith("tocsin: newsroom lyon: the database in DATABASE_URL does not answer")


@pytest.mark.parametrize(
    "args",
    [("--newsroom", "paris", "export"), ("export", "--newsroom", "paris"), ("export", "--newsroom=paris")],
)
def test_the_newsroom_may_be_named_anywhere_on_the_line(newsrooms: str, args: tuple[str, ...]) -> None:
    result = told(*args, TOCSIN_NEWSROOMS=newsrooms)
    assert (result.exit_code, result.stdout[:5]) == (0, "<?xml")


@pytest.mark.parametrize(
    "command", [("export",), ("audit", "verify"), ("proof", "telegram:1"), ("templates",)]
)
def test_where_there_are_several_one_has_to_be_named(newsrooms: str, command: tuple[str, ...]) -> None:
    said = refused(told(*command, TOCSIN_NEWSROOMS=newsrooms))
    assert "this deployment has 2 newsrooms; say which one: --newsroom lyon (lyon, paris)" in said


def test_a_newsroom_that_is_none_is_one_line(newsrooms: str) -> None:
    assert "choose among lyon, paris" in refused(
        told("run", "--newsroom", "nice", TOCSIN_NEWSROOMS=newsrooms)
    )
    assert "there is one newsroom here" in refused(told("run", "--newsroom", "nice"))


def test_a_backup_goes_out_and_in_and_moves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yields: list[int] = []
    monkeypatch.setattr("os.nice", yields.append)
    here, there = (f"sqlite:///{folder / name}.db" for name in ("here", "there"))
    assert told("migrate", DATABASE_URL=here).exit_code == 0
    done = told("backup", "house.zip", DATABASE_URL=here)
    assert (done.exit_code, yields) == (0, [10])
    assert "phone numbers" in done.stdout
    assert "not overwritten" in refused(told("backup", "house.zip", DATABASE_URL=here))
    restored = told("restore", "house.zip", DATABASE_URL=there)
    assert restored.exit_code == 0
    assert "/resume" in restored.stdout
    assert "no owner in the backup" in restored.stdout
    (folder / "left.txt").write_text("telegram:1\n")
    assert told("left", "left.txt", DATABASE_URL=there).stdout.startswith("0 of 1 addresses")
    moved = told("move", f"sqlite:///{folder / 'third.db'}", DATABASE_URL=there)
    assert moved.exit_code == 0
    assert "DATABASE_URL" in moved.stdout


def test_a_backup_that_is_none_is_one_line(folder: Path) -> None:
    (folder / "house.zip").write_text("hello", "utf-8")
    assert "is no backup" in refused(told("restore", "house.zip"))
    assert "can't be read" in refused(told("restore", "no.zip"))
    assert "is in use" not in refused(told("move", "mysql://x"))
