"""Every screen of a reader, on both channels, says nothing of itself in a language that is not theirs.

A reader of English and one of another language walk through all that there is to ask and to press. What both
are told, sentence by sentence, may hold no words but names.
"""

import re
from collections.abc import Iterator

import pytest

from bot import texts
from bot.commands import COMMANDS
from bot.commands.language import own
from bot.commands.quiet import ZONES
from bot.commands.words import word_for
from bot.model import Address, Message, Role, SubscriberStatus
from bot.texts import languages, say_city
from tests.chat import CHIEF, Chat, data_of
from tests.commands.desk import FIRE, Desk

PAPER = "Gazette 7"
LAST = ("forget", "stop")  # nothing else is answered after these
WRONG = {
    "language": "tlh",
    "reading": "klingon",
    "updates": "maybe",
    "urgency": "maybe",
    "silent": "maybe",
    "pictures": "maybe",
    "quiet": "maybe",
    "digest": "maybe",
    "mute": "#99",
    "sources": "#99",
    "link": "QQ",
    "keywords": "-",
    "topics": "toggle nowhere",
}
TALK = ("xyzzy", "/nothing", "1 2 3 4 5 ?", "What is new at the bridge today?", "stort")
MOST_PRESSED = 150
DEEP = 3

MARKS = re.compile(r"[\u2066-\u2069\u200e\u200f\u200c*_]")
SENTENCES = re.compile(r"(?<=[.!?؟…:])\s+|\n")
COMMAND = re.compile(r"/[a-z]+(?: (?:#?\d+|[a-z]{2,9}\b))*")
LATIN = re.compile(r"[A-Za-z]{2,}(?:[ ,;'’-]+[A-Za-z]{2,}){2,}")
"""Three words in Latin letters, one after the other."""

OTHER_SCRIPTS = ("he", "ar", "fa", "ru")
LEAST = 200  # sentences, so that nobody has walked past closed doors
TITLE = re.compile(re.escape(FIRE.title[:30]) + ".*")  # it may be cut


class Walk:
    """One reader's way through all screens; what they were told, as sentences without names."""

    def __init__(self, chat: Chat, who: Address, language: str) -> None:
        self.chat, self.who, self.language = chat, who, language
        self.told: dict[str, str] = {}
        self.ways: list[tuple[str, int]] = []
        self.pressed: set[str] = set()

    def write(self, words: str, where: str = "") -> None:
        self._take(self.chat.says(words, self.who, self.language), where or words)

    def come(self) -> None:
        for words in ("/menu", "hm", "/start"):
            self.write(words)

    def look_at_all(self) -> None:
        alert = self.who.id
        self.chat.arrived(1, self.who, alert)
        for name in self._names():
            self.write(f"/{name}" if self.who.channel == "telegram" else word_for(name, self.language), name)
            if name in WRONG:
                self.write(f"/{name} {WRONG[name]}")
        for words in ("/sources", "/mute", "What became of the bridge?"):
            self._take(self.chat.replies_all(words, alert, self.who), words)
        for words in TALK:
            self.write(words)
        self._press()
        self.write("/forget")
        self.write("/stop")
        self.write("hm")
        self.write("/start")
        assert self.chat.status(self.who) is SubscriberStatus.ACTIVE
        self._take([body.message for body in self.chat.presses("forget yes", self.who)], "forget yes")

    def _names(self) -> Iterator[str]:
        return (name for name, one in COMMANDS.items() if one.ROLE is Role.READER and name not in LAST)

    def _press(self) -> None:
        """Press each button once, and those that come up behind it, too."""
        while self.ways and len(self.pressed) < MOST_PRESSED:
            data, depth = self.ways.pop(0)
            if data in self.pressed or self._leads_away(data) or depth > DEEP:
                continue
            self.pressed.add(data)
            messages = [body.message for body in self.chat.presses(data, self.who)]
            self._take(messages, data, depth)

    @staticmethod
    def _leads_away(data: str) -> bool:
        return data.startswith(
            ("language ", "settings language ", "forget", "stop", "mydata ", "places ")
        )  # the last is JSON

    def _take(self, messages: list[Message], where: str, depth: int = 0) -> None:
        mine = [message for message in messages if message.language == self.language]
        assert mine, where
        for message in mine:
            self.ways += [(data, depth + 1) for data in data_of(message)]
            labels = [button.label for row in message.buttons for button in row]
            for text in (message.headline, *message.lines, message.note, *labels):
                for sentence in SENTENCES.split(text):
                    bare = self._bare(sentence)
                    if any(letter.isalpha() for letter in bare):
                        self.told.setdefault(bare, where)

    def _bare(self, sentence: str) -> str:
        bare = TITLE.sub(" ", re.sub(r"https?://\S+", " ", MARKS.sub("", sentence)))
        for name in NAMES:
            bare = bare.replace(name, " ")
        bare = COMMAND.sub(" ", bare)
        return " ".join("".join(one if one.isalpha() or one in "'’-" else " " for one in bare).split())


NAMES = sorted(
    {
        *("Le Fil", "Israël", "Israel", "Monde", "World", "Culture", "ישראל", "עולם", "תרבות"),
        *("Telegram", "WhatsApp", "JSON", "START", "STOP", "Europe/Paris", "Asia/Jerusalem", "fr, he"),
        *('drone, "Beit Shemesh", -football', "FIRE", "xyzzy", "klingon", "tocsin_bot"),
        *(own(code) for code in languages()),
        *(say_city(zone, language) for zone in ZONES for language in languages()),
        *(FIRE.title, FIRE.standfirst, PAPER),
    },
    key=len,
    reverse=True,
)


async def walked(desk: Desk, *spoken: str) -> list[dict[str, str]]:
    """Tell what readers of some languages are told on both channels, once an alert has come to all."""
    walks = [
        Walk(desk.chat, Address(channel, f"{begins}{number}"), language)
        for number, language in enumerate(spoken)
        for channel, begins in (("telegram", "55500"), ("whatsapp", "+3361234500"))
    ]
    desk.chat.appoint(CHIEF, Role.EDITOR)  # to whom questions go
    for walk in walks:
        walk.come()
    await desk.tells(FIRE, name=PAPER)
    for walk in walks:
        walk.look_at_all()
    return [
        {words: where for walk in walks if walk.language == language for words, where in walk.told.items()}
        for language in spoken
    ]


def is_their_own(words: str, language: str) -> bool:
    """Say whether a language may have an English word: "Menu", "Sources"; no sentence of ours is one word."""
    return language not in OTHER_SCRIPTS and len(words.split()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
async def test_no_screen_mixes_english_into_another_language(desk: Desk, language: str) -> None:
    english, other = await walked(desk, "en", language)
    assert len(english) > LEAST
    assert len(other) > LEAST
    mixed = {words: where for words, where in other.items() if words in english}
    assert not {words: where for words, where in mixed.items() if not is_their_own(words, language)}
    if language in OTHER_SCRIPTS:
        assert not {words: where for words, where in other.items() if LATIN.search(words)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lacking", ["Urgency", "You get no digest.", "Turn pictures off"])
async def test_one_text_that_a_language_lacks_is_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    full = texts._pattern

    def without_one(text: texts.Text, language: str) -> str:
        return full(text, "en" if text.singular == lacking else language)

    monkeypatch.setattr(texts, "_pattern", without_one)
    english, other = await walked(desk, "en", "he")
    bare = lacking.rstrip(".")
    assert bare in english
    assert bare in other
