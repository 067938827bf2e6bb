"""Settings: all that can be set, with its default, and what does not go together."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from bot.errors import SettingsError
from bot.model import Address
from bot.sections import (
    ChannelsSettings,
    ConsentSettings,
    DeliverySettings,
    DeskSettings,
    Edit,
    EmailSettings,
    FetchSettings,
    Log,
    ModelSettings,
    Poll,
    ReportSettings,
    Retention,
    Revise,
    SandboxSettings,
    Section,
    StaffSettings,
    TelegramSettings,
    WatchSettings,
    Web,
    WhatsAppSettings,
)
from bot.variables import EXAMPLES, HIDDEN, environment_name

__all__ = [
    "ChannelsSettings",
    "ConsentSettings",
    "DeliverySettings",
    "DeskSettings",
    "Edit",
    "EmailSettings",
    "FetchSettings",
    "Log",
    "ModelSettings",
    "Poll",
    "ReportSettings",
    "Retention",
    "Revise",
    "SandboxSettings",
    "Section",
    "Settings",
    "StaffSettings",
    "TelegramSettings",
    "WatchSettings",
    "Web",
    "WhatsAppSettings",
    "validated",
]

_SENDER = re.compile(r"(?:[^<>\r\n]*<)?[^<>@\s]+@[^<>@\s.]+(?:\.[^<>@\s.]+)*>?")

TELEGRAM_API = "https://api.telegram.org"
TWILIO_API = "https://api.twilio.com"
TWILIO_CONTENT_API = "https://content.twilio.com"
TWILIO_MESSAGING_API = "https://messaging.twilio.com"

OURS = frozenset({"telegram", "whatsapp"})
"""The channels that owners may be on beside those of `[channels]`: with settings of their own."""


class Settings(BaseModel):
    """Everything that an operator can set; secrets never show when it is printed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: SecretStr = SecretStr("sqlite:///var/tocsin.db")
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    public_url: str = ""
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM_API
    telegram_mode: Literal["polling", "webhook"] = "polling"
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_api_url: str = TWILIO_API
    twilio_content_api_url: str = TWILIO_CONTENT_API
    twilio_messaging_api_url: str = TWILIO_MESSAGING_API
    twilio_whatsapp_from: str = ""
    twilio_messaging_service_sid: str = ""
    smtp_url: SecretStr = SecretStr("")
    email_from: str = ""
    email_secret: SecretStr = SecretStr("")  # signs the links in letters
    email_hook_secret: SecretStr = SecretStr("")  # what who hands us bounces has to bear
    newsroom: Path = Path("config/newsroom.toml")
    channels: ChannelsSettings = ChannelsSettings()  # before the owner, who may be on one of them
    newsrooms: Path | None = None
    owner: str = ""
    whatsapp_templates: str = ""
    model_key: SecretStr = SecretStr("")
    status_key: SecretStr = SecretStr("")  # shows the status page

    poll: Poll = Poll()
    fetch: FetchSettings = FetchSettings()
    edit: Edit = Edit()
    revise: Revise = Revise()
    desk: DeskSettings = DeskSettings()
    model: ModelSettings = ModelSettings()
    delivery: DeliverySettings = DeliverySettings()
    telegram: TelegramSettings = TelegramSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()
    email: EmailSettings = EmailSettings()
    consent: ConsentSettings = ConsentSettings()
    retention: Retention = Retention()
    report: ReportSettings = ReportSettings()
    staff: StaffSettings = StaffSettings()
    watch: WatchSettings = WatchSettings()
    web: Web = Web()
    sandbox: SandboxSettings = SandboxSettings()
    log: Log = Log()

    @field_validator(
        "public_url",
        "telegram_api_url",
        "twilio_api_url",
        "twilio_content_api_url",
        "twilio_messaging_api_url",
    )
    @classmethod
    def _an_address_of_the_web(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _an_address_of_a_mail_server(cls, value: SecretStr) -> SecretStr:
        said = value.get_secret_value()
        try:
            parts = urlsplit(said)
            known = not said or (parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0)
        except ValueError:
            known = False
        if not known:
            raise ValueError("must be smtp://user:password@host:587, or smtps:// for TLS from the first byte")
        return value

    @field_validator("email_from")
    @classmethod
    def _a_name_and_an_address(cls, value: str) -> str:
        if value and not _SENDER.fullmatch(value):
            raise ValueError("must be a name and an address: News <news@example.org>")
        return value

    @field_validator("owner")
    @classmethod
    def _owners_addresses(cls, value: str, info: ValidationInfo) -> str:
        known = OURS | info.data.get("channels", ChannelsSettings()).names
        for part in filter(None, value.replace(",", " ").split()):
            channel, _, rest = part.partition(":")
            if channel not in known or not rest:
                raise ValueError("must be telegram:<id> or whatsapp:+<number>, several separated by commas")
        return value

    @field_validator("whatsapp_templates")
    @classmethod
    def _templates_by_name(cls, value: str) -> str:
        if not all("=" in part for part in value.replace(",", " ").split()):
            raise ValueError("must be name=HX… pairs separated by commas: tocsin_alert_fr=HX0123")
        return value

    @property
    def owners(self) -> tuple[Address, ...]:
        """Name the addresses that are owners from the start."""
        parts = (part.partition(":") for part in self.owner.replace(",", " ").split())
        return tuple(Address(channel, rest) for channel, _, rest in parts)

    @property
    def templates(self) -> Mapping[str, str]:
        """Name the WhatsApp templates that were set by hand: friendly name to content SID."""
        pairs = (part.partition("=") for part in self.whatsapp_templates.replace(",", " ").split())
        return {name: sid for name, _, sid in pairs}

    @property
    def telegram_wanted(self) -> bool:
        """Say whether a Telegram bot was set up."""
        return bool(self.telegram_bot_token.get_secret_value())

    @property
    def whatsapp_wanted(self) -> bool:
        """Say whether any part of a Twilio account was set up."""
        return bool(self.twilio_account_sid or self.twilio_auth_token.get_secret_value())

    @property
    def email_wanted(self) -> bool:
        """Say whether a mail server was set up."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def sandboxed(self) -> bool:
        """Say whether the sandbox stands in for all services: no account of any was set up."""
        return not (self.telegram_wanted or self.whatsapp_wanted or self.email_wanted or self.channels.names)

    @property
    def email_key(self) -> bytes:
        """Give what signs the links in letters; the sandbox sets no secret, and signs by its address."""
        said = self.email_secret.get_secret_value() or self.smtp_url.get_secret_value()
        return said.encode()


def validated(values: Mapping[str, Any]) -> Settings:
    """Make settings of values by their fields.

    Raises:
        SettingsError: a setting is missing or wrong.

    """
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(one_line(error.errors()[0])) from error
    for clash in clashes(settings):
        raise SettingsError(clash)
    return settings


def one_line(first: ErrorDetails) -> str:
    """Say in a line what is wrong, and what to write."""
    name = environment_name(first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{name} is no setting of Tocsin; remove it, or look up its name in config/tocsin.toml"
    given = "" if any(word in name for word in HIDDEN) else f" is {first['input']!r}, but"
    reason = first["msg"].removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    return f"{name}{given}: {reason}; for example {_example(first['loc'], name)}"


def _example(location: tuple[str | int, ...], name: str) -> str:
    value: Any = Settings()
    for part in location:
        value = getattr(value, str(part), "")
    if isinstance(value, Section):
        return f"[{location[0]}] on a line of its own, and its settings below it"
    said = EXAMPLES.get("_".join(map(str, location)), str(value))
    return f"{name}={said.lower() if isinstance(value, bool) else said}"


def clashes(settings: Settings) -> Iterator[str]:
    """Say what does not go together, a line each."""
    needs = {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "TWILIO_WHATSAPP_FROM (or TWILIO_MESSAGING_SERVICE_SID)": settings.twilio_whatsapp_from
        or settings.twilio_messaging_service_sid,
        "PUBLIC_URL": settings.public_url,
    }
    if settings.whatsapp_wanted:
        for name, value in needs.items():
            if not value:
                yield f"{name} is missing: WhatsApp needs it; write it into config/tocsin.env"
    yield from _mail_clashes(settings)
    yield from _status_clashes(settings)
    if settings.telegram_wanted and settings.telegram_mode == "webhook" and not settings.public_url:
        yield (
            "PUBLIC_URL is missing: TELEGRAM_MODE=webhook needs it; write PUBLIC_URL=https://… or "
            "TELEGRAM_MODE=polling"
        )
    if settings.model.url and not settings.model.name:
        yield (
            "TOCSIN_MODEL_NAME is missing: TOCSIN_MODEL_URL needs it; write the name that the endpoint knows "
            "the model by, or delete the URL"
        )
    if settings.delivery.lease <= settings.delivery.timeout:
        yield (
            "TOCSIN_DELIVERY_LEASE must be longer than TOCSIN_DELIVERY_TIMEOUT, or a slow send is made "
            f"twice; write for example TOCSIN_DELIVERY_LEASE={settings.delivery.timeout * 3:g}"
        )
    if settings.poll.maximum < settings.poll.minimum:
        yield (
            "TOCSIN_POLL_MAXIMUM is below TOCSIN_POLL_MINIMUM; write for example "
            f"TOCSIN_POLL_MAXIMUM={settings.poll.minimum * 10:g}"
        )


def _status_clashes(settings: Settings) -> Iterator[str]:
    # of several newsrooms each has its own key, and the deployment none
    if settings.web.status == "key" and not (settings.status_key.get_secret_value() or settings.newsrooms):
        yield (
            "TOCSIN_STATUS_KEY is missing: TOCSIN_WEB_STATUS=key shows the status page to who has it; write "
            f"for example TOCSIN_STATUS_KEY={EXAMPLES['status_key']}"
        )


def _mail_clashes(settings: Settings) -> Iterator[str]:
    if not settings.email_wanted:
        return
    needs = {
        "EMAIL_FROM": settings.email_from,
        "PUBLIC_URL": settings.public_url,
        "TOCSIN_EMAIL_SECRET": settings.email_secret.get_secret_value(),
    }
    for name, value in needs.items():
        if not value:
            yield (
                f"{name} is missing: SMTP_URL needs it; write it into config/tocsin.env, for example "
                f"{name}={EXAMPLES[name.removeprefix('TOCSIN_').lower()]}"
            )
    if settings.email.bounce_domain and not settings.email_hook_secret.get_secret_value():
        yield (
            "TOCSIN_EMAIL_HOOK_SECRET is missing: TOCSIN_EMAIL_BOUNCE_DOMAIN needs it, or anybody could hand "
            "us bounces; write a long random word"
        )
    if settings.delivery.lease <= settings.email.timeout:
        yield (
            "TOCSIN_DELIVERY_LEASE must be longer than TOCSIN_EMAIL_TIMEOUT, or a slow send is made "
            f"twice; write for example TOCSIN_DELIVERY_LEASE={settings.email.timeout * 1.5:g}"
        )
