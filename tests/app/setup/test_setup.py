"""Setup, by feeding answers: what it asks, tries, writes, and leaves alone."""

import asyncio
import io
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from bot.app.setup import NEWS, Asker, Wishes, set_up
from bot.errors import SettingsError
from bot.newsroom import load as load_newsroom
from bot.texts import languages
from tests.app.doctor.installation import Installation, installed
from tests.app.test_run import ACCOUNT, NUMBER, TELEGRAM_READER, TOKEN, TWILIO_TOKEN
from tests.environment import load
from tests.program import ROOT

PAPER = Wishes("The Paper", ("en", "fr"), "Europe/Paris", "desk@paper.example", ("World",))


@dataclass
class Folder:
    """A folder to set up, beside stand-ins that run in a loop of their own."""

    path: Path
    made: Installation
    environment: dict[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def feed(self) -> str:
        return f"{self.made.site.url}/feed.xml"

    @property
    def env_file(self) -> Path:
        return self.path / "tocsin.env"

    async def run(self, *answers: str, wishes: Wishes = PAPER, silent: bool = False) -> list[Path]:
        """Set up in a thread: it asks a person, and waits."""
        out = io.StringIO()
        asker = Asker(
            Console(file=out, width=200), io.StringIO("".join(f"{one}\n" for one in answers)), silent
        )
        try:
            return await asyncio.to_thread(set_up, wishes, asker, self.path, self.environment)
        finally:
            self.said = out.getvalue()


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Folder]:
    config = tmp_path / "config"
    config.mkdir()
    (config / "newsroom.toml").write_bytes((ROOT / "config" / "newsroom.toml").read_bytes())
    (tmp_path / "other").mkdir()
    async with installed(tmp_path / "other") as made:
        apis = ("TELEGRAM_API_URL", "TWILIO_API_URL", "TWILIO_CONTENT_API_URL", "TWILIO_MESSAGING_API_URL")
        environment = {name: made.environment[name] for name in apis}
        environment["TOCSIN_NEWSROOM"] = str(config / "newsroom.toml")
        environment["TOCSIN_FETCH_ALLOW_PRIVATE"] = "true"
        yield Folder(config, made, environment)


PAPERS_ANSWERS = (
    "The Paper",
    "en, fr",
    "Europe/Paris",
    "desk@paper.example",
    "World, Culture",
    "Monde",
    "Culture",
)


async def test_a_newcomer_answers_all_and_both_files_are_written(folder: Folder) -> None:
    answers = (*PAPERS_ANSWERS, folder.feed, "", TOKEN, "", TELEGRAM_READER)
    written = await folder.run(*answers, wishes=Wishes())
    assert written == [folder.path / "newsroom.toml", folder.env_file]
    newsroom = load_newsroom(folder.path / "newsroom.toml")
    assert (newsroom.name, newsroom.languages) == ("The Paper", ("en", "fr"))
    assert [(topic.id, dict(topic.names)) for topic in newsroom.topics] == [
        ("world", {"en": "World", "fr": "Monde"}),
        ("culture", {"en": "Culture", "fr": "Culture"}),
    ]
    assert [(one.url, one.topics, one.language) for one in newsroom.sources] == [
        (folder.feed, ("world",), "en")
    ]
    settings = load({}, folder.path)
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.owner == f"telegram:{TELEGRAM_READER}"
    assert stat.S_IMODE(folder.env_file.stat().st_mode) == 0o600
    assert "@tocsin_sandbox_bot" in folder.said
    assert "The Paper can be read" in folder.said
    assert TOKEN not in folder.said


async def test_who_pressed_start_is_the_owner_and_the_words_are_left_for_the_program(folder: Folder) -> None:
    await folder.made.order("phones/telegram/text", text="/start")
    await folder.run(*PAPERS_ANSWERS, "", TOKEN, "", "", "y", wishes=Wishes())
    assert load({}, folder.path).owner == f"telegram:{TELEGRAM_READER}"
    assert "Are you Léa?" in folder.said
    assert (await folder.made.call("getWebhookInfo"))["result"]["pending_update_count"] >= 1


async def test_a_wrong_token_is_asked_for_again(folder: Folder) -> None:
    wrong = TOKEN.replace("A", "B")
    await folder.run(*PAPERS_ANSWERS, "", "4711", wrong, TOKEN, "", "12345", wishes=Wishes())
    assert "35 letters" in folder.said
    assert "does not know this token" in folder.said
    assert wrong not in folder.said
    assert load({}, folder.path).telegram_bot_token.get_secret_value() == TOKEN


async def test_whatsapp_is_asked_for_and_tried(folder: Folder) -> None:
    answers = (
        "",
        "",
        ACCOUNT,
        "wrong",
        TWILIO_TOKEN,
        NUMBER,
        "alerts.example",
        "https://alerts.example/",
        "+15550123",
    )
    await folder.run(*PAPERS_ANSWERS, *answers, wishes=Wishes())
    settings = load({}, folder.path)
    assert (settings.twilio_account_sid, settings.twilio_whatsapp_from) == (ACCOUNT, NUMBER)
    assert settings.twilio_auth_token.get_secret_value() == TWILIO_TOKEN
    assert settings.public_url == "https://alerts.example"
    assert settings.owner == "whatsapp:+15550123"
    assert "https://alerts.example/hooks/whatsapp" in folder.said
    assert "begins with https://" in folder.said


async def test_without_a_terminal_options_and_the_environment_will_do(folder: Folder) -> None:
    folder.environment["TELEGRAM_BOT_TOKEN"] = TOKEN
    wishes = Wishes(
        "The Paper",
        ("en", "fr"),
        "Europe/Paris",
        "",
        ("World",),
        (folder.feed,),
        f"telegram:{TELEGRAM_READER}",
    )
    await folder.run(wishes=wishes, silent=True)
    settings = load({}, folder.path)
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.owner == f"telegram:{TELEGRAM_READER}"
    newsroom = load_newsroom(folder.path / "newsroom.toml")
    assert (newsroom.name, len(newsroom.sources)) == ("The Paper", 1)
    assert newsroom.topics[0].names == {"en": "World", "fr": "World"}


async def test_without_a_terminal_what_is_missing_is_one_line(folder: Folder) -> None:
    before = (folder.path / "newsroom.toml").read_bytes()
    with pytest.raises(SettingsError, match="--name"):
        await folder.run(wishes=Wishes(), silent=True)
    assert (folder.path / "newsroom.toml").read_bytes() == before
    assert not folder.env_file.exists()


async def test_when_the_answers_end_nothing_is_written(folder: Folder) -> None:
    before = (folder.path / "newsroom.toml").read_bytes()
    with pytest.raises(SettingsError, match="--yes"):
        await folder.run("The Paper", "en", wishes=Wishes())
    assert (folder.path / "newsroom.toml").read_bytes() == before
    assert not folder.env_file.exists()


async def test_what_is_there_is_kept_and_nothing_is_overwritten_unasked(folder: Folder) -> None:
    folder.env_file.write_text(
        f"# ours\nPORT=8123\nTELEGRAM_BOT_TOKEN={TOKEN}\nTOCSIN_OWNER=telegram:5\n", "utf-8"
    )
    await folder.run(*PAPERS_ANSWERS, "", "y", "", wishes=Wishes())
    assert folder.env_file.read_text("utf-8").startswith("# ours\nPORT=8123\n")
    assert load({}, folder.path).owner == "telegram:5"
    named = folder.path / "newsroom.toml"
    before = named.read_bytes()
    await folder.run("y", "", "y", "", wishes=Wishes())  # a second time: the newsroom is no longer the demo's
    assert named.read_bytes() == before


@pytest.mark.parametrize(("answer", "kept"), [("n", "B"), ("y", "A")])
async def test_another_token_takes_the_place_of_the_former_only_after_a_yes(
    folder: Folder, answer: str, kept: str
) -> None:
    folder.env_file.write_text(
        f"TELEGRAM_BOT_TOKEN={TOKEN.replace('A', 'B')}\nTOCSIN_OWNER=telegram:5\n", "utf-8"
    )
    await folder.run(*PAPERS_ANSWERS, "", "n", TOKEN, "", answer, wishes=Wishes())
    assert load({}, folder.path).telegram_bot_token.get_secret_value() == TOKEN.replace("A", kept)


async def test_a_source_that_can_t_be_read_is_said_and_not_kept(folder: Folder) -> None:
    await folder.run(*PAPERS_ANSWERS, f"{folder.made.site.url}/none.xml", "n", "", "", "", wishes=Wishes())
    assert load_newsroom(folder.path / "newsroom.toml").sources == ()


async def test_a_source_on_ones_own_network_is_let_after_a_yes(folder: Folder) -> None:
    del folder.environment["TOCSIN_FETCH_ALLOW_PRIVATE"]
    await folder.run(*PAPERS_ANSWERS, folder.feed, "y", "", "", "", wishes=Wishes())
    assert load({}, folder.path).fetch.allow_private
    assert len(load_newsroom(folder.path / "newsroom.toml").sources) == 1


async def test_a_wrong_language_and_a_wrong_zone_are_asked_for_again(folder: Folder) -> None:
    answers = ("The Paper", "klingon", "en", "Paris", "Europe/Paris", "", "World", "", "", "")
    await folder.run(*answers, wishes=Wishes())
    assert "klingon is none of" in folder.said
    assert load_newsroom(folder.path / "newsroom.toml").timezone.key == "Europe/Paris"


def test_news_is_called_by_its_name_in_every_language() -> None:
    assert set(NEWS) == set(languages())
