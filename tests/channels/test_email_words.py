from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.email_words import NAME_LIMIT, SUBJECT_LIMIT, Letter, Letterhead, word
from bot.channels.fitting import clean, units
from bot.glance import Glance
from bot.model import Button, Message, MessageKind
from bot.rules.direction import directed
from tests.channels import letters
from tests.channels.letters import CONFIRM, CORRECTION, DIGESTS, HEAD, REPLY, ROOT, STRANGER

Tag = tuple[str, frozenset[str]]

WORDLESS: Final = {"area", "br", "hr", "img", "input", "link", "meta"}
PAINT: Final = regex.compile(r"[\p{bc=BN}\u200e\u200f\u061c\u2066-\u2069\s]+")
"""What the letter may add to words, or take from them: marks that nobody sees, and spaces."""


class Read(HTMLParser):
    """A letter's HTML as a browser takes it: its elements with their attributes, links, and words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[Tag] = set()
        self.links: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, frozenset(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        if tag not in WORDLESS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words += data


def all_words(message: Message) -> Iterator[str]:
    """List what a letter of a message has to say."""
    yield from (message.headline, *message.lines, message.byline, message.note)
    for one in message.stories:
        yield from (one.headline, *one.lines, one.byline, one.mark)


def bare(text: str) -> str:
    return PAINT.sub("", text)


# ---- examples


def test_a_digest_is_headed_with_the_newsroom_and_its_first_story() -> None:
    letter = word(DIGESTS["fr"], HEAD)
    assert letter.subject == "Le Fil du Levant · Le pont du port rouvre après neuf mois de travaux"
    read = Read(letter.html)
    assert f"{ROOT}/leave/abc" in read.links
    assert f"{ROOT}/choices/abc" in read.links
    assert 'lang="fr" dir="ltr"' in letter.html
    assert "parce que vous l’avez demandée à Le Fil du Levant." in letter.text.replace("\n", " ")


def test_a_hebrew_subject_keeps_a_french_name_in_its_place() -> None:
    letter = word(DIGESTS["he"], HEAD)
    assert letter.subject.startswith("\u200f\u2068Le Fil du Levant\u2069 · גשר הנמל")
    assert '<html lang="he" dir="rtl">' in letter.html


def test_a_list_of_letters_shows_the_next_stories() -> None:
    html = word(DIGESTS["fr"], HEAD).html
    hidden = html.split("display:none", 1)[1].split("</div>", 1)[0]
    assert "Les boulangers" in hidden
    assert "Le pont" not in hidden
    assert "Le nombre" not in hidden


def test_the_text_stands_in_narrow_lines_with_links_in_full() -> None:
    text = word(DIGESTS["fr"], HEAD).text
    assert max(map(len, text.split("\n"))) <= 72
    assert "\nhttps://journal.example/four-commun\n" in text
    assert "\u2068" not in text
    assert text.index("Le pont") < text.index("Les boulangers") < text.index("Se désabonner")


def test_lines_that_run_right_to_left_stay_whole() -> None:
    long = "העירייה מבטיחה דוח על העלות של הגשר Pont du Port שחרגה מאוד מן המתוכנן, " * 3
    message = Message(MessageKind.REPLY, "he", lines=(long,))
    assert directed(clean(long), "he") in word(message, HEAD).text.split("\n")


def test_to_confirm_there_is_a_button_and_nothing_to_leave() -> None:
    letter = word(CONFIRM["fr"], STRANGER)
    assert Read(letter.html).links == [f"{ROOT}/confirm/abc"]
    assert f"Je confirme\n{ROOT}/confirm/abc" in letter.text
    assert "Quelqu’un a donné cette adresse" in letter.text
    assert "Se désabonner" not in letter.text


def test_a_correction_is_a_letter_of_one_story() -> None:
    letter = word(CORRECTION, HEAD)
    assert letter.subject == "Le Fil du Levant · Les élèves sont 1 240, et non 2 140"
    assert "Ceci corrige ce que nous vous avons envoyé." in letter.text
    assert "https://journal.example/eleves" in Read(letter.html).links


def test_breaking_news_says_so() -> None:
    letter = word(replace(CORRECTION, kind=MessageKind.BREAKING), HEAD)
    assert ">Urgent</p>" in letter.html
    assert "Urgent\nLes élèves" in letter.text


def test_what_it_follows_is_quoted() -> None:
    assert "↩ Mise à jour de" in word(replace(CORRECTION, quoted="La rentrée"), HEAD).text


def test_links_in_a_reply_can_be_followed_and_the_full_stop_is_none_of_theirs() -> None:
    letter = word(REPLY, HEAD)
    assert f'href="{ROOT}/choices/abc"' in letter.html
    assert "• cette adresse<br>• vos sujets" in letter.html
    assert "• cette adresse\n• vos sujets" in letter.text


def test_the_link_of_a_reply_is_shown_in_full() -> None:
    letter = word(replace(REPLY, lines=("Voici.",), link="https://lettre.example/x"), HEAD)
    assert ">https://lettre.example/x</a>" in letter.html
    assert "\nhttps://lettre.example/x\n" in letter.text


def test_a_command_can_not_be_pressed_in_a_letter() -> None:
    buttons = ((Button("Sujets", "/topics"), Button("Site", "https://lefil.example/")),)
    letter = word(replace(REPLY, buttons=buttons), HEAD)
    assert "Sujets" not in letter.html
    assert "https://lefil.example/" in Read(letter.html).links


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//x.example",
        "https://",
        "http://[",
        "x",
    ],
)
def test_what_is_no_link_of_the_web_is_none(link: str) -> None:
    told = replace(letters.FRENCH[0], link=link)
    message = replace(DIGESTS["fr"], stories=(told,), buttons=((Button("x", link),),), link=link)
    assert Read(word(message, replace(HEAD, leave_url=link, choices_url=link)).html).links == []


def test_an_empty_message_is_a_letter_all_the_same() -> None:
    letter = word(Message(MessageKind.REPLY, "en"), Letterhead("The Paper", "", "", ""))
    assert letter.subject == "The Paper"
    assert Read(letter.html).words


def test_gmail_shows_a_whole_digest() -> None:
    """It cuts a letter off at 102 kB."""
    story = Glance(
        "é" * 90, ("é" * 120,) * 2, "https://paper.example/" + "a" * 200, "x" * 100, "x" * 20, "fr"
    )
    full = replace(DIGESTS["fr"], stories=(story,) * 12)
    assert len(word(full, HEAD).html.encode()) < 40_000


# ---- any message

HOSTILE: Final = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=x>",
    "<!--[if mso]><a href='javascript:x'>",
    "a\nb\r\nBcc: all@example.org\u2028c\x0bd\x85e",
    "\u202eesrever \u2066open",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &amp;amp;",
    "x" * 10_000,
    "mot " * 2_500,
    'https://paper.example/?a=1&b="><script>',
    "שלום <b>Bonjour</b>",
    "",
)
WORDS: Final = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
LINKS: Final = st.one_of(
    WORDS,
    st.sampled_from(
        ["javascript:alert(1)", 'https://paper.example/"onclick=x', "http://[", "https://paper.example/é?a&b"]
    ),
)
GLANCES: Final = st.builds(
    Glance,
    headline=WORDS,
    lines=st.lists(WORDS, max_size=2).map(tuple),
    link=LINKS,
    byline=WORDS,
    mark=WORDS,
    language=st.sampled_from(["", "fr", "he", 'x" y="']),
    breaking=st.booleans(),
)
MESSAGES: Final = st.builds(
    Message,
    kind=st.sampled_from(MessageKind),
    language=st.sampled_from(["fr", "he", "en", "ar"]),
    headline=WORDS,
    lines=st.lists(WORDS, max_size=3).map(tuple),
    byline=WORDS,
    link=LINKS,
    note=WORDS,
    buttons=st.lists(st.lists(st.builds(Button, WORDS, LINKS), max_size=2).map(tuple), max_size=2).map(tuple),
    quoted=WORDS,
    stories=st.lists(GLANCES, max_size=3).map(tuple),
)
HEADS: Final = st.builds(Letterhead, newsroom=WORDS, leave_url=LINKS, choices_url=LINKS, contact=WORDS)


def known_tags() -> set[Tag]:
    """List what the template's elements and their attributes are."""
    everything = [*DIGESTS.values(), *CONFIRM.values(), CORRECTION, REPLY]
    link = replace(REPLY, link=f"{ROOT}/x", quoted="x", byline="x", note="x")
    bare_story = replace(DIGESTS["fr"], stories=(Glance("x"),))
    return set().union(*(Read(word(one, HEAD).html).tags for one in (*everything, link, bare_story)))


KNOWN: Final = known_tags()


@settings(deadline=None)
@given(MESSAGES, HEADS)
@example(replace(DIGESTS["fr"], headline=HOSTILE[8]), HEAD)
def test_any_message_is_a_letter_that_is_all_ours_but_for_its_words(
    message: Message, head: Letterhead
) -> None:
    letter = word(message, head)
    assert letter.subject.splitlines() in ([], [letter.subject])
    assert units(letter.subject) <= NAME_LIMIT + SUBJECT_LIMIT + 20
    read = Read(letter.html)
    assert read.tags <= KNOWN
    assert all(regex.match(r"https?://\S+\Z", link) for link in read.links)
    says(letter, message, read)


def says(letter: Letter, message: Message, read: Read) -> None:
    text, shown = bare(letter.text), bare(read.words)
    stands_in = message.kind in {MessageKind.ALERT, MessageKind.BREAKING, MessageKind.CORRECTION}
    told = replace(message, stories=()) if stands_in else message
    for words in all_words(told):
        assert bare(clean(words)) in text
        assert bare(clean(words)) in shown
