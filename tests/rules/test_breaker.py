import pytest

from bot.rules.breaker import back_words, channel_name, down_words
from bot.texts import _, say


def test_every_channel_has_its_name() -> None:
    names = ("telegram", "whatsapp", "email")
    assert [channel_name(name) for name in names] == ["Telegram", "WhatsApp", "E-mail"]


def test_a_channel_that_takes_nothing_is_named_with_the_reason() -> None:
    words = "WhatsApp takes nothing at the moment: the {token} is refused. Alerts wait."
    assert say(down_words("whatsapp", "the {token} is refused"), "en") == words


def test_the_reason_is_in_the_language_of_who_reads_it() -> None:
    words = down_words("whatsapp", _("the Twilio account is not active"))
    assert say(words, "fr").endswith(": le compte Twilio n’est pas actif. Les alertes attendent.")
    assert "אינו פעיל" in say(words, "he")


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (0, "Telegram takes messages again."),
        (1, "Telegram takes messages again; 1 alert is on its way."),
        (7, "Telegram takes messages again; 7 alerts are on their way."),
    ],
)
def test_a_channel_that_is_back_says_how_much_waited(waiting: int, words: str) -> None:
    assert say(back_words("telegram", waiting), "en") == words


def test_both_words_are_in_the_language_of_who_reads_them() -> None:
    assert "en ce moment" in say(down_words("whatsapp", "why"), "fr")
    assert "3 התראות" in say(back_words("whatsapp", 3), "he")
