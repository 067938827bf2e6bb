import pytest

from bot.settings import Settings
from bot.variables import CONVENTIONAL, EXAMPLES, HIDDEN, environment_name


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
