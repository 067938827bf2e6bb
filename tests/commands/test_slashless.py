"""A whole conversation on WhatsApp in each language, of words alone: none written with a slash, none told."""

import re

import pytest

from bot.commands import COMMANDS
from bot.commands.words import word_for
from bot.model import Message, Role, SubscriberStatus, Updates, Urgency
from bot.store import source as sources
from bot.texts import _, languages
from tests.chat import BORIS, Chat, words_of

FAILING = sources.NewSource("https://paper.example/feed", "file", topics=("monde",), name="The Paper")

SLASH = re.compile(r"(?<![\w:/.])/[a-z]{3,}")


def told(message: Message) -> str:
    """Give all that a phone shows of a message."""
    labels = [button.label for row in message.buttons for button in row]
    return "\n".join([words_of(message), *labels])


class Talk:
    """Boris, who writes words and picks numbers."""

    def __init__(self, chat: Chat, language: str) -> None:
        self.chat, self.language = chat, language

    def write(self, words: str) -> Message:
        assert "/" not in words
        shown = self.chat.says(words, BORIS, language=self.language)
        for one in shown:
            assert not SLASH.search(told(one)), (words, told(one))
        return shown[-1]

    def command(self, name: str, args: str = "") -> Message:
        return self.write(f"{word_for(name, self.language).lower()} {args}".strip())

    def pick(self, data: str) -> Message:
        """Pick what was offered by its number."""
        return self.write(str(self.chat.person(BORIS).menu.index(data) + 1))


@pytest.mark.parametrize("language", languages())
def test_a_whole_conversation_goes_without_one_slash(chat: Chat, language: str) -> None:
    talk = Talk(chat, language)
    talk.write("START")
    assert (chat.status(BORIS), chat.person(BORIS).language) == (SubscriberStatus.ACTIVE, language)
    for name, command in COMMANDS.items():
        if command.ROLE is Role.READER and name not in {"start", "stop", "forget"}:
            talk.command(name)
    talk.command("topics")
    talk.pick("topics toggle monde")
    assert "monde" not in chat.chosen(BORIS)
    talk.command("keywords", "drone, -football")
    talk.command("urgency")
    talk.pick("urgency important")
    talk.command("settings")
    talk.pick("settings updates")
    talk.pick("settings updates none")
    assert (chat.person(BORIS).urgency, chat.person(BORIS).updates) == (Urgency.IMPORTANT, Updates.NONE)
    talk.command("quiet", "22:00-07:00")
    talk.command("digest", "8:00")
    wish = chat.person(BORIS).wish
    assert wish is not None
    assert (wish.quiet_from, wish.quiet_until, wish.digest_at) == (22 * 60, 7 * 60, 8 * 60)
    talk.command("silent")
    talk.write("xyzzy")
    talk.write("1 2 3 4 5 6 7 ?")
    talk.command("reading", language)
    assert chat.person(BORIS).reads == (language,)
    talk.command("help")
    talk.command("mydata")
    talk.write("STOP")
    assert chat.status(BORIS) is SubscriberStatus.LEFT
    talk.write("START")
    assert chat.status(BORIS) is SubscriberStatus.ACTIVE
    talk.command("forget")
    talk.pick("forget yes")
    assert chat.status(BORIS) is SubscriberStatus.FORGOTTEN


@pytest.mark.parametrize(
    "words",
    ["quiet maybe", "digest maybe", "mute", "link", "unlink", "sources #99", "reading klingon", "thmèes"],
)
def test_what_is_wrong_is_told_in_words_too(chat: Chat, words: str) -> None:
    talk = Talk(chat, "fr")
    talk.write("START")
    talk.write(words)


def test_an_editor_needs_no_slash_either(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    talk = Talk(chat, "en")
    shown = chat.says("alert israel The bridge is closed", BORIS)
    assert "This is how it will look" in words_of(shown[-1])
    assert not SLASH.search(told(shown[-1]))
    talk.pick(next(data for data in chat.person(BORIS).menu if data.startswith("alert send")))
    for words in ("status", "sources", "subscribers", "invite", "recall", "recall 99", "story 99", "help"):
        talk.write(words)
    talk.write("segment near language=en")
    for words in ("segment", "segment near", "segment nowhere", "segment a b", "stats", "stats 99", "ban"):
        talk.write(words)
    for words in ("ban 1", "ban 99", "subscribers #1", "subscribers #99", "alert @nowhere The bridge"):
        talk.write(words)
    chat.database.write_here(lambda tx: sources.add(tx, FAILING, chat.now))
    row = chat.database.read_here(lambda tx: sources.by_url(tx, FAILING.url))
    assert row
    error = _("{host} answers {status}: {why}", host="paper.example", status=404, why="x")
    chat.database.write_here(lambda tx: sources.failed(tx, row, error, chat.now, chat.now))
    for words in (
        "sources",
        "sources 1",
        "sources 99",
        "priority 1",
        "priority x",
        "pause 1",
        "pause x",
        "test",
    ):
        talk.write(words)
    for words in (
        "staff",
        "staff dance",
        "staff revoke 9",
        "revoke 99",
        "grant x",
        "questions",
        "questions x",
    ):
        talk.write(words)
    for words in (
        "undo",
        "undo 99",
        "later",
        "later 1",
        "later 1 25:00",
        "embargo",
        "embargo 1 18:00",
        "later 1 embargo",
    ):
        talk.write(words)
    for words in ("stopall", "stop all", "status", "resume", "resume fresh", "stopall", "resume drop"):
        talk.write(words)
    assert chat.status(BORIS) is not SubscriberStatus.LEFT


def test_a_reader_who_writes_a_staff_commands_name_says_nothing_special(chat: Chat) -> None:
    talk = Talk(chat, "en")
    talk.write("START")
    assert "How it fares" not in words_of(talk.write("status"))
