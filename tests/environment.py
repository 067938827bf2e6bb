"""Settings as an environment and a folder of files tell them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, validated
from bot.surroundings import read

SECRET = "123456:s3cr3t-value"
"""What is said of no setting."""


def load(environment: Mapping[str, str] | None = None, folder: Path = Path("config")) -> Settings:
    """Read them as the program does for one newsroom; raises SettingsError."""
    return validated(read(environment, folder))


def told(folder: Path, **environment: str) -> str:
    """Load what is wrong, and return what is said of it: one line, without the secret."""
    with pytest.raises(SettingsError) as error:
        load(environment, folder)
    words = str(error.value)
    assert "\n" not in words
    assert SECRET not in f"{words} {error.value.__cause__}"
    return words


def write(folder: Path, toml: str = "", env: str = "") -> Path:
    (folder / "tocsin.toml").write_text(toml, encoding="utf-8")
    (folder / "tocsin.env").write_text(env, encoding="utf-8")
    return folder
