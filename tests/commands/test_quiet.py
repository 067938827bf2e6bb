import pytest

from bot.commands.quiet import PARTS
from bot.model import Wish
from bot.texts import languages, say
from tests.chat import ANNA, Chat, data_of, typed_of, words_of


def wish(chat: Chat) -> Wish:
    return chat.person(ANNA).wish or Wish()


def test_at_first_there_are_no_quiet_hours_and_some_are_offered(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say("/quiet")
    assert "no quiet hours" in words_of(reply)
    assert data_of(reply)[:2] == ["quiet 22:00-07:00", "quiet 23:00-08:00"]
    assert chat.person(ANNA).wish is None


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("22:00-07:00", (1320, 420)),
        ("22-7", (1320, 420)),
        ("de 22h30 à 7h", (1350, 420)),
        ("10pm to 7 am", (1320, 420)),
        ("12am-12pm", (0, 720)),
        ("0:00 24:00", (0, 0)),
    ],
)
def test_hours_are_written_in_many_ways(chat: Chat, words: str, hours: tuple[int, int]) -> None:
    chat.says("/start")
    chat.says(f"/quiet {words}")
    assert (wish(chat).quiet_from, wish(chat).quiet_until) == hours


@pytest.mark.parametrize(
    "words", ["25-7", "22", "22:00-07:00-09:00", "maybe", "most many", "calm perhaps", "22:75-7"]
)
def test_what_is_no_choice_changes_nothing_and_is_answered_with_those_there_are(
    chat: Chat, words: str
) -> None:
    chat.says("/start")
    assert "/quiet 22:00-07:00" in words_of(chat.say(f"/quiet {words}"))
    assert chat.person(ANNA).wish is None


def undo_of(offered: list[str]) -> str:
    """Find the button that undoes, which Telegram has to carry."""
    (undo,) = [one for one in offered if one.startswith("quiet #")]
    assert len(undo.encode()) <= 64
    return undo


def test_each_choice_is_taken_and_undone(chat: Chat) -> None:
    chat.says("/start")
    before = wish(chat)
    steps = {
        "quiet 22:00-07:00": Wish(quiet_from=1320, quiet_until=420),
        "quiet breaking off": Wish(quiet_from=1320, quiet_until=420, breaking=False),
        "quiet calm on": Wish(quiet_from=1320, quiet_until=420, breaking=False, calm=True),
        "quiet most 10": Wish(quiet_from=1320, quiet_until=420, breaking=False, calm=True, most=10),
    }
    for data, after in steps.items():
        (body,) = chat.presses(data)
        assert wish(chat) == after
        chat.presses(undo_of(data_of(body.message)))
        assert wish(chat) == before
        chat.presses(data)
        before = after
    chat.says("/quiet zone America/Argentina/Buenos_Aires")
    (body,) = chat.presses("quiet off")
    assert wish(chat).quiet_from == wish(chat).quiet_until
    chat.presses(undo_of(data_of(body.message)))
    assert (wish(chat).quiet_from, wish(chat).zone) == (1320, "America/Argentina/Buenos_Aires")


def test_the_zone_is_asked_for_with_buttons(chat: Chat) -> None:
    chat.says("/start")
    assert "quiet zone Asia/Jerusalem" in data_of(chat.say("/quiet zone"))
    assert "Atlantis" in words_of(chat.say("/quiet zone Atlantis"))
    chat.says("/quiet zone Jerusalem")
    assert wish(chat).zone == "Asia/Jerusalem"


@pytest.mark.parametrize("language", languages())
def test_each_languages_reader_is_told_words_that_work(chat: Chat, language: str) -> None:
    most, zone = (say(PARTS[part], language) for part in ("most", "zone"))
    chat.says("/start")
    chat.says(f"/language {language}")
    said = typed_of(chat.say("/quiet maybe"))
    assert f"/quiet {most} 5" in said
    assert f"/quiet {zone}" in said
    chat.says(f"/quiet {most} 5")
    chat.says(f"/quiet {zone} Paris")
    assert (wish(chat).most, wish(chat).zone) == (5, "Europe/Paris")


def test_plain_words_will_do(chat: Chat) -> None:
    chat.says("/start")
    chat.says("quiet 22-7")
    assert wish(chat).quiet_from == 1320
