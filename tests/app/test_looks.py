from bot.app.looks import LOOKS
from bot.channels import CHANNELS
from bot.model import Message, MessageKind

SHOWN = Message(
    MessageKind.ALERT, "en", "A *bold* claim", ("One line.",), "The Paper", "https://paper.example/1"
)


def test_each_channel_has_its_look() -> None:
    assert set(LOOKS) == set(CHANNELS)


def test_a_look_is_what_leaves() -> None:
    assert LOOKS["telegram"](SHOWN).startswith(
        "A *bold* claim\nOne line.\n\nThe Paper\nhttps://paper.example/1"
    )
    assert LOOKS["whatsapp"](SHOWN).startswith("*A \u2217bold\u2217 claim*\nOne line.")
