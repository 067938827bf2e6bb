"""Settings: the only reader of the environment; every default stands in ``config/tocsin.toml``."""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.errors import SettingsError
from bot.model import Address
from bot.sections import (
    ConsentSettings,
    DeliverySettings,
    DeskSettings,
    Edit,
    FetchSettings,
    Log,
    ModelSettings,
    Poll,
    ReportSettings,
    Revise,
    SandboxSettings,
    Section,
    StaffSettings,
    TelegramSettings,
    Web,
    WhatsAppSettings,
)

__all__ = [
    "ConsentSettings",
    "DeliverySettings",
    "DeskSettings",
    "Edit",
    "FetchSettings",
    "Log",
    "ModelSettings",
    "Poll",
    "ReportSettings",
    "Revise",
    "SandboxSettings",
    "Section",
    "Settings",
    "StaffSettings",
    "Survey",
    "TelegramSettings",
    "Web",
    "WhatsAppSettings",
    "environment_name",
    "load",
    "names",
    "survey",
]

T = TypeVar("T")

TELEGRAM_API = "https://api.telegram.org"
TWILIO_API = "https://api.twilio.com"
TWILIO_CONTENT_API = "https://content.twilio.com"
TWILIO_MESSAGING_API = "https://messaging.twilio.com"

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
    "TOCSIN_MODEL_KEY": "model_key",
    "TOCSIN_NEWSROOM": "newsroom",
    "TOCSIN_OWNER": "owner",
    "TOCSIN_WHATSAPP_TEMPLATES": "whatsapp_templates",
}
"""Environment names that are no ``TOCSIN_<SECTION>_<NAME>``, and the fields they set."""

HIDDEN = ("TOKEN", "SID", "KEY", "MODEL_URL", "DATABASE_URL", "OWNER", "FROM")
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
    "whatsapp_templates": "tocsin_alert_fr=HX0123",
    "model_key": "sk-0123",
    "whatsapp_marketing_fares": "+33=0.08, +972=0.04, other=0.06",
    "whatsapp_utility_fares": "+33=0.03, other=0.01",
    "model_url": "http://127.0.0.1:11434/v1",
}
"""What to write for the fields whose default says nothing."""


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
    newsroom: Path = Path("config/newsroom.toml")
    owner: str = ""
    whatsapp_templates: str = ""
    model_key: SecretStr = SecretStr("")

    poll: Poll = Poll()
    fetch: FetchSettings = FetchSettings()
    edit: Edit = Edit()
    revise: Revise = Revise()
    desk: DeskSettings = DeskSettings()
    model: ModelSettings = ModelSettings()
    delivery: DeliverySettings = DeliverySettings()
    telegram: TelegramSettings = TelegramSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()
    consent: ConsentSettings = ConsentSettings()
    report: ReportSettings = ReportSettings()
    staff: StaffSettings = StaffSettings()
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

    @field_validator("owner")
    @classmethod
    def _owners_addresses(cls, value: str) -> str:
        for part in filter(None, value.replace(",", " ").split()):
            channel, _, rest = part.partition(":")
            if channel not in {"telegram", "whatsapp"} or not rest:
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
    def sandboxed(self) -> bool:
        """Say whether the sandbox stands in for both services: no account of either was set up."""
        return not self.telegram_wanted and not self.whatsapp_wanted


def load(environment: Mapping[str, str] | None = None, folder: Path = Path("config")) -> Settings:
    """Read the settings: the environment first, then ``tocsin.env``, then ``tocsin.toml``, then defaults.

    Raises:
        SettingsError: a setting is missing or wrong.

    """
    told = os.environ if environment is None else environment
    env_file = _env_file(folder / "tocsin.env")
    values = _table(folder / "tocsin.toml")
    for name, value in {**env_file, **told}.items():
        _overlay(values, name, value)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_one_line(error.errors()[0])) from error
    for clash in _clashes(settings):
        raise SettingsError(clash)
    return settings


@dataclass(frozen=True)
class Survey:
    """All that is told, for who looks for what is wrong with it.

    `settings` is what can be used of it, `faults` a line for each setting that can't, and `told` the
    names that are set, each with the file it stands in, None for the environment.
    """

    settings: Settings
    faults: tuple[str, ...]
    told: Mapping[str, Path | None]
    environment: Mapping[str, str]


def survey(environment: Mapping[str, str] | None = None, folder: Path = Path("config")) -> Survey:
    """Read the settings as `load` does, but past each fault to the next; raises nothing."""
    told = os.environ if environment is None else environment
    faults: list[str] = []
    nothing: dict[str, str] = {}
    env_file = _or_else(lambda: _env_file(folder / "tocsin.env"), nothing, faults)
    values: dict[str, Any] = _or_else(lambda: _table(folder / "tocsin.toml"), {}, faults)
    for name, value in {**env_file, **told}.items():
        _overlay(values, name, value)
    settings = _what_can_be_used(values, faults)
    named = {fault.split(" ", 1)[0].rstrip(":") for fault in faults}
    faults += [clash for clash in _clashes(settings) if clash.split(" ", 1)[0] not in named]
    origins: dict[str, Path | None] = dict.fromkeys(env_file, folder / "tocsin.env") | dict.fromkeys(told)
    return Survey(settings, tuple(faults), origins, dict(told))


def _or_else(read: Callable[[], T], otherwise: T, faults: list[str]) -> T:
    try:
        return read()
    except SettingsError as error:
        faults.append(str(error))
        return otherwise


def _what_can_be_used(values: dict[str, Any], faults: list[str]) -> Settings:
    while True:
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                faults.append(_one_line(one))
                _drop(values, one["loc"])


def _drop(values: dict[str, Any], location: tuple[str | int, ...]) -> None:
    """Leave out what is wrong: one field where it is one's, else the whole section, or all."""
    first, *rest = (str(part) for part in location) if location else ("",)
    table = values.get(first)
    if rest and isinstance(table, dict) and rest[0] in table:
        del table[rest[0]]
    elif first in values:
        del values[first]
    else:
        values.clear()


def names() -> list[str]:
    """Name every variable of the environment that sets something."""
    found = list(CONVENTIONAL)
    for section, info in Settings.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            found += [environment_name((section, field)) for field in info.annotation.model_fields]
    return found


def _env_file(path: Path) -> dict[str, str]:
    try:
        values = dotenv_values(path, interpolate=False)  # a password may hold a "$"
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} can't be read: {error}; save it as UTF-8, or delete it") from error
    return {name: value or "" for name, value in values.items()}


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} can't be read: {error}; mend that line, or delete the file") from error


def _overlay(values: dict[str, Any], name: str, value: str) -> None:
    if not value:  # set to nothing: not set
        return
    if name in CONVENTIONAL:
        values[CONVENTIONAL[name]] = value
        return
    prefix, _, rest = name.partition("_")
    section, _, field = rest.lower().partition("_")
    sections = {key for key, info in Settings.model_fields.items() if _is_section(info.annotation)}
    if prefix == "TOCSIN" and section in sections and field:
        table = values.setdefault(section, {})
        if isinstance(table, dict):  # else the file is wrong there, and that is said
            table[field] = value


def _is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)


def environment_name(location: tuple[str | int, ...]) -> str:
    """Name the environment variable that sets the field at a location such as ``("poll", "minimum")``."""
    by_field = {field: name for name, field in CONVENTIONAL.items()}
    path = "_".join(str(part) for part in location)
    return by_field.get(path, f"TOCSIN_{path.upper()}")


def _one_line(first: ErrorDetails) -> str:
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


def _clashes(settings: Settings) -> Iterator[str]:
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
