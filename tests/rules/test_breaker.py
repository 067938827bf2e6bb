import pytest

from bot.model import MessageKind
from bot.rules.breaker import back_message, channel_name, down_message


def test_every_channel_has_its_name() -> None:
    names = ("telegram", "whatsapp", "email")
    assert [channel_name(name) for name in names] == ["Telegram", "WhatsApp", "Email"]


def test_a_channel_that_takes_nothing_is_named_with_the_reason() -> None:
    message = down_message("whatsapp", "the {token} is refused", "en")
    assert message.kind is MessageKind.REPLY
    words = "WhatsApp takes nothing at the moment: the {token} is refused. Alerts wait."
    assert message.lines == (words,)


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (0, "Telegram takes messages again."),
        (1, "Telegram takes messages again; 1 alert is on its way."),
        (7, "Telegram takes messages again; 7 alerts are on their way."),
    ],
)
def test_a_channel_that_is_back_says_how_much_waited(waiting: int, words: str) -> None:
    assert back_message("telegram", waiting, "en").lines == (words,)


def test_both_words_are_in_the_language_of_who_reads_them() -> None:
    assert "en ce moment" in down_message("whatsapp", "why", "fr").lines[0]
    assert "3 התראות" in back_message("whatsapp", 3, "he").lines[0]
