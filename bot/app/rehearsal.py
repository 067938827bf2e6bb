"""Rehearsal: the settings with which the sandbox stands in for both services."""

import secrets
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import SecretStr

from bot.clock import utc_now
from bot.errors import SettingsError
from bot.newsroom import Newsroom
from bot.sandbox import TELEGRAM_READER_ID, Sandbox, SandboxOptions
from bot.sandbox.bill import as_setting
from bot.settings import Settings
from bot.store.source import NewSource

NUMBER = "+15550100"
DEMO_NAME = "Le Fil du Levant"
EMAIL_FROM = f"{DEMO_NAME} <lettre@fil.example>"
DEMO_EVERY = 5.0
"""Seconds between two looks at the demo newsroom, which publishes far more often than a real one."""


def rehearsed(settings: Settings, base_url: str) -> Settings:
    """Point a program without accounts at its own sandbox; made-up credentials, new at each start.

    The demo's Telegram reader is the owner unless somebody else was named, and sources on loopback
    are allowed, for the demo newsroom is one.
    """
    minimum = min(settings.poll.minimum, DEMO_EVERY)
    return settings.model_copy(
        update={
            "public_url": base_url,
            "telegram_bot_token": SecretStr(f"700100:{secrets.token_urlsafe(24)}"),
            "telegram_api_url": f"{base_url}/sandbox/telegram",
            "telegram_mode": "polling",
            "twilio_account_sid": "AC" + secrets.token_hex(16),
            "twilio_auth_token": SecretStr(secrets.token_hex(16)),
            "twilio_api_url": f"{base_url}/sandbox/twilio",
            "twilio_content_api_url": f"{base_url}/sandbox/content",
            "twilio_messaging_api_url": f"{base_url}/sandbox/messaging",
            "twilio_whatsapp_from": NUMBER,
            "twilio_messaging_service_sid": "",
            "smtp_url": SecretStr(f"smtp://127.0.0.1:{_free_port()}"),
            "email_from": EMAIL_FROM,
            "email_secret": SecretStr(secrets.token_urlsafe(24)),
            "owner": settings.owner or f"telegram:{TELEGRAM_READER_ID}",
            "poll": settings.poll.model_copy(update={"minimum": minimum}),
            "fetch": settings.fetch.model_copy(update={"allow_private": True}),
            "whatsapp": settings.whatsapp.model_copy(update=_fares(settings)),
        }
    )


def _free_port() -> int:
    """Find a port for the mailbox, which listens there a moment later: both sides are told it at once."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _fares(settings: Settings) -> dict[str, str]:
    """Take the sandbox's own rates where no fares were set, so that its bill can be foretold."""
    told = settings.whatsapp
    if told.marketing_fares or told.utility_fares:
        return {}
    return {"marketing_fares": as_setting("MARKETING"), "utility_fares": as_setting("UTILITY")}


def sandbox_options(settings: Settings) -> SandboxOptions:
    """Say what a sandbox is made from, so that rehearsed settings fit it."""
    return SandboxOptions(
        telegram_token=settings.telegram_bot_token.get_secret_value(),
        twilio_account=settings.twilio_account_sid,
        twilio_token=settings.twilio_auth_token.get_secret_value(),
        whatsapp_from=settings.twilio_whatsapp_from,
        whatsapp_hook=f"{settings.public_url}/hooks/whatsapp",
        publish_every=settings.sandbox.publish_every,
        taps_start=settings.sandbox.taps_start,
        clock=utc_now,
        smtp_port=urlsplit(settings.smtp_url.get_secret_value()).port,
    )


def demo_sources(newsroom: Newsroom, feeds: list[tuple[str, str, tuple[str, ...]]]) -> list[NewSource]:
    """Make sources of the demo newsroom's feeds: address, language, topics."""
    known = {str(topic.id) for topic in newsroom.topics}
    return [
        NewSource(
            url,
            "demo",
            name=DEMO_NAME,
            language=language,
            every=DEMO_EVERY,
            topics=tuple(sorted(known & set(chosen))),
        )
        for url, language, chosen in feeds
    ]


def alone(settings: Settings, port: int, hooks: str, journal: Path | None) -> None:
    """Serve a sandbox for a program in another process, until it is interrupted.

    The accounts are those of the settings, so both processes are given the same environment.

    Raises:
        SettingsError: the settings name no accounts that the sandbox could stand in for, or the port is busy.

    """
    if settings.sandboxed:
        raise SettingsError(
            "a sandbox of its own needs made-up accounts, the same as the program that is tried: set "
            "TELEGRAM_BOT_TOKEN, or TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM and "
            "PUBLIC_URL, or all of them"
        )
    hook = f"{hooks.rstrip('/') or settings.public_url}/hooks/whatsapp" if settings.whatsapp_wanted else ""
    options = replace(sandbox_options(settings), journal=journal, whatsapp_hook=hook)
    try:
        web.run_app(
            _served(options), host="127.0.0.1", port=port, access_log=None, print=None, shutdown_timeout=1.0
        )
    except OSError as error:
        raise SettingsError(
            f"the port {port} can't be had ({error.strerror}); stop what uses it, or choose another: --port"
        ) from error


async def _served(options: SandboxOptions) -> web.Application:
    sandbox = Sandbox(options)
    application = web.Application()
    sandbox.add_to(application)

    async def begin(_application: web.Application) -> None:
        await sandbox.start()

    async def end(_application: web.Application) -> None:
        await sandbox.close()

    application.on_startup.append(begin)
    application.on_cleanup.append(end)
    return application
