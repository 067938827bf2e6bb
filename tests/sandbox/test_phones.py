from datetime import UTC, datetime

from bot.sandbox.phones import KEPT, Bubble, Button, Phone
from bot.sandbox.stream import Stream

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _phone() -> Phone:
    return Phone("telegram", "Léa", "5", Stream())


def _bubble(number: int) -> Bubble:
    return Bubble(str(number), "bot", "x", "x", NOW)


def test_a_screen_forgets_its_oldest_bubbles() -> None:
    phone = _phone()
    for number in range(KEPT + 1):
        phone.show(_bubble(number))
    assert phone.find("0") is None
    assert phone.find("1") is not None


def test_what_is_not_on_the_screen_is_neither_changed_nor_removed() -> None:
    phone = _phone()
    phone.change(_bubble(1))
    phone.mark("1", "read")
    phone.remove("1")
    assert phone.as_json()["bubbles"] == []


def test_a_bubble_writes_only_what_it_has() -> None:
    bubble = _bubble(1)
    bubble.buttons = ((Button("A", data="a"), Button("B", url="https://a.org")),)
    bubble.reply_to = "7"
    written = bubble.as_json()
    assert written["buttons"] == [[{"text": "A", "data": "a"}, {"text": "B", "url": "https://a.org"}]]
    assert written["reply_to"] == "7"
    assert "picture" not in written
