from bot.channels.email_words import Letterhead, word
from bot.model import Message, MessageKind

HEAD = Letterhead("Le Fil", "https://fil.example/leave", "https://fil.example/choices", "contact@fil.example")


def test_a_letter_says_all_that_the_message_says_in_both_forms() -> None:
    message = Message(
        MessageKind.DIGEST, "he", headline="היום\nבמבט", lines=("<b>אחת</b>",), link="https://a.example"
    )
    letter = word(message, HEAD)
    assert letter.subject == "Le Fil: היום במבט"
    for body in (letter.text, letter.html):
        assert HEAD.leave_url in body
        assert "https://a.example" in body
    assert "&lt;b&gt;" in letter.html
    assert 'dir="rtl"' in letter.html
