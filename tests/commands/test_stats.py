from datetime import timedelta

import pytest

from bot.model import Role
from bot.store import report as reports
from tests.chat import ANNA, BORIS, Chat, data_of, words_of


def waiting(chat: Chat) -> reports.ReportRow | None:
    return chat.database.read_here(lambda tx: reports.take(tx, chat.now, timedelta()))


@pytest.mark.parametrize(("args", "days"), [("", 6), ("1", 0), ("30", 29), ("90", 89)])
def test_a_report_is_asked_for_and_follows(chat: Chat, args: str, days: int) -> None:
    who = chat.appoint(ANNA, Role.EDITOR)
    shown = chat.say(f"/stats {args}", ANNA)
    assert "follow" in words_of(shown)
    row = waiting(chat)
    assert row is not None
    assert (row.subscriber_id, row.until, row.weekly) == (who.id, chat.now, False)
    assert (row.until - row.since).days == days  # and the hours of today
    assert f"stats {args or 7}" not in data_of(shown)


@pytest.mark.parametrize("args", ["0", "91", "-1", "week", "1.5", "9" * 30])
def test_what_is_no_number_of_days_is_said(chat: Chat, args: str) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    assert "up to 90" in words_of(chat.say(f"/stats {args}", BORIS))
    assert waiting(chat) is None
