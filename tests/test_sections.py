import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import sections
from bot.sections import DAY, LEAST_KEPT, Retention, Section, WhatsAppSettings
from bot.settings import Settings

FILE = Path(__file__).parents[1] / "config" / "tocsin.toml"
SECTIONS = {name: field.annotation for name, field in Settings.model_fields.items()}


def test_the_file_as_it_is_shipped_says_the_defaults_and_every_one_of_them() -> None:
    tables = tomllib.loads(FILE.read_text("utf-8"))
    made = {
        name: made for name, made in SECTIONS.items() if isinstance(made, type) and issubclass(made, Section)
    }
    assert tables.keys() == made.keys()
    for name, section in made.items():
        assert section.model_validate(tables[name]) == section()
        assert tables[name].keys() == section.model_fields.keys()


def test_every_table_is_one_of_the_settings() -> None:
    known = {one for one in vars(sections).values() if isinstance(one, type) and issubclass(one, Section)}
    assert known - {Section} == {one for one in SECTIONS.values() if one in known}


def test_what_no_table_knows_is_a_mistake_and_what_stands_does_not_change() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        WhatsAppSettings.model_validate({"teir": "1k"})
    with pytest.raises(ValidationError, match="frozen"):
        WhatsAppSettings().tier = "1k"


@pytest.mark.parametrize("name", list(LEAST_KEPT))
def test_what_is_in_use_is_kept_and_nought_is_for_ever(name: str) -> None:
    least = LEAST_KEPT[name]
    for seconds in (0, least, 9999 * DAY):
        assert getattr(Retention.model_validate({name: seconds}), name) == seconds
    for seconds in (1, least - 1):
        with pytest.raises(ValidationError, match=f"for ever, or at least {least} "):
            Retention.model_validate({name: seconds})
    with pytest.raises(ValidationError):
        Retention.model_validate({name: -1})
    assert LEAST_KEPT.keys() == Retention.model_fields.keys()
