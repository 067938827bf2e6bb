"""Replies as messages."""

from bot.ask import Choice, Reply
from bot.commands.replies import message_of
from bot.model import Address, Message, MessageKind, Role, Subscriber, SubscriberId, SubscriberStatus
from bot.texts import _, verbatim
from tests.rows import NOW


def somebody(channel: str, language: str = "en") -> Subscriber:
    at = Address(channel, "77")
    return Subscriber(
        SubscriberId(1), at, "", language, SubscriberStatus.ACTIVE, Role.EDITOR, False, None, NOW
    )


def test_a_reply_is_worded_in_the_language_of_the_person() -> None:
    reply = Reply((_("Send"),), _("Cancel"), ((Choice(_("Send"), "alert send 1"),),))
    made = message_of(reply, somebody("telegram", "fr"))
    assert (made.kind, made.language, made.headline, made.lines) == (
        MessageKind.REPLY,
        "fr",
        "Annuler",
        ("Envoyer",),
    )
    assert [(one.label, one.data) for row in made.buttons for one in row] == [("Envoyer", "alert send 1")]


def test_commands_are_words_where_no_slashes_are_written() -> None:
    reply = Reply((verbatim("Write /recall 12"),))
    assert message_of(reply, somebody("telegram")).lines == ("Write /recall 12",)
    assert message_of(reply, somebody("whatsapp")).lines == ("Write RECALL 12",)
    exact = Reply((verbatim("Write /recall 12"),), exact=True)
    assert message_of(exact, somebody("whatsapp")).lines == ("Write /recall 12",)


def test_fixed_words_stay_as_they_are() -> None:
    fixed = Message(MessageKind.ALERT, "en", "A headline", ("/recall",))
    made = message_of(Reply((), message=fixed, choices=((Choice(_("Send"), "x"),),)), somebody("whatsapp"))
    assert made.lines == ("/recall",)
    assert made.buttons
