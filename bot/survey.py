"""Survey: all that is told to the program, past each fault to the next, for who looks for what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.errors import SettingsError
from bot.sections import Section
from bot.settings import Settings, clashes, one_line
from bot.surroundings import env_file, overlay, surroundings, table
from bot.variables import CONVENTIONAL, FILE, FILED, environment_name, from_files

T = TypeVar("T")


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
    """Read the settings as a start does, but past each fault to the next; raises nothing."""
    told = surroundings() if environment is None else environment
    faults: list[str] = []
    nothing: dict[str, str] = {}
    env = _or_else(lambda: env_file(folder / "tocsin.env"), nothing, faults)
    values: dict[str, Any] = _or_else(lambda: table(folder / "tocsin.toml"), {}, faults)
    held = {name: value for one in (env, told) for name, value in _with_files(one, faults).items()}
    for name, value in held.items():
        overlay(values, name, value)
    settings = _what_can_be_used(values, faults)
    named = {fault.split(" ", 1)[0].rstrip(":") for fault in faults}
    faults += [clash for clash in clashes(settings) if clash.split(" ", 1)[0] not in named]
    origins: dict[str, Path | None] = dict.fromkeys(env, folder / "tocsin.env") | dict.fromkeys(told)
    return Survey(settings, tuple(faults), origins, dict(told))


def _or_else(read: Callable[[], T], otherwise: T, faults: list[str]) -> T:
    try:
        return read()
    except SettingsError as error:
        faults.append(str(error))
        return otherwise


def _with_files(variables: Mapping[str, str], faults: list[str]) -> Mapping[str, str]:
    named = {name + FILE for name in FILED}
    rest = {name: value for name, value in variables.items() if name not in named}
    return _or_else(lambda: from_files(variables), rest, faults)


def _what_can_be_used(values: dict[str, Any], faults: list[str]) -> Settings:
    while True:
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                faults.append(one_line(one))
                _drop(values, one["loc"])


def _drop(values: dict[str, Any], location: tuple[str | int, ...]) -> None:
    """Leave out what is wrong: one field where it is one's, else the whole section, or all."""
    first, *rest = (str(part) for part in location) if location else ("",)
    section = values.get(first)
    if rest and isinstance(section, dict) and rest[0] in section:
        del section[rest[0]]
    elif first in values:
        del values[first]
    else:
        values.clear()


def names() -> list[str]:
    """Name every variable of the environment that sets something."""
    found = [*CONVENTIONAL, *(name + FILE for name in sorted(FILED))]
    for section, info in Settings.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            found += [environment_name((section, field)) for field in info.annotation.model_fields]
    return found
