"""Templates: which of those that WhatsApp must approve the account has, and which it lacks."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot import newsroom as newsrooms
from bot.channels.whatsapp_opening import open_whatsapp
from bot.channels.whatsapp_templates import Draft, Template, read_drafts
from bot.errors import SettingsError
from bot.settings import Settings

FOLDER = Path("config/templates")


def report(settings: Settings, *, submit: bool, folder: Path = FOLDER) -> list[str]:
    """Say of each template in `folder` how it stands; with `submit`, create and submit what is missing.

    Raises:
        SettingsError: there is no Twilio account in the settings, or a template's file is wrong.
        ChannelError: Twilio refuses, or can't be reached.

    """
    return asyncio.run(_report(settings, submit=submit, folder=folder))


async def _report(settings: Settings, *, submit: bool, folder: Path) -> list[str]:
    newsroom = newsrooms.load(settings.newsroom)
    drafts = read_drafts(folder, newsroom.name)
    channel = open_whatsapp(settings, newsroom, {})
    if channel is None:
        raise SettingsError(
            "there is no Twilio account: write TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM "
            "and PUBLIC_URL into config/tocsin.env"
        )
    try:
        submitted = await channel.submit_templates(drafts) if submit else []
        return _lines(drafts, await channel.list_templates(), submitted)
    finally:
        await channel.close()


def _lines(drafts: Sequence[Draft], known: Sequence[Template], submitted: Sequence[Template]) -> list[str]:
    by_name = {template.name: template for template in known}
    new = {template.name for template in submitted}
    lines = []
    for draft in drafts:
        template = by_name.get(draft.name)
        state = template.status if template else "missing: run python -m bot templates --submit"
        reason = f" ({template.reason})" if template and template.reason else ""
        lines.append(f"{draft.name}: {'submitted now, ' if draft.name in new else ''}{state}{reason}")
    return lines
