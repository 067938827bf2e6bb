"""The commands of docs/moving.md, as they are shown there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.settings import Settings
from tests.app.portable.installation import TOKEN, furnish, settings_of
from tests.app.rivals.samples import flowerss, listmonk, rssbot, rsstt
from tests.program import OURS

PAGE = Path(__file__).parents[2] / "docs" / "moving.md"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    import os  # noqa: PLC0415 -- only to forget what this machine is set to

    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    (tmp_path / "config").mkdir()
    made = settings_of(tmp_path / "config", f"sqlite:///{tmp_path / 'tocsin.db'}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", made.database_url.get_secret_value())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    return made


def told(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def commands(wanted: str) -> list[list[str]]:
    """Find the lines of the page that run a command, as words."""
    import shlex  # noqa: PLC0415 -- beside its use

    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("python -m bot ")]
    found = [shlex.split(line.partition("  #")[0])[3:] for line in lines]
    return [words for words in found if words[0] == wanted]


def test_what_the_page_exports_is_there(settings: Settings, tmp_path: Path) -> None:
    furnish(settings)
    shown = commands("export")
    assert shown
    for words in shown:
        result = told(*words)
        assert result.exit_code == 0, result.output
        assert (tmp_path / words[1]).exists()
    held = told("import", "everything.zip", "--dry-run")
    assert (held.exit_code, "10 lines: 10 there already" in held.output) == (0, True), held.output


def test_what_the_page_imports_comes(settings: Settings, tmp_path: Path) -> None:
    furnish(settings)
    told("export", "everything.zip")
    told("export", "subscribers.csv")
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="https://z.example/f"/></body></opml>'
    )
    rsstt(tmp_path / "db.sqlite3")
    flowerss(tmp_path / "data.db")
    rssbot(tmp_path / "rssbot.json")
    listmonk(tmp_path / "confirmed.csv")
    (tmp_path / "people.csv").write_text("channel,address\nwhatsapp,+33612345670\n")
    shown = commands("import")
    assert len(shown) > 5
    for words in shown:
        result = told(*words)
        if words[1] == "confirmed.csv":  # e-mail is a channel of its own, which is not set up here
            assert (result.exit_code, "on email, which is not set up here" in result.output) == (2, True)
        else:
            assert result.exit_code in {0, 1}, (words, result.output)
            assert "lines" in result.output or "source" in result.output
