from bot.rules.summary.limits import LOCK, MESSAGE


def test_a_locked_phone_shows_less_than_an_open_message_and_as_many_lines() -> None:
    assert (MESSAGE.headline, MESSAGE.line, MESSAGE.lines) == (90, 120, 2)
    assert LOCK.headline < MESSAGE.headline
    assert LOCK.line < MESSAGE.line
    assert LOCK.lines == MESSAGE.lines
