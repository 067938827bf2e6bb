import pytest
from sqlalchemy import update

from bot.commands.numbers import alert_id, numbered, row_id
from bot.model import Address, Role
from bot.store.schema import alert
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of


@pytest.mark.parametrize(("words", "number"), [("12", 12), (" #12 ", 12), ("# 7", 7)])
def test_an_alerts_number_is_read_as_people_write_it(words: str, number: int) -> None:
    assert alert_id(words) == number


@pytest.mark.parametrize("words", ["", "all", "12 13", "-1", "1" * 13])
def test_what_is_no_number_or_more_is_none(words: str) -> None:
    assert alert_id(words) is None


@pytest.mark.parametrize(
    ("words", "number"), [("12", 12), (" #12 ", 12), ("0", 0), ("1" * 12, int("1" * 12))]
)
def test_a_rows_number_is_read_with_or_without_its_sign(words: str, number: int) -> None:
    assert row_id(words) == number


@pytest.mark.parametrize("words", ["", "#", "##12", "# 12", "12 13", "-1", "1" * 13, "twelve"])
def test_what_is_no_rows_number_is_none(words: str) -> None:
    assert row_id(words) is None


def test_what_stands_behind_an_alerts_number_is_read_with_it() -> None:
    assert numbered(" #12 18:00 ") == (12, "18:00")
    assert numbered("12") == (12, "")
    assert numbered("12x") is None
    assert numbered("18:00 12") is None


@pytest.fixture
def two(chat: Chat) -> tuple[int, int]:
    """Let two alerts reach an editor on each channel, the second one under the other's number."""
    for who, word in ((ANNA, "/start"), (BORIS, "START")):
        chat.says(word, who)
        chat.appoint(who, Role.EDITOR)
    first, second = chat.alert("A first headline"), chat.alert("A second headline")
    for who, ids in ((ANNA, ("41", "42")), (BORIS, ("SM41", "SM42"))):
        chat.arrived(first, who, ids[0])
        chat.arrived(second, who, ids[1])
    return first, second


@pytest.mark.parametrize(("who", "ids"), [(ANNA, ("41", "42")), (BORIS, ("SM41", "SM42"))])
def test_a_reply_to_an_alert_means_that_alert(
    chat: Chat, two: tuple[int, int], who: Address, ids: tuple[str, str]
) -> None:
    for id_, message in zip(two, ids, strict=True):
        assert chat.replies("/status", message, who).headline == f"Alert #{id_}"
        assert "A person has written this alert" in words_of(chat.replies("/spans", message, who))
        assert f"about alert #{id_}" in words_of(chat.replies("/leave", message, who))
        right = chat.replies("/correct 12 right words", message, who)
        assert right.lines[0] == f"Alert #{id_} is corrected: 12 right words"
    assert f"#{two[0]} is recalled" in words_of(chat.replies("/recall", ids[0], who))
    assert f"#{two[1]} is withdrawn" in words_of(chat.replies("/withdraw", ids[1], who))


def test_a_number_that_was_written_goes_before_the_alert_that_was_replied_to(
    chat: Chat, two: tuple[int, int]
) -> None:
    first, second = two
    assert chat.replies(f"/status {second}", "41").headline == f"Alert #{second}"
    assert f"#{second} is corrected: Words" in words_of(chat.replies(f"/correct #{second}\nWords", "41"))
    assert f"#{first} is withdrawn" in words_of(chat.replies(f"/withdraw {first}", "42"))


def test_a_reply_to_what_is_no_alert_of_theirs_means_none(chat: Chat, two: tuple[int, int]) -> None:
    assert "Write /withdraw" in words_of(chat.replies("/withdraw", "41", CHIEF))
    assert "Write /withdraw" in words_of(chat.replies("/withdraw", "43"))
    assert data_of(chat.replies("/recall", "43")) == [f"recall {two[1]}", f"recall {two[0]}"]


def test_a_reply_to_a_correction_means_what_it_corrects(chat: Chat, two: tuple[int, int]) -> None:
    first, second = two
    correction = update(alert).where(alert.c.id == second).values(corrects=first)
    chat.database.write_here(lambda tx: tx.execute(correction))
    assert chat.replies("/status", "42").headline == f"Alert #{first}"
