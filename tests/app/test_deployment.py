"""Which newsrooms a deployment has, and what each may take from it."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import deployment
from bot.app.deployment import ALONE, DISTINCT, OURS, SHARED, SPLIT, Deployment, load
from bot.errors import SettingsError
from bot.settings import Section, Settings
from bot.variables import CONVENTIONAL

TOKEN = "{}:s3cr3t-value"


def write(folder: Path, newsrooms: dict[str, str], toml: str = "") -> Path:
    """Make a folder of newsrooms, each with the lines of its env file."""
    home = folder / "newsrooms"
    for id_, env in newsrooms.items():
        (home / id_).mkdir(parents=True)
        (home / id_ / "tocsin.env").write_text(env, "utf-8")
        (home / id_ / "tocsin.toml").write_text(toml, "utf-8")
    return home


def loaded(home: Path, **environment: str) -> Deployment:
    return load({"TOCSIN_NEWSROOMS": str(home), **environment}, home.parent / "config")


def refused(home: Path, **environment: str) -> str:
    with pytest.raises(SettingsError) as error:
        loaded(home, **environment)
    words = str(error.value)
    assert "\n" not in words
    assert "s3cr3t" not in words
    return words


def database(told: Settings) -> str:
    return told.database_url.get_secret_value()


# ---- which -----------------------------------------------------------------------------------------


def test_without_a_folder_there_is_the_one_newsroom_of_the_settings(tmp_path: Path) -> None:
    made = load({"PORT": "8123"}, tmp_path)
    assert made.is_plain
    assert list(made.newsrooms) == [ALONE]
    assert made.newsrooms[ALONE] is made.settings
    assert made.one("") is made.settings


def test_each_folder_is_a_newsroom_with_a_database_and_an_address_of_its_own(tmp_path: Path) -> None:
    home = write(tmp_path, {"lyon": "", "paris-2": "", ".git": ""})
    (home / "README.md").write_text("words", "utf-8")
    made = loaded(home, PUBLIC_URL="https://alerts.example.org/", DATABASE_URL="sqlite:///data/tocsin.db")
    assert {id_: (database(told), told.public_url) for id_, told in made.newsrooms.items()} == {
        "lyon": ("sqlite:///data/lyon.db", "https://alerts.example.org/n/lyon"),
        "paris-2": ("sqlite:///data/paris-2.db", "https://alerts.example.org/n/paris-2"),
    }
    assert made.newsrooms["lyon"].newsroom == home / "lyon" / "newsroom.toml"


def test_a_newsroom_may_have_a_database_and_an_address_of_its_own_choice(tmp_path: Path) -> None:
    env = "DATABASE_URL=sqlite:///elsewhere/l.db\nPUBLIC_URL=https://lyon.example\n"
    told = loaded(write(tmp_path, {"lyon": env})).newsrooms["lyon"]
    assert (database(told), told.public_url) == ("sqlite:///elsewhere/l.db", "https://lyon.example")


@pytest.mark.parametrize("name", ["Lyon", "le_fil", "-lyon", "ly--on", "x" * 33, "été"])
def test_a_folder_whose_name_is_no_id_is_said(tmp_path: Path, name: str) -> None:
    assert f"{name} names no newsroom" in refused(write(tmp_path, {name: ""}))


def test_a_folder_that_is_empty_or_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "newsrooms").mkdir()
    assert "holds no newsroom" in refused(tmp_path / "newsrooms")
    assert "can't be read" in refused(tmp_path / "nowhere")


def test_one_of_several_has_to_be_named(tmp_path: Path) -> None:
    made = loaded(write(tmp_path, {"lyon": "", "paris": ""}))
    assert made.one("paris").newsroom.parent.name == "paris"
    assert list(made.only("lyon").newsrooms) == ["lyon"]
    assert made.only("") is made
    with pytest.raises(SettingsError, match=r"2 newsrooms; say which one: --newsroom lyon \(lyon, paris\)"):
        made.one("")
    with pytest.raises(SettingsError, match="--newsroom nice is no newsroom here; choose among lyon, paris"):
        made.one("nice")
    with pytest.raises(SettingsError, match="--newsroom nice names one of several"):
        load({}, tmp_path).one("nice")


# ---- what is taken ---------------------------------------------------------------------------------


def test_a_newsroom_takes_the_deployments_sections_and_says_its_own_over_them(tmp_path: Path) -> None:
    home = write(tmp_path, {"lyon": "TOCSIN_POLL_AT_ONCE=7\n"}, toml="[poll]\nminimum = 5\n")
    poll = loaded(home, TOCSIN_POLL_MINIMUM="9", TOCSIN_POLL_LEASE="77").newsrooms["lyon"].poll
    assert (poll.minimum, poll.lease, poll.at_once) == (5, 77, 7)


@pytest.mark.parametrize("name", sorted(CONVENTIONAL))
def test_whatever_is_private_to_a_newsroom_is_refused_of_the_deployment(tmp_path: Path, name: str) -> None:
    """Each name that an operator can set, those that come later too: shared on purpose, or refused."""
    field = CONVENTIONAL[name]
    if field in SHARED | SPLIT:
        return
    words = refused(write(tmp_path, {"lyon": ""}), **{name: "telegram:s3cr3t"})
    assert f"{name} belongs to one newsroom" in words


def test_what_is_shared_is_no_secret() -> None:
    for name in SHARED:
        assert not isinstance(getattr(Settings(), name), SecretStr), name


def test_a_secret_within_a_section_is_private_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mail(Section):
        key: SecretStr = SecretStr("")
        rate: float = 1

    monkeypatch.setattr(deployment, "Settings", lambda: type("S", (), {"mail": Mail()}))
    assert deployment._is_private(("mail", "key"))
    assert not deployment._is_private(("mail", "rate"))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("PORT=1", "PORT"),
        ("TOCSIN_WEB_HOST=x", "TOCSIN_WEB_HOST"),
        ("TOCSIN_NEWSROOM=x", "TOCSIN_NEWSROOM"),
        ("TOCSIN_LOG_LEVEL=debug", "TOCSIN_LOG_LEVEL"),
        ("TOCSIN_NEWSROOMS=x", "TOCSIN_NEWSROOMS"),
    ],
)
def test_what_belongs_to_the_process_is_refused_of_a_newsroom(tmp_path: Path, line: str, name: str) -> None:
    words = refused(write(tmp_path, {"lyon": line}))
    assert words.startswith(f"newsroom lyon: {name} is said in ")


def test_what_belongs_to_the_process_is_no_newsrooms_to_take() -> None:
    assert set(Settings.model_fields) >= OURS


def test_a_wrong_setting_is_said_with_the_newsroom_and_the_file_to_mend(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a", {"lyon": "TOCSIN_POLL_MINIMUM=x"})).startswith(
        "newsroom lyon: TOCSIN_POLL_MINIMUM is 'x'"
    )
    home = write(tmp_path / "b", {"lyon": "TWILIO_ACCOUNT_SID=AC1"})
    assert f"write it into {home / 'lyon' / 'tocsin.env'}" in refused(home)


def test_the_deployments_own_host_is_no_newsrooms(tmp_path: Path) -> None:
    home = write(tmp_path, {"lyon": "PUBLIC_URL=https://Alerts.example.org/"})
    assert "PUBLIC_URL is at the deployment's own host" in refused(
        home, PUBLIC_URL="https://alerts.example.org"
    )
    elsewhere = write(tmp_path / "b", {"lyon": "PUBLIC_URL=https://alerts.example.org/lyon"})
    assert (
        loaded(elsewhere, PUBLIC_URL="https://alerts.example.org")
        .newsrooms["lyon"]
        .public_url.endswith("/lyon")
    )


# ---- what no two share -----------------------------------------------------------------------------

TWILIO = "TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKEN=s3cr3t\nPUBLIC_URL=https://{}.example\n"
SAME = {
    "TELEGRAM_BOT_TOKEN": ["TELEGRAM_BOT_TOKEN=4711:s3cr3t-old", "TELEGRAM_BOT_TOKEN=4711:s3cr3t-new"],
    "TWILIO_WHATSAPP_FROM": [TWILIO.format(of) + "TWILIO_WHATSAPP_FROM=+15550100" for of in "ab"],
    "TWILIO_MESSAGING_SERVICE_SID": [TWILIO.format(of) + "TWILIO_MESSAGING_SERVICE_SID=MG1" for of in "ab"],
    "EMAIL_FROM": [
        f"SMTP_URL=smtp://127.0.0.1:25\nTOCSIN_EMAIL_SECRET=s3cret\nPUBLIC_URL=https://{of}.example\n"
        f"EMAIL_FROM={of} <news@example.org>"
        for of in "ab"
    ],
    "PUBLIC_URL": ["PUBLIC_URL=https://a.example", "PUBLIC_URL=https://a.example/"],
    "DATABASE_URL": ["DATABASE_URL=sqlite:///var/x/../one.db", "DATABASE_URL=sqlite:///var/one.db"],
}


@pytest.mark.parametrize("name", sorted(DISTINCT))
def test_two_newsrooms_with_the_same_are_refused(tmp_path: Path, name: str) -> None:
    lyon, paris = SAME[name]
    words = refused(write(tmp_path, {"lyon": lyon, "paris": paris}))
    assert words.startswith(f"newsrooms lyon and paris have the same {name}: each needs ")
    assert "+1555" not in words


def test_two_newsrooms_with_the_same_account_of_a_channel_of_their_own_are_refused(tmp_path: Path) -> None:
    one, other = (
        f"TOCSIN_CHANNELS_PAGER=https://g.example/s3cr3t\nTOCSIN_CHANNELS_TELEX={of}" for of in "ab"
    )
    words = refused(write(tmp_path, {"lyon": one, "paris": other}))
    assert words.startswith("newsrooms lyon and paris have the same TOCSIN_CHANNELS_PAGER: each needs ")


def test_a_channel_of_ones_own_belongs_to_one_newsroom(tmp_path: Path) -> None:
    words = refused(write(tmp_path, {"lyon": ""}), TOCSIN_CHANNELS_PAGER="https://g.example/s3cr3t")
    assert words.startswith("TOCSIN_CHANNELS_PAGER belongs to one newsroom")


def test_a_database_beside_the_deployments_is_not_taken_twice(tmp_path: Path) -> None:
    home = write(tmp_path, {"lyon": "", "paris": "DATABASE_URL=sqlite:///var/lyon.db"})
    assert "have the same DATABASE_URL" in refused(home, DATABASE_URL="sqlite:///var/tocsin.db")


def test_either_all_newsrooms_are_rehearsed_or_none(tmp_path: Path) -> None:
    home = write(tmp_path, {"lyon": "TELEGRAM_BOT_TOKEN=1:s3cr3t", "nice": "", "paris": ""})
    assert refused(home) == (
        "newsroom nice has no Telegram token and no Twilio account, and others have: write "
        f"TELEGRAM_BOT_TOKEN=123456:ABC-DEF into {home / 'nice' / 'tocsin.env'}"
    )
