"""Surroundings: where settings are read from, the environment and two files; nothing else reads it."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.errors import SettingsError
from bot.settings import Section, Settings
from bot.variables import CONVENTIONAL, from_files


def surroundings() -> Mapping[str, str]:
    """Give the program's own environment."""
    return os.environ


def read(environment: Mapping[str, str] | None, folder: Path) -> dict[str, Any]:
    """Read what an environment (None: the program's own) and a folder's files say, without defaults.

    Raises:
        SettingsError: a file can't be read.

    """
    told = surroundings() if environment is None else environment
    env = env_file(folder / "tocsin.env")
    values = table(folder / "tocsin.toml")
    for name, value in {**from_files(env), **from_files(told)}.items():
        overlay(values, name, value)
    return values


def env_file(path: Path) -> dict[str, str]:
    """Read a file of variables, none where it is missing. Raises SettingsError where it can't be read."""
    try:
        values = dotenv_values(path, interpolate=False)  # a password may hold a "$"
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} can't be read: {error}; save it as UTF-8, or delete it") from error
    return {name: value or "" for name, value in values.items()}


def table(path: Path) -> dict[str, Any]:
    """Read a file of settings, none where it is missing. Raises SettingsError where it can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} can't be read: {error}; mend that line, or delete the file") from error


def overlay(values: dict[str, Any], name: str, value: str) -> None:
    """Lay a variable of the environment over what was read."""
    if not value:  # set to nothing: not set
        return
    if name in CONVENTIONAL:
        values[CONVENTIONAL[name]] = value
        return
    prefix, _, rest = name.partition("_")
    section, _, field = rest.lower().partition("_")
    sections = {key for key, info in Settings.model_fields.items() if _is_section(info.annotation)}
    if prefix == "TOCSIN" and section in sections and field:
        told = values.setdefault(section, {})
        if isinstance(told, dict):  # else the file is wrong there, and that is said
            told[field] = value


def _is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)
