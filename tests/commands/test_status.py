from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from bot.model import AlertId, DeliveryState, Role
from bot.rules.window import Reason
from bot.store import delivery as deliveries
from bot.store import sender as senders
from bot.store import source as sources
from bot.store import subscriber as subscribers
from bot.store.schema import batch, delivery
from bot.texts import _
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of
from tests.rows import a_crowd


def lines_of(chat: Chat, text: str) -> list[str]:
    return words_of(chat.say(text, CHIEF)).split("\n")


def told(chat: Chat, *seconds: float) -> int:
    """Write an alert that each of so many readers has after so many seconds."""
    id_ = chat.alert("A festival for the whole summer")

    def lay(tx: Connection) -> None:
        a_crowd(tx, AlertId(id_), len(seconds), chat.now)
        rows = tx.scalars(select(delivery.c.id).where(delivery.c.alert_id == id_).order_by(delivery.c.id))
        for row, after in zip(rows.all(), seconds, strict=True):
            values = {"state": DeliveryState.SENT, "sent_at": chat.now + timedelta(seconds=after)}
            tx.execute(delivery.update().where(delivery.c.id == row).values(**values))

    if seconds:
        chat.database.write_here(lay)
    return id_


def hold(chat: Chat) -> None:
    """Leave everything that is queued of an alert in doubt for good."""
    values = {"state": DeliveryState.UNKNOWN, "due_at": deliveries.FOR_EVER, "tried_at": chat.now}
    of_alerts = delivery.c.alert_id.is_not(None)
    chat.database.write_here(lambda tx: tx.execute(delivery.update().where(of_alerts).values(**values)))


# ---- the service ---------------------------------------------------------------------------------


def test_status_counts_what_matters(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    chat.alert()
    chat.set_state(chat.one_delivery(ANNA), DeliveryState.UNKNOWN)

    def fare(tx: Connection) -> None:
        for name in ("a", "b"):
            sources.add(tx, sources.NewSource(f"https://{name}.example", "file"), chat.now)
        failing = sources.by_url(tx, "https://a.example")
        assert failing
        sources.failed(tx, failing, _("connection refused"), chat.now, chat.now)
        senders.mark_down(tx, chat.senders["whatsapp"], chat.now, "wrong token")

    chat.database.write_here(fare)
    lines = lines_of(chat, "/status")
    assert lines[:6] == [
        "Status",
        "2 active subscribers",
        "2 sources, failing: 1, paused: 0",
        "1 alert in 24 hours",
        "Deliveries in 24 hours: waiting 1, in doubt 1",
        "Alert #1: 0 of 2 readers have it. It has not reached 90 % of the readers yet",
    ]
    assert lines[6].startswith("\u2068WhatsApp\u2069 takes nothing since 11/23/26")


def test_a_day_later_the_counts_begin_anew_and_the_last_alert_is_still_told(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.alert()
    chat.now += timedelta(hours=25)
    words = words_of(chat.say("/status", CHIEF))
    assert "0 alerts in 24 hours" in words
    assert "Deliveries" not in words
    assert "Alert #1: 0 of 1 reader has it" in words
    assert "target of 2 min missed" in words


def test_the_last_alert_is_told_in_a_line_and_its_figures_are_a_press_away(chat: Chat) -> None:
    first = chat.alert()
    id_ = told(chat, *range(1, 11))
    found = chat.say("/status", CHIEF)
    assert (
        f"Alert #{id_}: 10 of 10 readers have it. 90 % of the readers had it within 9 s: target met"
        in words_of(found)
    )
    assert (labels_of(found), data_of(found)) == ([f"Alert #{id_}"], [f"status {id_}"])
    assert first < id_
    (body,) = chat.presses(data_of(found)[0], CHIEF)
    assert (body.replaces, body.message.headline) == ("77", f"Alert #{id_}")
    assert data_of(body.message) == ["status"]
    (back,) = chat.presses("status", CHIEF)
    assert (back.replaces, back.message) == ("77", found)


def test_without_an_alert_nothing_leads_on(chat: Chat) -> None:
    found = chat.say("/status", CHIEF)
    assert data_of(found) == []
    assert words_of(found).split("\n")[1:] == [
        "0 active subscribers",
        "0 sources, failing: 0, paused: 0",
        "0 alerts in 24 hours",
    ]


# ---- an alert ------------------------------------------------------------------------------------


def test_an_alerts_figures_are_told_whole(chat: Chat) -> None:
    id_ = told(chat, *([10] * 10), *([84] * 8), 150, 151)
    assert lines_of(chat, f"/status #{id_}") == [
        f"Alert #{id_}",
        "\u2068A festival for the whole summer\u2069",
        "Sent 11/23/26, 11:00\u202fAM",
        "20 of 20 readers have it",
        "sent 20",
        "50 % of the readers had it within 10 s",
        "90 % of the readers had it within 1 min 24 s: target met",
        "99 % of the readers had it within 2 min 31 s",
    ]


def test_a_missed_target_is_said_to_be_missed(chat: Chat) -> None:
    id_ = told(chat, *([10] * 8), 121, 122)
    assert "90 % of the readers had it within 2 min 1 s: target of 2 min missed" in lines_of(
        chat, f"/status {id_}"
    )


def test_what_was_not_reached_is_told_and_judged_when_its_time_is_over(chat: Chat) -> None:
    chat.says("/start", ANNA)
    id_ = chat.alert()
    assert lines_of(chat, f"/status {id_}")[3:] == [
        "0 of 1 reader has it",
        "waiting 1",
        "It has not reached 50 % of the readers yet",
        "It has not reached 90 % of the readers yet",
        "It has not reached 99 % of the readers yet",
    ]
    chat.set_state(chat.one_delivery(ANNA), DeliveryState.FAILED)
    chat.now += timedelta(minutes=3)
    assert lines_of(chat, f"/status {id_}")[4:] == [
        "failed 1",
        "It did not reach 50 % of the readers",
        "It did not reach 90 % of the readers: target of 2 min missed",
        "It did not reach 99 % of the readers",
    ]


def test_while_readers_are_being_added_no_share_is_told(chat: Chat) -> None:
    id_ = told(chat, 1, 1)
    left = {"alert_id": id_, "priority": 5, "after_id": 10_000}
    chat.database.write_here(lambda tx: tx.execute(insert(batch).values(left)))
    words = "2 of 2 readers have it; more are being added"
    assert lines_of(chat, f"/status {id_}")[3:] == [words, "sent 2"]
    assert f"Alert #{id_}: {words}" in lines_of(chat, "/status")


def test_what_was_kept_back_is_told_with_its_reason(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    id_ = chat.alert()
    row = chat.row(chat.one_delivery(BORIS), "whatsapp")
    chat.set_state(row.id, DeliveryState.FAILED)
    chat.database.write_here(lambda tx: deliveries.explain(tx, row.id, Reason.US_MARKETING.value))
    assert "Kept back: WhatsApp carries no marketing to US numbers: 1" in lines_of(chat, f"/status {id_}")


def test_an_alert_without_readers_has_no_shares(chat: Chat) -> None:
    id_ = told(chat)
    assert lines_of(chat, f"/status {id_}")[3:] == ["nobody was to get it"]
    assert f"Alert #{id_}: nobody was to get it" in lines_of(chat, "/status")


def test_what_was_not_sent_or_is_not_there_has_no_figures(chat: Chat) -> None:
    _preview, question = chat.says("/alert Not yet", CHIEF)
    id_ = data_of(question)[0].split()[-1]
    assert f"Alert #{id_} was not sent" in words_of(chat.say(f"/status {id_}", CHIEF))
    assert "no alert #99" in words_of(chat.say("/status 99", CHIEF))
    assert data_of(chat.say("/status", CHIEF)) == []


@pytest.mark.parametrize("args", ["all", "-1", "1.5", "9" * 40, "12 13"])
def test_what_is_not_understood_is_answered_with_what_to_write(chat: Chat, args: str) -> None:
    assert "/status 12 for the figures" in words_of(chat.say(f"/status {args}", CHIEF))


# ---- what is in doubt ----------------------------------------------------------------------------


def test_what_stays_in_doubt_is_counted_and_listed(chat: Chat) -> None:
    chat.says("/start", ANNA, name="Anna\n\u202eB")
    id_ = chat.alert()
    hold(chat)
    found = chat.say("/status", CHIEF)
    assert "1 message stays in doubt" in words_of(found)
    assert (labels_of(found)[1], data_of(found)[1]) == ("In doubt: 1", "status unknown")
    (body,) = chat.presses(data_of(found)[1], CHIEF)
    assert body.replaces == "77"
    assert words_of(body.message).split("\n") == [
        "In doubt",
        "1 message: nobody knows whether it arrived, and it is not sent again.",
        f"#{id_} · \u2068Anna B\u2069 · \u2068Telegram\u2069 · 11/23/26, 11:00\u202fAM",
    ]
    assert ANNA.id[-4:] not in words_of(body.message)


def test_long_lists_of_doubts_have_pages(chat: Chat) -> None:
    told(chat, *range(17))
    hold(chat)
    first = chat.say("/status unknown", CHIEF)
    assert data_of(first) == ["status @2 unknown", "status"]
    (body,) = chat.presses(data_of(first)[0], CHIEF)
    assert data_of(body.message) == ["status @1 unknown", "status @3 unknown", "status"]
    (body,) = chat.presses("status @99 unknown", CHIEF)
    assert data_of(body.message) == ["status @2 unknown", "status"]
    assert words_of(body.message).count("\u2068Telegram\u2069") == 1


def test_a_reply_in_doubt_is_listed_without_a_name_where_none_is_known(chat: Chat) -> None:
    chat.says("/help", ANNA)
    values = {"state": DeliveryState.UNKNOWN, "due_at": deliveries.FOR_EVER}
    chat.database.write_here(lambda tx: tx.execute(delivery.update().values(**values)))
    assert "reply · – · \u2068Telegram\u2069 · 11/23/26, 11:00\u202fAM" in lines_of(chat, "/status unknown")


@pytest.mark.parametrize("word", ["unknown", "Inconnus", "doute", "ספק", "UNKNOWN"])
def test_doubt_has_its_word_in_each_language(chat: Chat, word: str) -> None:
    assert "Nothing stays in doubt." in words_of(chat.say(f"/status {word}", CHIEF))


def test_a_reader_learns_nothing_of_it(chat: Chat) -> None:
    id_ = told(chat, 1)
    for text in ("/status", f"/status {id_}", "/status unknown"):
        assert "I do not know" in words_of(chat.say(text, ANNA))
    chat.appoint(BORIS, Role.EDITOR)
    assert chat.database.read_here(lambda tx: subscribers.at(tx, BORIS))
    assert "Alert #1" in words_of(chat.say("/status 1", BORIS))


# ---- what is halted, and what leaves later --------------------------------------------------------


def test_a_halt_is_told_first_with_a_way_to_go_on(chat: Chat) -> None:
    chat.says("/stopall", CHIEF)
    shown = chat.say("/status", CHIEF)
    assert shown.lines[0].startswith("Everything is halted since \u206811:00 AM\u2069")
    assert data_of(shown)[0] == "resume"
    chat.says("/resume", CHIEF)
    assert "halted" not in words_of(chat.say("/status", CHIEF))


def test_of_what_is_scheduled_it_is_told_when_it_leaves(chat: Chat) -> None:
    _preview, question = chat.says("/alert Not yet", CHIEF)
    id_ = int(data_of(question)[0].split()[-1])
    chat.say(f"/later {id_} 18:00 until 22:00", CHIEF)
    shown = chat.say(f"/status {id_}", CHIEF)
    assert "It leaves at \u20686:00 PM\u2069, and goes to nobody from \u206810:00 PM\u2069 on." in words_of(
        shown
    )
    assert data_of(shown) == [f"undo {id_}", "status"]
