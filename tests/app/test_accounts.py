from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs

from bot.app.accounts import Accounts, open_accounts
from bot.app.opening import Opened
from bot.app.rehearsal import rehearsed
from bot.channels import CHANNELS
from bot.commands import COMMANDS
from bot.errors import SettingsError
from bot.model import Role
from bot.settings import ChannelsSettings, Settings
from bot.store import sender as senders
from bot.store.database import Database
from bot.texts import languages
from tests.fakes import a_logger
from tests.pipeline.room import newsroom

LONGEST = 256  # characters of what a command does (core.telegram.org/bots/api#botcommand)
URL = "http://127.0.0.1:9"


async def opened(database: Database, settings: Settings) -> tuple[Accounts, list[str]]:
    """Open the accounts; give them back, and the channels that were said to be off."""
    async with AsyncExitStack() as closing:
        made = Opened(settings, newsroom(), database, a_logger(), URL, None)
        with capture_logs() as logs:
            accounts = await open_accounts(made, closing)
    return accounts, [log["channel"] for log in logs]


async def test_every_channel_that_is_set_up_has_the_row_of_its_sender(database: Database) -> None:
    settings = rehearsed(Settings(), URL)
    first, off = await opened(database, settings)
    again, _ = await opened(database, settings)
    ours = {"email", "telegram", "whatsapp"}
    assert {one.name for one in first.values()} == ours
    assert set(off) == CHANNELS.keys() - ours
    assert first.keys() == again.keys()
    rows = database.read_here(senders.listed)
    assert {row.id: row.channel for row in rows} == {id_: one.name for id_, one in first.items()}


async def test_no_secret_names_a_sender(database: Database) -> None:
    settings = rehearsed(Settings(), URL)
    await opened(database, settings)
    accounts = [row.account for row in database.read_here(senders.listed)]
    secret = settings.telegram_bot_token.get_secret_value().partition(":")[2]
    assert not [one for one in accounts if secret in one]
    assert settings.twilio_auth_token.get_secret_value() not in accounts


async def test_a_channel_that_is_not_set_up_is_off_and_said_so(database: Database) -> None:
    accounts, off = await opened(database, Settings())
    assert (dict(accounts), off) == ({}, list(CHANNELS))


async def test_readers_are_shown_what_they_may_ask_in_each_language(database: Database) -> None:
    accounts, _ = await opened(database, rehearsed(Settings(), URL))
    (telegram,) = (one for one in accounts.values() if one.name == "telegram")
    menus = telegram.commands  # type: ignore[attr-defined]  # Telegram's own field
    assert set(menus) == {"", *languages()}
    readers = [name for name, command in COMMANDS.items() if command.ROLE is Role.READER]
    assert all([name for name, _ in menu] == readers for menu in menus.values())
    for language in set(languages()) - {"en"}:
        for (name, said), (_same, english) in zip(menus[language], menus["en"], strict=True):
            assert said != english, (language, name)
            assert 3 <= len(said) <= LONGEST, (language, name)
    assert menus["fr"] != menus["en"] == menus[""]


async def test_a_channel_of_ones_own_that_there_is_none_of_is_told(database: Database) -> None:
    settings = Settings(channels=ChannelsSettings.model_validate({"pagr": "x"}))
    with pytest.raises(
        SettingsError, match=r"^TOCSIN_CHANNELS_PAGR names no channel; there are: .*telegram, "
    ):
        await opened(database, settings)
