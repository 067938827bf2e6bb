from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings import Settings
from bot.survey import survey
from bot.variables import CONVENTIONAL, EXAMPLES, FILED, HIDDEN, environment_name, from_files
from tests.environment import load


def test_each_conventional_name_sets_a_field_and_is_named_by_it() -> None:
    assert set(CONVENTIONAL.values()) <= set(Settings.model_fields)
    assert all(environment_name((field,)) == name for name, field in CONVENTIONAL.items())


def test_any_other_is_named_by_its_section() -> None:
    assert environment_name(("poll", "minimum")) == "TOCSIN_POLL_MINIMUM"


@pytest.mark.parametrize(
    "field", [name for name in Settings.model_fields if "secret" in name or "token" in name]
)
def test_secrets_are_hidden_and_have_an_example(field: str) -> None:
    assert any(part in environment_name((field,)) for part in HIDDEN)
    assert EXAMPLES[field]


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123456:s3cr3t\n", encoding="utf-8")
    told = from_files({"TELEGRAM_BOT_TOKEN_FILE": str(secret), "PORT": "1", "OTHER_FILE": "x"})
    assert told == {"TELEGRAM_BOT_TOKEN": "123456:s3cr3t", "PORT": "1", "OTHER_FILE": "x"}


def test_all_secrets_may_and_no_other_setting() -> None:
    secrets = {
        environment_name((name,))
        for name, info in Settings.model_fields.items()
        if info.annotation is SecretStr
    }
    assert secrets <= FILED
    assert not FILED & {"PORT", "PUBLIC_URL", "TELEGRAM_MODE", "TOCSIN_NEWSROOM"}


@pytest.mark.parametrize("held", [b"", b" \n", b"\xff\xfe", None])
def test_a_file_that_holds_no_secret_is_named_and_what_it_holds_is_not(
    held: bytes | None, tmp_path: Path
) -> None:
    secret = tmp_path / "smtp"
    if held is not None:
        secret.write_bytes(held)
    with pytest.raises(SettingsError, match=r"SMTP_URL_FILE names .*smtp, which"):
        from_files({"SMTP_URL_FILE": str(secret)})


def test_a_secret_that_is_told_twice_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("held", encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        from_files({"TOCSIN_MODEL_KEY": "said", "TOCSIN_MODEL_KEY_FILE": str(secret)})
    assert str(told.value) == "TOCSIN_MODEL_KEY and TOCSIN_MODEL_KEY_FILE are both set; unset one of them"


def test_the_environments_file_goes_before_what_the_env_file_says(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("held", encoding="utf-8")
    (tmp_path / "tocsin.env").write_text("TOCSIN_MODEL_KEY=said\n", encoding="utf-8")
    settings = load({"TOCSIN_MODEL_KEY_FILE": str(secret)}, tmp_path)
    assert settings.model_key.get_secret_value() == "held"
    assert survey({"TOCSIN_MODEL_KEY_FILE": str(secret)}, tmp_path).faults == ()
    assert len(survey({"TOCSIN_MODEL_KEY_FILE": str(tmp_path / "none")}, tmp_path).faults) == 1
