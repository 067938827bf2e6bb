import pytest
from sqlalchemy import select

from bot.model import DigestDays, Wish
from bot.store.schema import subscriber
from bot.texts import languages
from tests.chat import ANNA, Chat, data_of, labels_of, typed_of, words_of


def wish(chat: Chat) -> Wish:
    return chat.person(ANNA).wish or Wish()


def test_at_first_there_is_none(chat: Chat) -> None:
    chat.says("/start")
    reply = chat.say("/digest")
    assert "no digest" in words_of(reply)
    assert data_of(reply)[:4] == ["digest off", "digest daily", "digest weekdays", "digest twice"]
    assert labels_of(reply)[0] == "✓ Off"


@pytest.mark.parametrize(
    ("words", "days", "at"),
    [
        ("daily", DigestDays.DAILY, 480),
        ("weekdays 18:30", DigestDays.WEEKDAYS, 1110),
        ("twice 7h", DigestDays.TWICE, 420),
        ("9", DigestDays.DAILY, 540),
        ("9 pm", DigestDays.DAILY, 1260),
        ("chaque jour 8:00", DigestDays.DAILY, 480),
        ("en semaine 18h30", DigestDays.WEEKDAYS, 1110),
        ("פעמיים ביום 7:00", DigestDays.TWICE, 420),
        ("off", DigestDays.OFF, 480),
    ],
)
def test_days_and_hours_are_written_in_any_language(
    chat: Chat, words: str, days: DigestDays, at: int
) -> None:
    chat.says("/start")
    chat.says(f"/digest {words}")
    assert (wish(chat).digest, wish(chat).digest_at) == (days, at)
    due_at = chat.database.read_here(lambda tx: tx.scalars(select(subscriber.c.digest_due_at)).first())
    assert (due_at is None) == (days is DigestDays.OFF)


@pytest.mark.parametrize("words", ["sometimes", "25:00", "daily 7 8", "7:00 daily sometimes"])
def test_what_is_no_choice_changes_nothing(chat: Chat, words: str) -> None:
    chat.says("/start")
    assert "/digest daily 8:00" in words_of(chat.say(f"/digest {words}"))
    assert chat.person(ANNA).wish is None


def test_a_choice_is_undone(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/digest weekdays 18:30")
    (body,) = chat.presses("digest off")
    assert wish(chat).digest is DigestDays.OFF
    (undo,) = [one for one in data_of(body.message) if "#" in one]
    chat.presses(undo)
    assert (wish(chat).digest, wish(chat).digest_at) == (DigestDays.WEEKDAYS, 1110)


@pytest.mark.parametrize("language", languages())
def test_each_languages_reader_is_told_words_that_work(chat: Chat, language: str) -> None:
    chat.says("/start")
    chat.says(f"/language {language}")
    said = typed_of(chat.say("/digest ???"))
    asked = said.split("/digest ")[2].split(" 18:30")[0]
    chat.says(f"/digest {asked} 18:30")
    assert wish(chat).digest is DigestDays.WEEKDAYS
