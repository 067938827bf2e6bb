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
    for number in range(20):
        chat.says("/start", Address("telegram", f"50000{number:02}"), name="Reader")
    first = chat.say("/subscribers reader", CHIEF)
    assert words_of(first).count("Reader") == 8
    assert data_of(first) == ["subscribers @2 reader"]
    (body,) = chat.presses("subscribers @2 reader", CHIEF)
    assert data_of(body.message) == ["subscribers @1 reader", "subscribers @3 reader"]
    assert body.replaces == "77"
    (body,) = chat.presses("subscribers @99 reader", CHIEF)
    assert words_of(body.message).count("Reader") == 4
