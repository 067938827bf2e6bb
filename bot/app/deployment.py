"""The deployment: the newsrooms that one process works for, and the settings of each.

A plain deployment has one newsroom, and this file adds nothing to it. Where ``TOCSIN_NEWSROOMS`` names a
folder, each folder in it is a newsroom. What is private to one (accounts, secrets, owners) is taken from
its own folder or from nowhere: a setting is private unless it stands in `SHARED`, so one that is added
later can't be handed from newsroom to newsroom by forgetting to say so.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import combinations
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings import ChannelsSettings, Section, Settings, validated
from bot.store import apart
from bot.surroundings import read
from bot.variables import environment_name

ALONE: Final = ""
"""The id of the only newsroom of a plain deployment."""

PREFIX: Final = "/n/"
"""What stands before a newsroom's id in the paths of its pages."""

SHARED: Final = frozenset(
    {"port", "telegram_api_url", "telegram_mode", "twilio_api_url", "twilio_content_api_url"}
)
"""Settings outside of a section that newsrooms take from their deployment."""

OURS: Final = frozenset({"port", "newsroom", "newsrooms", "web", "log"})
"""What belongs to the process, or follows from the folder: no newsroom's files may say it."""

SPLIT: Final = frozenset({"database_url", "public_url", "newsrooms"})
"""What the deployment says of all newsrooms, and each makes its own of."""

_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST: Final = 32
"""Characters of an id: it stands in file names, schemas and addresses."""


@dataclass(frozen=True)
class Deployment:
    """What the process itself is told, and the settings of each newsroom by its id."""

    settings: Settings
    newsrooms: Mapping[str, Settings]

    @property
    def is_plain(self) -> bool:
        """Say whether there is one newsroom, without an id."""
        return ALONE in self.newsrooms

    def only(self, id_: str) -> "Deployment":
        """Leave all newsrooms but one; an empty id leaves all.

        Raises:
            SettingsError: there is no such newsroom.

        """
        if not id_:
            return self
        if self.is_plain:
            raise SettingsError(
                f"--newsroom {id_} names one of several, and there is one newsroom here; leave it out, or "
                "set TOCSIN_NEWSROOMS to the folder of several"
            )
        if id_ not in self.newsrooms:
            raise SettingsError(
                f"--newsroom {id_} is no newsroom here; choose among {', '.join(self.newsrooms)}"
            )
        return Deployment(self.settings, {id_: self.newsrooms[id_]})

    def one(self, id_: str) -> Settings:
        """Hand back the settings of the newsroom that is named, or of the only one.

        Raises:
            SettingsError: there is no such newsroom, or there are several and none is named.

        """
        left = self.only(id_).newsrooms
        if len(left) > 1:
            raise SettingsError(
                f"this deployment has {len(left)} newsrooms; say which one: --newsroom {next(iter(left))} "
                f"({', '.join(left)})"
            )
        return next(iter(left.values()))


def plain(settings: Settings) -> Deployment:
    """Make the deployment of one newsroom."""
    return Deployment(settings, {ALONE: settings})


def load(environment: Mapping[str, str] | None = None, folder: Path = Path("config")) -> Deployment:
    """Read the settings of the process and of each newsroom.

    Raises:
        SettingsError: a setting is missing or wrong, or two newsrooms would share what they can't.

    """
    values = read(environment, folder)
    if not values.get("newsrooms"):
        return plain(validated(values))
    home = Path(values["newsrooms"])
    _refuse_private(values, home)
    settings = validated(values)
    newsrooms = {id_: _newsroom(id_, home / id_, values, settings) for id_ in _ids(home)}
    _check_together(newsrooms, home)
    return Deployment(settings, newsrooms)


def _ids(home: Path) -> list[str]:
    try:
        found = sorted(one.name for one in home.iterdir() if one.is_dir() and one.name[0] not in "._")
    except OSError as error:
        raise SettingsError(
            f"TOCSIN_NEWSROOMS names {home}, which can't be read ({error.strerror}); make it a folder with "
            "one folder for each newsroom, or unset it"
        ) from error
    for id_ in found:
        if not _ID.fullmatch(id_) or len(id_) > _LONGEST:
            raise SettingsError(
                f"{home / id_} names no newsroom: an id has small letters a-z, digits and single hyphens, "
                f"{_LONGEST} at most; for example {home / 'le-fil'}"
            )
    if not found:
        raise SettingsError(
            f"TOCSIN_NEWSROOMS names {home}, which holds no newsroom; copy config/newsroom.toml to "
            f"{home / 'le-fil' / 'newsroom.toml'}, or unset it"
        )
    return found


def _newsroom(id_: str, folder: Path, above: Mapping[str, Any], shared: Settings) -> Settings:
    try:
        own = read({}, folder)
        _refuse_ours(own, folder)
        _refuse_the_same_host(str(own.get("public_url", "")), shared.public_url)
        return validated(_under(above, own) | _derived(id_, folder, own, shared))
    except SettingsError as error:
        # what a plain deployment writes into its own file belongs into the newsroom's
        said = str(error).replace("config/tocsin.env", str(folder / "tocsin.env"))
        raise SettingsError(f"newsroom {id_}: {said}") from error


def _under(above: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what a newsroom says over what it may take from the deployment."""
    taken = {name: value for name, value in above.items() if name in SHARED or isinstance(value, dict)}
    laid = {
        name: {**taken[name], **value}
        for name, value in own.items()
        if isinstance(value, dict) and isinstance(taken.get(name), dict)
    }
    return {**taken, **own, **laid}


def _derived(id_: str, folder: Path, own: Mapping[str, Any], shared: Settings) -> dict[str, Any]:
    root = shared.public_url
    return {
        "newsroom": folder / "newsroom.toml",
        "database_url": own.get("database_url") or apart.beside(shared.database_url.get_secret_value(), id_),
        "public_url": own.get("public_url") or (f"{root}{PREFIX}{id_}" if root else ""),
    }


def _refuse_private(values: Mapping[str, Any], home: Path) -> None:
    for location in _stated(values):
        if location[0] not in SHARED | SPLIT and _is_private(location):
            raise SettingsError(
                f"{environment_name(location)} belongs to one newsroom, and TOCSIN_NEWSROOMS names several: "
                f"unset it, and write it into {home}/<newsroom>/tocsin.env"
            )


def _refuse_ours(own: Mapping[str, Any], folder: Path) -> None:
    for location in _stated(own):
        if location[0] in OURS:
            raise SettingsError(
                f"{environment_name(location)} is said in {folder}, and belongs to the whole deployment; "
                "remove it there"
            )


def _refuse_the_same_host(own: str, shared: str) -> None:
    """Refuse the deployment's host as a newsroom's own: nobody else would be found at it."""
    parts = urlsplit(own)
    if own and not parts.path.strip("/") and parts.netloc.lower() == urlsplit(shared).netloc.lower():
        raise SettingsError(
            "PUBLIC_URL is at the deployment's own host; remove it (its pages are below that), or "
            "write another host"
        )


def _stated(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((name, field) for field in value)
        else:
            yield (name,)


def _is_private(location: tuple[str, ...]) -> bool:
    """Say whether a setting is one newsroom's: any outside of a section, and secrets within them."""
    if len(location) == 1:
        return True
    section = getattr(Settings(), location[0], None)
    if isinstance(section, ChannelsSettings):
        return True  # whatever the name: each is an account
    return isinstance(section, Section) and isinstance(getattr(section, location[1], None), SecretStr)


_Key = Callable[[Settings], Hashable]

DISTINCT: Final[Mapping[str, tuple[str, _Key]]] = {
    # a token begins with the bot's number, which stays when the token is renewed
    "TELEGRAM_BOT_TOKEN": (
        "a bot of its own",
        lambda told: told.telegram_bot_token.get_secret_value().partition(":")[0],
    ),
    "TWILIO_WHATSAPP_FROM": ("a number of its own", lambda told: told.twilio_whatsapp_from),
    "TWILIO_MESSAGING_SERVICE_SID": ("a service of its own", lambda told: told.twilio_messaging_service_sid),
    "EMAIL_FROM": ("an address of its own", lambda told: parseaddr(told.email_from)[1].lower()),
    "PUBLIC_URL": ("an address of its own", lambda told: told.public_url),
    "DATABASE_URL": (
        "a database of its own",
        lambda told: apart.identity(told.database_url.get_secret_value()),
    ),
}
"""What no two newsrooms may share: a setting's name, what each needs, and what tells two apart."""


def _check_together(newsrooms: Mapping[str, Settings], home: Path) -> None:
    for (one, told), (other, also) in combinations(newsrooms.items(), 2):
        for name, (needed, key) in DISTINCT.items():
            if key(told) != "" and key(told) == key(also):
                raise SettingsError(
                    f"newsrooms {one} and {other} have the same {name}: each needs {needed}; write another "
                    f"one into {home / other / 'tocsin.env'}"
                )
        if both := told.channels.accounts & also.channels.accounts:
            name = environment_name(("channels", min(channel for channel, _secret in both)))
            raise SettingsError(
                f"newsrooms {one} and {other} have the same {name}: each needs an account of its own; write "
                f"another one into {home / other / 'tocsin.env'}"
            )
    rehearsed = [id_ for id_, told in newsrooms.items() if told.sandboxed]
    if rehearsed and len(rehearsed) < len(newsrooms):
        raise SettingsError(
            f"newsroom {rehearsed[0]} has no Telegram token and no Twilio account, and others have: write "
            f"TELEGRAM_BOT_TOKEN=123456:ABC-DEF into {home / rehearsed[0] / 'tocsin.env'}"
        )
