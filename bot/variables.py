"""Variables: what the environment calls the settings, what to write into them, and files of secrets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.errors import SettingsError

CONVENTIONAL = {
    "DATABASE_URL": "database_url",
    "PORT": "port",
    "PUBLIC_URL": "public_url",
    "TELEGRAM_BOT_TOKEN": "telegram_bot_token",
    "TELEGRAM_API_URL": "telegram_api_url",
    "TELEGRAM_MODE": "telegram_mode",
    "TWILIO_ACCOUNT_SID": "twilio_account_sid",
    "TWILIO_AUTH_TOKEN": "twilio_auth_token",
    "TWILIO_API_URL": "twilio_api_url",
    "TWILIO_CONTENT_API_URL": "twilio_content_api_url",
    "TWILIO_MESSAGING_API_URL": "twilio_messaging_api_url",
    "TWILIO_WHATSAPP_FROM": "twilio_whatsapp_from",
    "TWILIO_MESSAGING_SERVICE_SID": "twilio_messaging_service_sid",
    "SMTP_URL": "smtp_url",
    "EMAIL_FROM": "email_from",
    "TOCSIN_EMAIL_SECRET": "email_secret",
    "TOCSIN_EMAIL_HOOK_SECRET": "email_hook_secret",
    "TOCSIN_MODEL_KEY": "model_key",
    "TOCSIN_STATUS_KEY": "status_key",
    "TOCSIN_NEWSROOM": "newsroom",
    "TOCSIN_NEWSROOMS": "newsrooms",
    "TOCSIN_OWNER": "owner",
    "TOCSIN_WHATSAPP_TEMPLATES": "whatsapp_templates",
}
"""Environment names that are no ``TOCSIN_<SECTION>_<NAME>``, and the fields they set."""

HIDDEN = (
    "TOKEN",
    "SID",
    "KEY",
    "SECRET",
    "MODEL_URL",
    "DATABASE_URL",
    "SMTP_URL",
    "OWNER",
    "FROM",
    "TOCSIN_CHANNELS",
)
"""Parts of the names whose values never stand in a message: secrets, phone numbers and chat ids."""

EXAMPLES = {
    "database_url": "sqlite:///var/tocsin.db",
    "public_url": "https://alerts.example.org",
    "telegram_bot_token": "123456:ABC-DEF",
    "twilio_account_sid": "AC0123",
    "twilio_auth_token": "0123",
    "twilio_whatsapp_from": "+14155238886",
    "twilio_messaging_service_sid": "MG0123",
    "owner": "telegram:123456",
    "newsrooms": "config/newsrooms",
    "whatsapp_templates": "tocsin_alert_fr=HX0123",
    "smtp_url": "smtp://user:password@smtp.example.org:587",
    "email_from": "News <news@example.org>",
    "email_bounce_domain": "bounces.example.org",
    "email_secret": "a-long-random-word",
    "email_hook_secret": "another-long-random-word",
    "model_key": "sk-0123",
    "status_key": "one-more-long-random-word",
    "whatsapp_marketing_fares": "+33=0.08, +972=0.04, other=0.06",
    "whatsapp_utility_fares": "+33=0.03, other=0.01",
    "model_url": "http://127.0.0.1:11434/v1",
}
"""What to write for the fields whose default says nothing."""

FILE: Final = "_FILE"
"""Behind the name of a secret: the variable that names a file which holds it, as containers are given one."""

FILED: Final = frozenset(name for name in CONVENTIONAL if any(word in name for word in HIDDEN))
"""The variables that a file may hold instead."""

_LARGEST: Final = 64 * 1024


def from_files(variables: Mapping[str, str]) -> dict[str, str]:
    """Put what files hold in the place of the variables that name them: ``SMTP_URL`` for ``SMTP_URL_FILE``.

    Raises:
        SettingsError: a file can't be read or holds nothing, or a secret is told twice.

    """
    told = dict(variables)
    for name in FILED:
        path = told.pop(name + FILE, "")
        if not path:
            continue
        if told.get(name):
            raise SettingsError(f"{name} and {name}{FILE} are both set; unset one of them")
        told[name] = _held_by(name + FILE, path)
    return told


def _held_by(name: str, path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            held = file.read(_LARGEST).decode().strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(
            f"{name} names {path}, which can't be read ({reason}); let it name a file with the secret in it"
        ) from None
    if not held:
        raise SettingsError(f"{name} names {path}, which is empty; write the secret into it")
    return held


def environment_name(location: tuple[str | int, ...]) -> str:
    """Name the environment variable that sets the field at a location such as ``("poll", "minimum")``."""
    by_field = {field: name for name, field in CONVENTIONAL.items()}
    path = "_".join(str(part) for part in location)
    return by_field.get(path, f"TOCSIN_{path.upper()}")
