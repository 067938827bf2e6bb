"""The tables of the settings file: what an operator may set, with units and defaults."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from bot.tariff import TIERS, fares_in

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(gt=0)]

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
DAY = 24 * 3600
LEAST_KEPT: Mapping[str, int] = {
    "entries": 7 * DAY,
    "deliveries": 14 * DAY,
    "events": 7 * DAY,
    "left": 30 * DAY,
}
"""What is in use for so long: digests look back a week, and services repeat a hook for days."""


class Section(BaseModel):
    """A table of the settings file; unknown names in it are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Poll(Section):
    """When sources are looked at; seconds, and entry-seconds for `patience`."""

    minimum: Seconds = 60
    maximum: Seconds = 3600
    patience: Seconds = 80
    at_once: Count = 32
    spacing: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1
    lease: Seconds = 120


class FetchSettings(Section):
    """How sources are fetched; seconds and bytes."""

    allow_private: bool = False
    timeout: Seconds = 20
    max_bytes: Count = 8 * 1024 * 1024


class Edit(Section):
    """How entries become alerts; seconds."""

    read_pages: bool = True
    expires: Seconds = 6 * 3600
    lease: Seconds = 60
    stories: bool = True
    across_languages: bool = False
    pictures: bool = True
    update_every: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 900


class Revise(Section):
    """How alerts that are out follow the edits of their articles; seconds."""

    every: Seconds = 60
    life: Seconds = 48 * 3600
    corrections: Count = 3


class DeskSettings(Section):
    """How the desk sends; seconds."""

    grace: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 30
    breaking_grace: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 10
    two_persons: bool = False
    second_within: Seconds = 600
    remind: Seconds = 600
    remind_admins: Seconds = 1800


class ModelSettings(Section):
    """The language model that may word alerts; off without a `url`. Seconds."""

    url: str = ""
    name: str = ""
    timeout: Seconds = 3

    @field_validator("url")
    @classmethod
    def _an_address_without_a_password(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        if "@" in value:
            raise ValueError("must hold no name or password; the key is TOCSIN_MODEL_KEY")
        return value.rstrip("/")


class DeliverySettings(Section):
    """How alerts leave; seconds, and messages a second."""

    telegram_rate: Seconds = 29.6
    whatsapp_rate: Seconds = 79
    in_flight: Count = 32
    lease: Seconds = 30
    timeout: Seconds = 10
    idle: Seconds = 0.05


class TelegramSettings(Section):
    """What becomes of a Telegram message that may or may not have been accepted."""

    unknown_breaking: Literal["resend", "hold", "cause"] = "resend"
    unknown_normal: Literal["resend", "hold", "cause"] = "resend"
    probe: bool = False


class WhatsAppSettings(Section):
    """What the WhatsApp sender may do, as the service's own console says, and what its templates cost."""

    tier: Literal["250", "1k", "2k", "10k", "100k", "unlimited"] = "unlimited"
    reserve: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.1
    quality: Literal["high", "medium", "low"] = "high"
    us_marketing: bool = False
    lists: bool = True
    marketing_fares: str = ""
    utility_fares: str = ""
    currency: str = "USD"

    @field_validator("tier", mode="before")
    @classmethod
    def _a_number_is_a_tier_too(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @field_validator("marketing_fares", "utility_fares")
    @classmethod
    def _fares_by_country_code(cls, value: str) -> str:
        fares_in(value)
        return value

    @property
    def people_a_day(self) -> int | None:
        """How many people's conversations the tier lets us open a day; None: any number."""
        return TIERS[self.tier]

    @property
    def fares(self) -> Mapping[str, Mapping[str, float]]:
        """The price of a template by its category and the beginning of the number."""
        return {"MARKETING": fares_in(self.marketing_fares), "UTILITY": fares_in(self.utility_fares)}


class ChannelsSettings(Section):
    """Channels of your own: by the name of each, the one address or secret that it is opened with."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SecretStr] = Field(init=False)

    @property
    def names(self) -> frozenset[str]:
        """The channels that are set up here."""
        return frozenset(self.__pydantic_extra__)

    @property
    def accounts(self) -> frozenset[tuple[str, str]]:
        """The channels, each with what it is opened with: to tell two newsrooms' apart."""
        return frozenset((name, self.told(name)) for name in self.names)

    def told(self, channel: str) -> str:
        """Give what a channel is opened with; empty: it is not set up."""
        found = self.__pydantic_extra__.get(channel)
        return found.get_secret_value() if found else ""


class EmailSettings(Section):
    """The daily newsletter by e-mail; seconds, and letters a second."""

    rate: Seconds = 10
    in_flight: Count = 8
    timeout: Seconds = 20
    morning: str = "08:00"
    bounce_domain: str = ""

    @field_validator("morning")
    @classmethod
    def _a_time_of_day(cls, value: str) -> str:
        if not _TIME.fullmatch(value):
            raise ValueError("must be a time of day: 08:00")
        return value

    @field_validator("bounce_domain")
    @classmethod
    def _a_domain(cls, value: str) -> str:
        if value and not _DOMAIN.fullmatch(value):
            raise ValueError("must be a domain of your own: bounces.example.org")
        return value.lower()

    @property
    def minute(self) -> int:
        """The minute of the day at which newsletters go out to who has chosen no other."""
        hour, minute = self.morning.split(":")
        return int(hour) * 60 + int(minute)


class Web(Section):
    """Where the program listens, and how many proxies stand before it."""

    host: str = "127.0.0.1"
    max_body: Count = 1024 * 1024
    status: Literal["off", "public", "key"] = "off"
    proxies: Literal["auto"] | Annotated[int, Field(ge=0, le=16)] = "auto"

    @property
    def believed(self) -> int:
        """Say how many proxies' words are believed; -1: one, where it is in our own network."""
        return -1 if self.proxies == "auto" else self.proxies


class SandboxSettings(Section):
    """The two phones and the demo newsroom."""

    publish_every: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 20
    taps_start: bool = True
    public: bool = False


class ConsentSettings(Section):
    """How consent is taken and proved, and how long conversations are kept; seconds."""

    double: bool = False
    question: Seconds = 7 * 24 * 3600
    proof: Seconds = 5 * 365 * 24 * 3600
    letters: Seconds = 30 * 24 * 3600


class Retention(Section):
    """For how long what was is kept; seconds, and 0 for ever."""

    entries: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 90 * DAY
    deliveries: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 180 * DAY
    events: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 30 * DAY
    left: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 365 * DAY

    @field_validator("entries", "deliveries", "events", "left")
    @classmethod
    def _not_what_is_in_use(cls, value: float, info: ValidationInfo) -> float:
        least = LEAST_KEPT[info.field_name or ""]
        if 0 < value < least:
            raise ValueError(f"must be 0, for ever, or at least {least} (seconds: {least // DAY} days)")
        return value


class ReportSettings(Section):
    """What owners are told of by itself."""

    weekly: bool = True


class StaffSettings(Section):
    """Those who work here: how long an invitation is good, and when a question is urgent; seconds."""

    invite: Seconds = 24 * 3600
    remind: Seconds = 2 * 3600


class WatchSettings(Section):
    """When owners are told that something is amiss; seconds, and messages an hour to each of them."""

    on: bool = True
    after: Seconds = 120
    sources_after: Seconds = 600
    most: Count = 6


class Log(Section):
    """What is logged, and in which shape."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"
