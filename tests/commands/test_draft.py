import pytest

from bot.commands.draft import read
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
