import json

import pytest

from bot.sandbox.keyboard import KeyboardError, read_keyboard, write_keyboard
from bot.sandbox.phones import Button


def _keyboard(*buttons: object) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


def test_buttons_are_read_and_written_back() -> None:
    given = {
        "inline_keyboard": [
            [{"text": "A", "callback_data": "é" * 32}],
            [{"text": "B", "url": "https://a.org/"}],
        ]
    }
    rows = read_keyboard(json.dumps(given))
    assert rows == ((Button("A", data="é" * 32),), (Button("B", url="https://a.org/"),))
    assert write_keyboard(rows) == given


def test_no_keyboard_and_other_markups_are_no_buttons() -> None:
    assert read_keyboard("") == read_keyboard('{"remove_keyboard": true}') == ()


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ("[", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard": [{}]}', "must be an Array of Arrays"),
        ('{"inline_keyboard": {}}', "must be an Array of Arrays"),
        (_keyboard("x"), "InlineKeyboardButton must be an Object"),
        (_keyboard({"url": "https://a.org"}), 'Can\'t find field "text"'),
        (_keyboard({"text": 5, "url": "https://a.org"}), "must be of type String"),
        (_keyboard({"text": "A"}), "Text buttons are unallowed in the inline keyboard"),
        (_keyboard({"text": " ", "callback_data": "a"}), "inline keyboard button text must be non-empty"),
        (_keyboard({"text": "A", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            _keyboard({"text": "A", "url": "javascript:x"}),
            "inline keyboard button URL 'javascript:x' is invalid",
        ),
        (_keyboard(*[{"text": "A", "callback_data": "a"}] * 101), "reply markup is too long"),
    ],
)
def test_a_bad_keyboard_is_refused_in_the_real_words(markup: str, error: str) -> None:
    with pytest.raises(KeyboardError) as caught:
        read_keyboard(markup)
    assert error in str(caught.value)
