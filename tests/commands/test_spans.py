import pytest
from sqlalchemy import update

from bot.model import AlertId, Role, Span, Summary
from bot.store import alert as alerts
from bot.store.schema import alert
from tests.chat import ANNA, CHIEF, Chat, words_of
from tests.commands.test_withdraw import out

SUMMARY = Summary(
    "Bridge opens",
    ("It opened on Sunday.",),
    "en",
    (Span("title", 0, 12), Span("body", 20, 40, "After two years,", "Buses follow on")),
)


def worded(chat: Chat, *, by_machine: bool = False, spans: bool = True) -> AlertId:
    id_ = out(chat)
    values = {
        "headline": SUMMARY.headline,
        "lines": list(SUMMARY.lines),
        "spans": alerts.spans(SUMMARY, by_machine=by_machine) if spans else [],
    }
    chat.database.write_here(lambda tx: tx.execute(update(alert).where(alert.c.id == id_).values(values)))
    return id_


def test_each_text_is_shown_between_the_words_around_it(chat: Chat) -> None:
    id_ = worded(chat)
    (told,) = chat.says(f"/spans {id_}", CHIEF)
    assert told.headline == f"Alert #{id_}"
    assert told.lines == (
        "title: \u2068[Bridge opens]\u2069",
        "text: \u2068…After two years, [It opened on Sunday.] Buses follow on…\u2069",
    )


def test_words_that_are_not_the_articles_have_no_place_in_it(chat: Chat) -> None:
    assert "machine" in words_of(chat.say(f"/spans {worded(chat, by_machine=True)}", CHIEF))
    assert "person" in words_of(chat.say(f"/spans {worded(chat, spans=False)}", CHIEF))


@pytest.mark.parametrize("args", ["", "all", "999"])
def test_who_names_no_alert_is_told_how(chat: Chat, args: str) -> None:
    assert (
        words_of(chat.say(f"/spans {args}", CHIEF)).strip().startswith(("Write /spans", "There is no alert"))
    )


def test_readers_have_no_such_command(chat: Chat) -> None:
    id_ = worded(chat)
    chat.appoint(ANNA, Role.READER)
    assert "Bridge opens" not in words_of(chat.say(f"/spans {id_}", ANNA))
