import pytest

from bot.rules.revision.marks import is_marked
from bot.rules.summary import Cleaned


def marked(title: str = "", standfirst: str = "", body: str = "") -> bool:
    return is_marked(Cleaned(title, standfirst, body, complete=True))


@pytest.mark.parametrize(
    "title",
    ["CORRECTED-Bridge is open", "Rectificatif 2 : le pont", "« DÉMENTI » le pont", "KILL Bridge closed"],
)
def test_a_mark_that_is_set_off_or_shouted_counts(title: str) -> None:
    assert marked(title)


def test_a_mark_deep_in_a_text_is_no_mark_of_it() -> None:
    assert not marked(body="word " * 100 + "This article has been retracted.")


def test_an_empty_text_bears_none() -> None:
    assert not marked()
