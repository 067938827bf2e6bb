from bot.model import Address
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of


def test_subscribers_are_counted_by_channel_and_status(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    chat.says("STOP", BORIS)
    words = words_of(chat.say("/subscribers", CHIEF))
    assert "\u2068Telegram\u2069: active 1, invited 1" in words
    assert "\u2068WhatsApp\u2069: left 1" in words


def test_addresses_are_masked(chat: Chat) -> None:
    chat.says("START", BORIS)
    words = words_of(chat.say("/subscribers", CHIEF))
    assert "WhatsApp …5678" in words
    assert "612345678" not in words
    assert ANNA.id not in words


def test_a_person_is_found_by_name_or_last_digits(chat: Chat) -> None:
    chat.says("hello", ANNA, name="Anna Lévy")
    chat.says("hello", BORIS, name="Boris")
    for query in ("lévy", "0300"):
        words = words_of(chat.say(f"/subscribers {query}", CHIEF))
        assert "Anna Lévy" in words
        assert "Boris" not in words
        assert "1 person found" in words
    assert "0 people found" in words_of(chat.say("/subscribers 6123", CHIEF))


def test_a_role_is_named_and_a_name_cannot_turn_the_line(chat: Chat) -> None:
    chat.says("hello", ANNA, name="\u202e{role}\u2069")
    words = words_of(chat.say("/subscribers", CHIEF))
    assert "\u2068{role}\u2069 · " in words
    assert "owner" in words


def test_long_lists_come_in_pages_with_buttons_both_ways(chat: Chat) -> None:
    for number in range(25):
        chat.says("/start", Address("telegram", f"50000{number:02}"), name=f"Reader {number:02}")
    first = chat.say("/subscribers reader", CHIEF)
    assert words_of(first).count("Reader") == 10
    *people, older = data_of(first)
    assert people[0] == f"subscribers #{chat.person(Address('telegram', '5000024')).id}"
    assert len(people) == 10
    (body,) = chat.presses(older, CHIEF)
    assert "Reader 14" in words_of(body.message)
    assert "Reader 05" in words_of(body.message)
    assert body.replaces == "77"
    newer, older = data_of(body.message)[-2:]
    assert ">" in newer
    (last,) = chat.presses(older, CHIEF)
    assert words_of(last.message).count("Reader") == 5
    (again,) = chat.presses(newer, CHIEF)
    assert words_of(again.message).count("Reader") == 10
    assert data_of(again.message)[-1].startswith("subscribers <")
    (beyond,) = chat.presses("subscribers <1 reader", CHIEF)
    assert "25 people found" in words_of(beyond.message)


def test_no_button_is_longer_than_telegram_carries(chat: Chat) -> None:
    name = "\u05d0" * 60
    for number in range(25):
        chat.says("/start", Address("telegram", f"50000{number:02}"), name=name)
    shown = chat.say(f"/subscribers {name}", CHIEF)
    assert all(len(one.encode()) <= 64 for one in data_of(shown))
    (body,) = chat.presses(data_of(shown)[-1], CHIEF)
    assert words_of(body.message).count("#") == 10


def test_topics_and_languages_are_counted(chat: Chat) -> None:
    chat.says("/start culture", ANNA, language="fr")
    chat.says("START", BORIS)
    words = words_of(chat.say("/subscribers", CHIEF))
    assert "Topics: \u2068Israel\u2069 1, \u2068World\u2069 1, \u2068Culture\u2069 2" in words
    assert "French 1" in words
    chat.presses(f"ban {chat.person(ANNA).id} yes", CHIEF)
    words = words_of(chat.say("/subscribers", CHIEF))
    assert "banned: 1" in words
    assert "French" not in words
