import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.line import UNSURE, Line, of_button, of_text
from bot.commands.words import WORDS
from tests.chat import newsroom

NEWSROOM = newsroom()
MENU = ("topics toggle israel", "topics toggle monde")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/start israel", Line("start", "israel")),
        ("/START@tocsin_bot  israel ", Line("start", "israel")),
        ("/alert monde Title\nOne\nTwo", Line("alert", "monde Title\nOne\nTwo")),
        ("/alert\nTitle", Line("alert", "Title")),
        ("/ help", Line("help")),
        ("/", Line("help")),
        ("/aide", Line("help")),
        ("/unsubscribe", Line("stop")),
        ("/cancel", Line("cancel")),
        ("/remove", Line("remove")),
        ("STOP", Line("stop")),
        ("start", Line("start")),
        ("START israel", Line("start", "israel")),
        ("התחל ישראל", Line("start", "israel")),
        ("strat Israël", Line("start", "israel")),
        ("stop please", Line("stop")),
        ("Désabonnez-moi svp", Line("stop")),
        ("🛑", Line("stop")),
        ("/stpo", Line("stpo")),
        ("/help", Line("help")),
        ("aide svp", Line("help")),
        ("stort", UNSURE),
        ("/stort", Line("stort")),
        ("/stop or start", Line("stop", "or start")),
        ("stop " * 100, None),
        ("x" * 1000, None),
        ("keywords", Line("keywords")),
        ("Mots-clés : drone, -foot", Line("keywords", "drone, -foot")),
        ("מילות מפתח רחפן", Line("keywords", "רחפן")),
        ("mots clés\ndrone", Line("keywords", "drone")),
        ("mots drone", None),
        ("start nothing", None),
        ("stop israel", None),
        ("Langue", Line("language")),
        ("2", Line("topics", "toggle monde", offered=True)),
        (" 2. ", Line("topics", "toggle monde", offered=True)),
        ("2️⃣", Line("topics", "toggle monde", offered=True)),
        ("٢", Line("topics", "toggle monde", offered=True)),
        ("0", None),
        ("3", None),
        ("12345678901234567890", None),
        ("1 2", None),
        ("", None),
        ("hello there", None),
        ("alert Title", None),
    ],
)
def test_what_is_written_is_read_as_a_command_or_as_nothing(text: str, line: Line | None) -> None:
    assert of_text(text, NEWSROOM, MENU) == line


def test_neither_a_slash_nor_a_button_is_unsure() -> None:
    assert UNSURE not in {of_text(f"/{UNSURE.name}", NEWSROOM), of_button(UNSURE.name)}


def test_a_name_behind_a_slash_may_be_of_any_length() -> None:
    assert of_text("/" + "x" * 1_000_000, NEWSROOM) == Line("x" * 1_000_000)


def test_a_number_without_a_menu_means_nothing() -> None:
    assert of_text("1", NEWSROOM) is None


@pytest.mark.parametrize(
    ("data", "line"),
    [("topics toggle a", Line("topics", "toggle a")), ("/Menu", Line("menu")), ("", Line(""))],
)
def test_a_button_stands_for_a_command_line(data: str, line: Line) -> None:
    assert of_button(data) == line


@given(st.text())
def test_anything_can_be_read(text: str) -> None:
    line = of_text(text, NEWSROOM, MENU)
    assert line is None or line.name


def test_plain_words_stand_for_commands_that_every_reader_has() -> None:
    assert set(WORDS.values()) <= set(COMMANDS)
    assert all(COMMANDS[command].ROLE == "reader" for command in WORDS.values())
    assert all(WORDS.get(name, name) == name for name in COMMANDS)
