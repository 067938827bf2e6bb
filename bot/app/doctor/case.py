"""A case: all that the checks look at, read once."""

import shutil
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import newsroom as newsrooms
from bot.clock import Clock, utc_now
from bot.errors import SettingsError
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.survey import Survey, survey


@dataclass(frozen=True)
class Case:
    """One installation.

    `folder` is where the settings stand and `templates` where the drafts do. `mounts` lists what is
    mounted where, as Linux writes it, and `free` gives the bytes that are free at a path. `patience` is
    how many seconds a question to a service may take, and `trust` gives those whose certificates hold.
    `nameserver` is one to ask in place of this machine's own, as host:port.
    """

    found: Survey
    folder: Path = Path("config")
    newsroom: Newsroom | None = None
    newsroom_fault: str = ""
    clock: Clock = utc_now
    templates: Path = Path("config/templates")
    mounts: Path = Path("/proc/mounts")
    free: Callable[[Path], int] = field(default=lambda path: shutil.disk_usage(path).free)
    patience: float = 8.0
    nameserver: str = ""
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    @property
    def settings(self) -> Settings:
        """What can be used of the settings."""
        return self.found.settings

    @property
    def env_file(self) -> Path:
        """Where the secrets stand, unless they are in the environment."""
        return self.folder / "tocsin.env"

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL, or where the address is none."""
        address = self.settings.database_url.get_secret_value()
        _, slashes, path = address.partition("sqlite:///")
        return Path(path.partition("?")[0]) if slashes and path else None


def opened(
    environment: Mapping[str, str] | None = None, folder: Path = Path("config"), **also: object
) -> Case:
    """Read an installation's settings and its newsroom file; whatever is wrong in them is kept as found."""
    found = survey(environment, folder)
    newsroom, newsroom_fault = None, ""
    try:
        newsroom = newsrooms.load(found.settings.newsroom)
    except SettingsError as error:
        newsroom_fault = str(error)
    return Case(found, folder, newsroom, newsroom_fault, **also)  # type: ignore[arg-type]  # fields, by name
