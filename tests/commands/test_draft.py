from dataclasses import replace

import pytest

from bot.commands.draft import check_languages, read
from bot.errors import UsageError
from tests.chat import ALL, newsroom

NEWSROOM = newsroom()


def test_a_draft_is_topic_headline_lines_and_link() -> None:
    draft = read("monde Un titre\nUne ligne.\n\n  Une autre. \nhttps://example.org/a?b=c", NEWSROOM)
    assert [topic.id for topic in draft.topics] == ["monde"]
    assert draft.headline == "Un titre"
    assert draft.lines == ("Une ligne.", "Une autre.")
    assert draft.link == "https://example.org/a?b=c"


def test_a_headline_alone_goes_to_all_topics() -> None:
    draft = read("Un titre", NEWSROOM)
    assert tuple(topic.id for topic in draft.topics) == ALL
    assert (draft.headline, draft.lines, draft.link) == ("Un titre", (), "")


def test_a_headline_keeps_its_first_word_unless_that_is_exactly_a_topics_id() -> None:
    assert read("Israel frappe", NEWSROOM).headline == "Israel frappe"
    assert read("israel frappe", NEWSROOM).headline == "frappe"
    assert read("#Israel frappe", NEWSROOM).headline == "frappe"
    assert read("#sport frappe", NEWSROOM).headline == "#sport frappe"


def test_a_broken_address_at_the_end_is_a_line() -> None:
    assert read("Titre\nhttp://[oops", NEWSROOM).lines == ("http://[oops",)


@pytest.mark.parametrize("length", [90, 91, 1000])
def test_a_headline_may_have_ninety_characters(length: int) -> None:
    if length <= 90:
        assert len(read("x" * length, NEWSROOM).headline) == length
        return
    with pytest.raises(UsageError, match=rf"{length - 90} characters? too long"):
        read("x" * length, NEWSROOM)


def test_a_line_may_have_a_hundred_and_twenty_characters() -> None:
    assert read("T\n" + "x" * 120, NEWSROOM).lines == ("x" * 120,)
    with pytest.raises(UsageError, match="Line 2 is 1 character too long"):
        read("T\nfine\n" + "x" * 121, NEWSROOM)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Write /alert"),
        (" \n ", "Write /alert"),
        ("monde", "headline is missing"),
        ("T\n1\n2\n3", "3 lines"),
    ],
)
def test_what_is_missing_or_too_much_is_said(written: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(written, NEWSROOM)


# ---- pictures and languages ----------------------------------------------------------------------

PHOTO = "https://img.example.org/2026/fire.jpg"


@pytest.mark.parametrize(
    ("last", "link", "picture"),
    [
        (PHOTO, "", PHOTO),
        (f"https://example.org/a\n{PHOTO}", "https://example.org/a", PHOTO),
        (f"{PHOTO}\nhttps://example.org/a", "https://example.org/a", PHOTO),
        (
            "https://example.org/a\nhttps://img.example.org/42",
            "https://example.org/a",
            "https://img.example.org/42",
        ),
        ("https://example.org/a", "https://example.org/a", ""),
    ],
)
def test_the_last_lines_may_be_a_link_and_a_picture(last: str, link: str, picture: str) -> None:
    draft = read(f"Titre\nUne ligne.\n{last}", NEWSROOM)
    assert (draft.lines, draft.link, draft.picture) == (("Une ligne.",), link, picture)


@pytest.mark.parametrize(
    "address", ["http://img.example.org/a.jpg", "https://10.0.0.1/a.jpg", "https://x.example.org/logo.png"]
)
def test_a_picture_that_can_not_be_sent_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="picture can't be sent"):
        read(f"Titre\n{address}", NEWSROOM)


def test_the_same_follows_in_other_languages() -> None:
    draft = read(
        f"monde Titre\nUne ligne.\nhttps://example.org/a\n{PHOTO}\nhe:\nכותרת\nשורה\n"
        "https://example.org/he\nEnglish :\nTitle",
        NEWSROOM,
    )
    assert (draft.headline, draft.lines, draft.language) == ("Titre", ("Une ligne.",), "")
    hebrew, english = draft.others
    assert (hebrew.language, hebrew.headline, hebrew.lines) == ("he", "כותרת", ("שורה",))
    assert (hebrew.link, hebrew.picture) == ("https://example.org/he", PHOTO)
    assert (english.language, english.headline, english.link) == ("en", "Title", "https://example.org/a")
    assert hebrew.topics == english.topics == draft.topics


def test_the_first_language_may_be_said_too() -> None:
    draft = read("monde\nfr:\nTitre\nhe:\nכותרת", NEWSROOM)
    assert (draft.language, draft.headline) == ("fr", "Titre")
    assert [topic.id for topic in draft.topics] == ["monde"]
    assert read("Titre\nLive:\nUne ligne", NEWSROOM).lines == ("Live:", "Une ligne")


def test_a_fault_in_another_language_is_told_with_its_name() -> None:
    with pytest.raises(UsageError, match=r"עברית.*2 characters too long"):
        read("Titre\nhe:\n" + "x" * 92, NEWSROOM)
    with pytest.raises(UsageError, match=r"עברית.*headline is missing"):
        read("Titre\nhe:", NEWSROOM)
    with pytest.raises(UsageError, match="two parts"):
        check_languages([replace(read("Titre", NEWSROOM), language="he") for _ in range(2)])
