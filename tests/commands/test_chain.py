from bot.commands.chain import _FATES, _KINDS, _SIGNS, LONGEST_TITLE, title
from bot.model import AlertKind
from bot.rules.story.reasons import Sign
from tests.chat import CHIEF
from tests.commands.desk import AGAIN, FIRE, Desk


def test_every_sign_and_every_kind_of_alert_has_words() -> None:
    assert _SIGNS.keys() == set(Sign) - {Sign.LINK, Sign.TITLE}
    assert _KINDS.keys() == set(AlertKind)


def test_a_title_is_isolated_and_not_too_long() -> None:
    assert title("Un\n\u202etitre") == "\u2068Un titre\u2069"
    assert len(title("a" * 500)) == LONGEST_TITLE + 2


async def test_an_entry_whose_alert_another_speaks_for_says_so(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    await desk.tells(AGAIN, name="Le Fil", own=True)
    _alerts, first, second = desk.chat.say("/story 1", CHIEF).lines
    assert first.splitlines()[2] == _FATES["alert"].singular
    assert second.splitlines()[2] == "alert #1"
