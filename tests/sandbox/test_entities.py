import json

import pytest

from bot.sandbox.entities import as_entities, formatted
from bot.sandbox.markup import MarkupError
from bot.sandbox.spans import Marked, Span


def test_offsets_are_utf_16_units_outside_and_code_points_inside() -> None:
    given = [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "pre", "offset": 0, "length": 2, "language": "py"},
    ]
    marked = formatted("😀 אב", "", json.dumps(given))
    assert marked == Marked("😀 אב", (Span("pre", 0, 1, "py"), Span("bold", 2, 4)))
    assert as_entities(marked) == sorted(given, key=lambda entity: str(entity["offset"]))


def test_what_telegram_finds_by_itself_and_empty_stretches_are_ignored() -> None:
    given = [{"type": "url", "offset": 0, "length": 2}, {"type": "bold", "offset": 9, "length": 2}]
    assert formatted("ab", "", json.dumps(given)).spans == ()


def test_the_parse_mode_wins_and_none_is_none() -> None:
    assert formatted("<b>a</b>", "HTML", "[").spans == (Span("bold", 0, 1),)
    assert formatted("<b>", "none", "") == Marked("<b>")


@pytest.mark.parametrize(
    ("entities", "error"),
    [
        ("[", "can't parse entities JSON object"),
        ("{}", "expected an Array of MessageEntity"),
        ('["x"]', "can't parse MessageEntity"),
        ('[{"type": "huge", "offset": 0, "length": 1}]', "can't parse MessageEntity"),
        ('[{"type": "bold", "offset": "0", "length": 1}]', "can't parse MessageEntity"),
    ],
)
def test_bad_entities_are_refused(entities: str, error: str) -> None:
    with pytest.raises(MarkupError, match=error):
        formatted("ab", "", entities)


def test_a_dialect_that_the_stand_in_does_not_speak_is_refused() -> None:
    with pytest.raises(MarkupError, match="unsupported parse_mode"):
        formatted("*a*", "MarkdownV2", "")
