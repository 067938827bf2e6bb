from bot.model import Attachment, FileId, Message, MessageKind
from bot.rules.attachment import GONE, REFUSED, without

FILE = Attachment(FileId(1), "people.csv", "text/csv", "token")


def test_words_without_their_file_say_why() -> None:
    message = Message(MessageKind.REPLY, "en", lines=("Here.",), attachment=FILE)
    assert without(message, GONE) == Message(
        MessageKind.REPLY, "en", lines=("Here.",), note="The file is kept no longer: ask for it again."
    )
    assert "could not be delivered" in without(message, REFUSED).note
