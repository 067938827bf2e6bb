import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp_words import TEXT_LIMIT
from bot.commands.mydata import PART, parts
from bot.model import Address
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

OTHER = Address("telegram", "555666777")


def exported(chat: Chat, who: Address = ANNA) -> dict[str, object]:
    """Press the button, and put the parts together."""
    _intro, *found = [body.message for body in chat.presses("mydata export", who)]
    written = "".join("".join(message.lines) for message in found)
    kept: dict[str, object] = json.loads(written)
    return kept


def test_what_is_kept_is_said_in_plain_words(chat: Chat) -> None:
    chat.says("/start culture_radio", name="Anna Karenina")
    chat.alert("culture A new play")
    words = words_of(chat.say("/mydata"))
    for said in (
        "Telegram \u2068100200300\u2069",
        "Name: \u2068Anna Karenina\u2069",
        "English",
        "active",
        "Topics: Culture",
        "Alerts come with a sound",
        "you asked for alerts; on: Culture; by a link of the campaign \u2068radio\u2069; you were shown: “",
        "1 alert was meant for you",
        "A new play",
        "2 messages are kept, and erased after 30 days",
    ):
        assert said in words, said


def test_the_words_that_were_shown_are_told_whole(chat: Chat) -> None:
    shown = chat.say("/start").lines[0]
    assert f"you were shown: “\u2068{shown}\u2069”" in words_of(chat.say("/mydata"))


def test_of_somebody_who_asked_for_nothing_little_is_kept(chat: Chat) -> None:
    reply = chat.say("/mydata", BORIS)
    words = words_of(reply)
    assert "WhatsApp \u2068+33612345678\u2069" in words
    assert "Name: none" in words
    assert "Topics: none" in words
    assert "you have not asked for alerts" in words
    assert "Alerts sent to you: none" in words
    assert data_of(reply) == ["mydata export", "forget", "privacy"]


def test_a_long_history_is_told_in_brief_and_exported_whole(chat: Chat) -> None:
    chat.says("/start")
    for _ in range(3):
        chat.presses("topics toggle monde")
        chat.presses("topics toggle monde")
    chat.says("/silent")
    words = words_of(chat.say("/mydata"))
    assert "… and 2 earlier steps" in words
    steps = exported(chat)["consent"]
    assert isinstance(steps, list)
    assert [one["step"] for one in steps] == ["given", *["ended", "given"] * 3]


def test_the_export_holds_all_that_is_kept_and_nothing_of_others(chat: Chat) -> None:
    began = chat.now
    chat.says("/start culture_radio", name="Anna Karenina")
    chat.says("a word of mine")
    chat.says("another person's word", OTHER, name="Vronsky")
    chat.now += timedelta(minutes=5)
    chat.alert("culture A new play")
    kept = exported(chat)
    assert "Vronsky" not in json.dumps(kept)
    assert "another person" not in json.dumps(kept)
    person, choices, consent = kept["person"], kept["choices"], kept["consent"]
    assert isinstance(person, dict)
    assert (person["address"], person["name"]) == ("100200300", "Anna Karenina")
    assert isinstance(choices, list)
    assert [one["topic_id"] for one in choices] == ["culture"]
    assert isinstance(consent, list)
    assert (consent[0]["origin"], consent[0]["campaign"], consent[0]["at"]) == (
        "campaign",
        "radio",
        began.isoformat(),
    )
    alerts, letters = kept["alerts"], kept["letters"]
    assert alerts == {
        "count": 1,
        "last": [{"headline": "A new play", "state": "queued", "at": chat.now.isoformat()}],
    }
    assert isinstance(letters, dict)
    assert letters["count"] == 3
    assert [one["text"] for one in letters["last"]] == [
        "mydata export",
        "a word of mine",
        "/start culture_radio",
    ]


def test_each_part_of_an_export_fits_a_message_of_either_channel(chat: Chat) -> None:
    chat.says("/start")
    for number in range(25):
        chat.says(f"{number} " + "שלום 🌍 " * 40)
    bodies = chat.presses("mydata export")
    assert len(bodies) > 3
    assert PART < TEXT_LIMIT
    assert exported(chat)["letters"]


def test_staff_read_their_role(chat: Chat) -> None:
    assert "Role: owner" in words_of(chat.say("/mydata", CHIEF))


def test_plain_words_ask_for_it_too(chat: Chat) -> None:
    assert chat.say("mydata", BORIS).headline == "What we keep of you"
    assert chat.say("Mes données", BORIS).headline == "What we keep of you"
    assert chat.say("PRIVACY", BORIS).headline == "Privacy"


@settings(max_examples=60)
@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    ),
    st.integers(20, 200),
)
def test_parts_put_together_say_the_same_json(value: object, most: int) -> None:
    written = json.dumps(value, ensure_ascii=True, indent=1)
    found = parts(written, most)
    assert json.loads("".join(part.strip() for part in found)) == value
    assert all(len(part) <= most for part in found)


@pytest.mark.parametrize("line", ["x" * 5000, "🌍" * 3000, "a b " * 2000, " " * 3000 + "x"])
def test_a_line_of_any_length_is_cut_within_the_limit(line: str) -> None:
    for part in parts(json.dumps({"text": line}, ensure_ascii=False, indent=1)):
        assert len(part.encode("utf-16-le")) // 2 <= PART


def test_what_is_handed_over_as_data_is_what_is_kept_on_every_channel(chat: Chat) -> None:
    chat.says("start", BORIS)
    chat.presses("topics toggle monde", BORIS)
    chat.presses("topics toggle monde", BORIS)
    exported = "".join(words_of(body.message) for body in chat.presses("mydata export", BORIS))
    assert "whatsapp /topics toggle monde" in exported
