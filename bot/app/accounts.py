"""Accounts: the channels that the settings name, each with the row of its sender."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime

from sqlalchemy import Connection

from bot.app.opening import Opened
from bot.channels import CHANNELS
from bot.clock import utc_now
from bot.commands import COMMANDS
from bot.errors import SettingsError
from bot.model import Role, SenderId
from bot.ports import Channel, Menus
from bot.store import sender as senders
from bot.store.database import alone
from bot.texts import languages, say

Accounts = Mapping[SenderId, Channel]
"""The channels that are set up, by the id of their sender."""


async def open_accounts(made: Opened, closing: AsyncExitStack) -> Accounts:
    """Make the channels and enrol their senders; one that is not set up is off, and said so once.

    Raises:
        SettingsError: the settings name a channel that there is none of.

    """
    if unknown := made.settings.channels.names - CHANNELS.keys():
        raise SettingsError(
            f"TOCSIN_CHANNELS_{min(unknown).upper()} names no channel; there are: "
            f"{', '.join(sorted(CHANNELS))}"
        )
    wanted: list[Channel] = []
    for name, open_channel in CHANNELS.items():
        channel = open_channel(made.settings, made.newsroom, _menus())
        if channel is None:
            made.log.info("channel is off: it is not set up", channel=name)
        else:
            closing.push_async_callback(channel.close)
            wanted.append(channel)
    now = utc_now()

    def write(tx: Connection) -> Accounts:
        alone(tx)  # as do the topics and sources: others enrol the same at this moment
        return {_enrolled(tx, one, now): one for one in wanted}

    return await made.database.write(write)


def _enrolled(tx: Connection, one: Channel, now: datetime) -> SenderId:
    limits = one.limits
    return senders.enrol(tx, one.name, one.account, now, edits=limits.edits, digests_only=limits.digests_only)


def _menus() -> Menus:
    """Say in each language what readers may ask, for the menus that channels show; "" is any other."""
    readers = {name: command for name, command in COMMANDS.items() if command.ROLE is Role.READER}
    spoken = {language: language for language in languages()} | {"": languages()[0]}
    return {
        key: [(name, say(command.HELP, language)) for name, command in readers.items()]
        for key, language in spoken.items()
    }
