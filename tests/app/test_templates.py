from pathlib import Path
from shutil import copy

import pytest
from pydantic import SecretStr

from bot.app import templates
from bot.channels.whatsapp_templates import Template, read_drafts
from bot.errors import ChannelError, SettingsError
from bot.settings import Settings
from tests.app.test_run import ACCOUNT, NUMBER, TWILIO_TOKEN, services
from tests.program import ROOT

FOLDER = ROOT / "config" / "templates"


def account(
    url: str, newsroom: Path = ROOT / "config" / "newsroom.toml", token: str = TWILIO_TOKEN
) -> Settings:
    return Settings(
        newsroom=newsroom,
        public_url="http://127.0.0.1:9",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr(token),
        twilio_whatsapp_from=NUMBER,
        twilio_api_url=f"{url}/twilio",
        twilio_content_api_url=f"{url}/content",
    )


async def test_every_template_is_listed_and_one_that_is_missing_says_what_to_do() -> None:
    async with services("http://127.0.0.1:9") as url:
        lines = await templates._report(account(url), submit=False, folder=FOLDER)
    names = {line.partition(":")[0] for line in lines}
    assert {"tocsin_alert_fr", "tocsin_alert_en", "tocsin_alert_he"} <= names
    assert all(": " in line for line in lines)


async def test_what_is_missing_is_submitted_once(tmp_path: Path) -> None:
    copy(FOLDER / "en.toml", tmp_path / "pt.toml")  # a language that the sandbox's account lacks
    async with services("http://127.0.0.1:9") as url:
        before, submitted, after = [
            await templates._report(account(url), submit=submit, folder=tmp_path)
            for submit in (False, True, True)
        ]
    assert "tocsin_alert_pt: missing: run python -m bot templates --submit" in before
    assert all(": submitted now, " in line for line in submitted)
    assert not [line for line in after if "submitted now" in line or "missing" in line]


def test_a_template_that_was_rejected_says_why() -> None:
    (draft, *_) = read_drafts(FOLDER, "Le Fil")
    rejected = Template(draft.name, "HX1", status="rejected", reason="too salty")
    assert templates._lines([draft], [rejected], []) == [f"{draft.name}: rejected (too salty)"]


async def test_a_wrong_twilio_token_is_said_without_it() -> None:
    async with services("http://127.0.0.1:9") as url:
        with pytest.raises(ChannelError) as refusal:
            await templates._report(account(url, token="wrong" * 6), submit=False, folder=FOLDER)
    assert "wrong" * 6 not in str(refusal.value)


def test_without_an_account_there_is_nothing_to_list() -> None:
    settings = Settings(newsroom=ROOT / "config" / "newsroom.toml")
    with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID"):
        templates.report(settings, submit=False, folder=FOLDER)
