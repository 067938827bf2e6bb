from pathlib import Path

from bot.survey import names, survey
from bot.variables import CONVENTIONAL

WHATSAPP = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "a-word",
    "TWILIO_WHATSAPP_FROM": "+14155238886",
    "PUBLIC_URL": "https://alerts.example.org/",
}


def write(folder: Path, toml: str = "", env: str = "") -> None:
    (folder / "tocsin.toml").write_text(toml, encoding="utf-8")
    (folder / "tocsin.env").write_text(env, encoding="utf-8")


def test_a_survey_names_every_fault_and_keeps_what_can_be_used(tmp_path: Path) -> None:
    write(tmp_path, "[poll\n", "PORT=eighty\nTOCSIN_POLL_MINIMUM=30\n")
    found = survey(
        {"TOCSIN_FETCH_TIMEOUT": "-1", "PUBLIC_URL": "ftp://x", "TOCSIN_POLL_MINIMAL": "3"}, tmp_path
    )
    named = {fault.split(" ", 1)[0].rsplit("/", 1)[-1] for fault in found.faults}
    assert named == {"tocsin.toml", "PORT", "TOCSIN_FETCH_TIMEOUT", "PUBLIC_URL", "TOCSIN_POLL_MINIMAL"}
    assert (found.settings.poll.minimum, found.settings.port) == (30, 8000)
    assert found.told["PORT"] == tmp_path / "tocsin.env"
    assert found.told["PUBLIC_URL"] is None


def test_a_survey_says_what_does_not_go_together_but_not_what_follows_from_a_fault(tmp_path: Path) -> None:
    found = survey(WHATSAPP | {"PUBLIC_URL": "ftp://x", "TOCSIN_POLL_MAXIMUM": "1"}, tmp_path)
    assert [fault.split(" ", 1)[0] for fault in found.faults] == ["PUBLIC_URL", "TOCSIN_POLL_MAXIMUM"]


def test_a_section_that_is_none_is_one_fault(tmp_path: Path) -> None:
    write(tmp_path, "poll = 3\n[nonsense]\nx = 1\n")
    assert len(survey({}, tmp_path).faults) == 2


def test_every_name_of_the_settings_is_known() -> None:
    assert {"PORT", "TOCSIN_OWNER", "TOCSIN_POLL_MINIMUM", "TOCSIN_WEB_HOST"} <= set(names())
    assert set(CONVENTIONAL) <= set(names())
