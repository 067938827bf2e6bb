import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.model import Address
from bot.settings import Section, Settings
from bot.variables import CONVENTIONAL, EXAMPLES, environment_name
from tests.environment import SECRET, load, told, write

OURS = Path(__file__).parent.parent / "config"
EMAIL = {
    "SMTP_URL": "smtp://me:word@smtp.example.org:587",
    "EMAIL_FROM": "Le Fil <news@example.org>",
    "PUBLIC_URL": "https://alerts.example.org",
    "TOCSIN_EMAIL_SECRET": "a-long-random-word",
}
WHATSAPP = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": SECRET,
    "TWILIO_WHATSAPP_FROM": "+14155238886",
    "PUBLIC_URL": "https://alerts.example.org/",
}


def sections() -> dict[str, Section]:
    settings = Settings()
    found = {name: getattr(settings, name) for name in Settings.model_fields}
    return {name: value for name, value in found.items() if isinstance(value, Section)}


def test_nothing_set_at_all_is_a_sandbox_on_sqlite(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings == Settings()
    assert settings.sandboxed
    assert settings.database_url.get_secret_value() == "sqlite:///var/tocsin.db"
    assert (settings.port, settings.owners, settings.templates) == (8000, (), {})


def test_the_settings_file_holds_every_setting_with_its_default() -> None:
    written = tomllib.loads((OURS / "tocsin.toml").read_text(encoding="utf-8"))
    assert written == {name: section.model_dump() for name, section in sections().items()}


def test_every_line_of_the_settings_file_says_what_it_is_for() -> None:
    lines = (OURS / "tocsin.toml").read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        explained = "#" in line or before.startswith(("#", "unknown_"))
        assert explained or "=" not in line, line


def test_our_own_settings_file_is_read_without_a_complaint() -> None:
    assert load({}, OURS).model_dump(exclude={"newsroom"}) == Settings().model_dump(exclude={"newsroom"})


@pytest.mark.parametrize("name", sorted(CONVENTIONAL))
def test_every_conventional_name_sets_its_field(name: str, tmp_path: Path) -> None:
    values = {"port": "1234", "newsroom": "elsewhere.toml", "telegram_mode": "webhook"} | EXAMPLES
    field = CONVENTIONAL[name]
    value = values.get(field, "https://here.example")
    # the others of its family, without which one alone is refused
    family = WHATSAPP if name.startswith("TWILIO") else EMAIL if name == "SMTP_URL" else {}
    settings = load(family | {name: value}, tmp_path)
    is_ = getattr(settings, field)
    assert str(is_.get_secret_value() if hasattr(is_, "get_secret_value") else is_) == value


@pytest.mark.parametrize("section", sorted(sections()))
def test_every_setting_of_a_section_can_be_set_in_the_environment(section: str, tmp_path: Path) -> None:
    for field, default in sections()[section].model_dump().items():
        name = f"TOCSIN_{section.upper()}_{field.upper()}"
        assert environment_name((section, field)) == name
        assert getattr(getattr(load({name: str(default)}, tmp_path), section), field) == default


def test_secrets_do_not_show_when_the_settings_are_printed(tmp_path: Path) -> None:
    secrets = {"TELEGRAM_BOT_TOKEN": SECRET, "DATABASE_URL": f"postgresql://u:{SECRET}@h/t"}
    settings = load(WHATSAPP | secrets, tmp_path)
    assert SECRET not in f"{settings} {settings!r} {settings.model_dump_json()}"


def test_owners_are_addresses_separated_by_commas_or_spaces(tmp_path: Path) -> None:
    settings = load({"TOCSIN_OWNER": "telegram:12, whatsapp:+972501234567"}, tmp_path)
    assert settings.owners == (Address("telegram", "12"), Address("whatsapp", "+972501234567"))


def test_templates_are_named_by_hand(tmp_path: Path) -> None:
    settings = load({"TOCSIN_WHATSAPP_TEMPLATES": "tocsin_alert_fr=HX1,tocsin_alert_he=HX2"}, tmp_path)
    assert settings.templates == {"tocsin_alert_fr": "HX1", "tocsin_alert_he": "HX2"}


def test_a_whole_twilio_account_is_enough_for_whatsapp(tmp_path: Path) -> None:
    settings = load(WHATSAPP, tmp_path)
    assert (settings.whatsapp_wanted, settings.telegram_wanted, settings.sandboxed) == (True, False, False)
    assert settings.public_url == "https://alerts.example.org"
    by_service = {"TWILIO_WHATSAPP_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": "MG1"}
    assert load(WHATSAPP | by_service, tmp_path).whatsapp_wanted


@pytest.mark.parametrize("missing", sorted(WHATSAPP))
def test_half_a_twilio_account_is_refused_by_the_name_of_what_is_missing(
    missing: str, tmp_path: Path
) -> None:
    words = told(tmp_path, **(WHATSAPP | {missing: ""}))
    assert words.startswith(missing)
    assert "is missing" in words
    assert "config/tocsin.env" in words


def test_a_telegram_webhook_needs_an_address_that_telegram_can_call(tmp_path: Path) -> None:
    wanted = {"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_MODE": "webhook"}
    assert told(tmp_path, **wanted).startswith("PUBLIC_URL is missing")
    assert load(wanted | {"PUBLIC_URL": "https://x.example"}, tmp_path).telegram_wanted


@pytest.mark.parametrize(
    ("name", "value", "why", "write_this"),
    [
        ("PORT", "eighty", "valid integer", "PORT=8000"),
        ("PORT", "65536", "less than or equal to 65535", "PORT=8000"),
        ("PUBLIC_URL", "alerts.example.org", "must begin with http", "PUBLIC_URL=https://alerts.example.org"),
        ("TELEGRAM_API_URL", "ftp://x", "must begin with http", "TELEGRAM_API_URL=https://api.telegram.org"),
        ("TELEGRAM_MODE", "push", "'polling' or 'webhook'", "TELEGRAM_MODE=polling"),
        ("TOCSIN_WHATSAPP_TEMPLATES", "HX1", "pairs", "TOCSIN_WHATSAPP_TEMPLATES=tocsin_alert_fr=HX0123"),
        ("TOCSIN_POLL_MINIMUM", "soon", "valid number", "TOCSIN_POLL_MINIMUM=60"),
        ("TOCSIN_POLL_MINIMUM", "0", "greater than 0", "TOCSIN_POLL_MINIMUM=60"),
        ("TOCSIN_POLL_MINIMUM", "inf", "finite", "TOCSIN_POLL_MINIMUM=60"),
        ("TOCSIN_POLL_MINIMUM", "nan", "finite", "TOCSIN_POLL_MINIMUM=60"),
        ("TOCSIN_POLL_AT_ONCE", "2.5", "valid integer", "TOCSIN_POLL_AT_ONCE=32"),
        ("TOCSIN_SANDBOX_PUBLISH_EVERY", "-1", "greater than or equal to 0", "PUBLISH_EVERY=20"),
        ("TOCSIN_FETCH_ALLOW_PRIVATE", "perhaps", "valid boolean", "TOCSIN_FETCH_ALLOW_PRIVATE=false"),
        ("TOCSIN_EDIT_READ_PAGES", "perhaps", "valid boolean", "TOCSIN_EDIT_READ_PAGES=true"),
        ("TOCSIN_LOG_LEVEL", "loud", "'debug', 'info'", "TOCSIN_LOG_LEVEL=info"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line_which_why_and_what_to_write(
    tmp_path: Path, name: str, value: str, why: str, write_this: str
) -> None:
    words = told(tmp_path, **{name: value})
    assert words.startswith(f"{name} is {value!r}, but")
    assert why in words
    assert words.endswith(write_this)


@pytest.mark.parametrize("owner", ["+972501234567", "signal:972501234567", "telegram:", "whatsapp"])
def test_a_wrong_owner_is_told_without_the_address(tmp_path: Path, owner: str) -> None:
    words = told(tmp_path, TOCSIN_OWNER=owner)
    assert words.startswith("TOCSIN_OWNER: must be telegram:<id>")
    assert words.endswith("for example TOCSIN_OWNER=telegram:123456")
    assert "97250" not in words


@pytest.mark.parametrize(
    "field", ["telegram_bot_token", "twilio_auth_token", "twilio_account_sid", "twilio_whatsapp_from"]
)
def test_a_secret_written_as_a_number_is_told_without_it(tmp_path: Path, field: str) -> None:
    words = told(write(tmp_path, f"{field} = 972501234567"))
    name = environment_name((field,))
    assert words.startswith(f"{name}: input should be a valid string; for example {name}={EXAMPLES[field]}")
    assert "97250" not in words


def test_a_name_that_is_no_setting_is_told_as_such(tmp_path: Path) -> None:
    assert told(tmp_path, TOCSIN_POLL_MINIMUN="3").startswith("TOCSIN_POLL_MINIMUN is no setting of Tocsin")
    words = told(write(tmp_path, f'pol = "{SECRET}"'))
    assert words.startswith("TOCSIN_POL is no setting of Tocsin")


def test_a_section_that_is_no_table_is_told_with_its_heading(tmp_path: Path) -> None:
    words = told(write(tmp_path, "poll = 3"), TOCSIN_POLL_MINIMUM="5")
    assert words.startswith("TOCSIN_POLL is 3, but")
    assert words.endswith("for example [poll] on a line of its own, and its settings below it")


def test_a_lease_not_longer_than_the_time_out_is_refused(tmp_path: Path) -> None:
    words = told(tmp_path, TOCSIN_DELIVERY_LEASE="10")
    assert words.startswith("TOCSIN_DELIVERY_LEASE must be longer")
    assert words.endswith("TOCSIN_DELIVERY_LEASE=30")


def test_the_longest_interval_is_not_below_the_shortest(tmp_path: Path) -> None:
    words = told(tmp_path, TOCSIN_POLL_MAXIMUM="59")
    assert words.startswith("TOCSIN_POLL_MAXIMUM is below TOCSIN_POLL_MINIMUM")
    assert words.endswith("TOCSIN_POLL_MAXIMUM=600")


def test_a_language_model_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TOCSIN_MODEL_NAME is missing"):
        load({"TOCSIN_MODEL_URL": "http://127.0.0.1:11434/v1"}, tmp_path)
    told = {"TOCSIN_MODEL_URL": "http://127.0.0.1:11434/v1/", "TOCSIN_MODEL_NAME": "small"}
    settings = load(told | {"TOCSIN_MODEL_KEY": SECRET}, tmp_path)
    assert (settings.model.url, settings.model.timeout) == ("http://127.0.0.1:11434/v1", 3)
    assert settings.model_key.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings}"


@pytest.mark.parametrize("url", ["ftp://model.example", f"https://me:{SECRET}@model.example"])
def test_an_address_of_a_model_is_of_the_web_and_holds_no_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TOCSIN_MODEL_URL") as raised:
        load({"TOCSIN_MODEL_URL": url, "TOCSIN_MODEL_NAME": "small"}, tmp_path)
    assert SECRET not in str(raised.value)
    assert str(raised.value).endswith("for example TOCSIN_MODEL_URL=http://127.0.0.1:11434/v1")


@pytest.mark.parametrize(
    ("tier", "people"), [("250", 250), ("1k", 1000), ("100k", 100_000), ("unlimited", None)]
)
def test_the_tier_is_people_a_day(tmp_path: Path, tier: str, people: int | None) -> None:
    assert load({"TOCSIN_WHATSAPP_TIER": tier}, tmp_path).whatsapp.people_a_day == people


def test_a_tier_may_be_a_number_in_the_file(tmp_path: Path) -> None:
    assert load({}, write(tmp_path, "[whatsapp]\ntier = 250")).whatsapp.people_a_day == 250


def test_a_tier_that_there_is_not_is_named_with_those_there_are(tmp_path: Path) -> None:
    words = told(tmp_path, TOCSIN_WHATSAPP_TIER="300")
    assert words.startswith("TOCSIN_WHATSAPP_TIER is '300', but: input should be '250', '1k'")
    assert words.endswith("for example TOCSIN_WHATSAPP_TIER=unlimited")


def test_fares_are_read_and_wrong_ones_named(tmp_path: Path) -> None:
    settings = load({"TOCSIN_WHATSAPP_MARKETING_FARES": "+33=0.08, other=0.06"}, tmp_path)
    assert settings.whatsapp.fares == {"MARKETING": {"+33": 0.08, "other": 0.06}, "UTILITY": {}}
    words = told(tmp_path, TOCSIN_WHATSAPP_UTILITY_FARES="France=3")
    assert words.startswith(
        "TOCSIN_WHATSAPP_UTILITY_FARES is 'France=3', but: must be +<country code>=<price>"
    )
    assert words.endswith("for example TOCSIN_WHATSAPP_UTILITY_FARES=+33=0.03, other=0.01")


@pytest.mark.parametrize("reserve", ["1", "-0.1", "nan", "much"])
def test_a_reserve_is_a_share_below_the_whole(tmp_path: Path, reserve: str) -> None:
    assert "TOCSIN_WHATSAPP_RESERVE=0.1" in told(tmp_path, TOCSIN_WHATSAPP_RESERVE=reserve)


def test_channels_of_ones_own_are_opened_with_what_stands_in_the_environment(tmp_path: Path) -> None:
    settings = load({"TOCSIN_CHANNELS_PAGER": SECRET, "TOCSIN_OWNER": "pager:7"}, tmp_path)
    assert (settings.channels.told("pager"), settings.channels.told("telex")) == (SECRET, "")
    assert set(settings.channels.names) == {"pager"}
    assert not settings.sandboxed
    assert settings.owners == (Address("pager", "7"),)
    assert SECRET not in repr(settings)
    assert load({}, tmp_path).channels.names == frozenset()


def test_what_a_channel_of_ones_own_is_opened_with_is_in_no_message(tmp_path: Path) -> None:
    write(tmp_path, f'[channels]\npager = ["{SECRET}"]\n')
    assert told(tmp_path).startswith("TOCSIN_CHANNELS_PAGER: ")


@pytest.mark.parametrize("missing", ["EMAIL_FROM", "PUBLIC_URL", "TOCSIN_EMAIL_SECRET"])
def test_a_mail_server_wants_its_family(missing: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is missing: SMTP_URL needs it"):
        load({name: value for name, value in EMAIL.items() if name != missing}, tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SMTP_URL", f"https://me:{SECRET}@smtp.example.org", "must be smtp://"),
        ("SMTP_URL", f"smtp://me:{SECRET}@", "must be smtp://"),
        ("SMTP_URL", f"smtp://me:{SECRET}@host:port", "must be smtp://"),
        ("EMAIL_FROM", "Le Fil", "must be a name and an address"),
        ("EMAIL_FROM", "Le Fil <news@example.org>\nBcc: all@example.org", "must be a name and an address"),
        ("TOCSIN_EMAIL_BOUNCE_DOMAIN", "news@example.org", "must be a domain"),
        ("TOCSIN_EMAIL_MORNING", "25:00", "must be a time of day"),
        ("TOCSIN_EMAIL_TIMEOUT", "30", "TOCSIN_DELIVERY_LEASE must be longer"),
        ("TOCSIN_EMAIL_BOUNCE_DOMAIN", "bounces.example.org", "TOCSIN_EMAIL_HOOK_SECRET is missing"),
    ],
)
def test_a_wrong_setting_of_the_mail_is_named_and_no_secret_said(
    name: str, value: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=reason) as raised:
        load(EMAIL | {name: value}, tmp_path)
    assert SECRET not in str(raised.value)


def test_mail_alone_is_no_rehearsal_and_its_morning_is_a_minute(tmp_path: Path) -> None:
    made = load(EMAIL | {"TOCSIN_EMAIL_MORNING": "07:30"}, tmp_path)
    assert (made.sandboxed, made.email_wanted, made.email.minute) == (False, True, 450)
    assert "word@" not in repr(made)
    assert made.email_key == b"a-long-random-word"


def test_a_status_page_for_who_has_its_key_needs_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TOCSIN_STATUS_KEY is missing"):
        load({"TOCSIN_WEB_STATUS": "key"}, tmp_path)
    told = load({"TOCSIN_WEB_STATUS": "key", "TOCSIN_STATUS_KEY": "a long word"}, tmp_path)
    assert told.status_key.get_secret_value() == "a long word"
