"""Seven hundred requests and five hundred sentences that are none, in seventeen languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.rules.consent import word_of

_DATA = Path(__file__).parents[2] / "data" / "consent"


def _rows(name: str) -> Iterator[list[str]]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines)


REQUESTS = list(_rows("requests.tsv"))
SENTENCES = list(_rows("sentences.tsv"))


def test_there_are_many_in_many_languages() -> None:
    assert len(REQUESTS) >= 300
    assert len(SENTENCES) >= 300
    assert len({language for _word, language, *_text in REQUESTS}) >= 12
    assert len({language for language, *_text in SENTENCES}) >= 12


def _misread(as_written: Callable[[str], str]) -> list[list[str]]:
    return [row for row in REQUESTS if word_of(as_written(row[2])) != row[0]]


def _taken_for_requests(as_written: Callable[[str], str]) -> list[list[str]]:
    return [row for row in SENTENCES if word_of(as_written(row[1])) is not None]


def test_a_request_is_read_as_what_it_asks() -> None:
    assert _misread(str) == []


def test_capitals_signs_and_hidden_marks_change_nothing() -> None:
    assert _misread(lambda text: f"\u200f{text.upper()}!") == []
    assert _misread(lambda text: f"\u2067 {text} \u2069\u200b\ufe0f …") == []


def test_a_sentence_asks_nothing() -> None:
    assert _taken_for_requests(str) == []
    assert _taken_for_requests(lambda text: f"\u200e{text.upper()} ❗") == []


def test_a_request_within_a_sentence_asks_nothing() -> None:
    texts = [f"he said {text} to the crowd" for word, _language, text in REQUESTS if word != "unsure"]
    assert [text for text in texts if word_of(text)] == []
