from datetime import timedelta

from sqlalchemy import update

from bot.store.schema import alert
from tests.chat import CHIEF, Chat, words_of


def test_latest_shows_the_last_five_of_the_persons_topics_newest_first(chat: Chat) -> None:
    chat.says("/start israel", language="fr")
    for number in range(6):
        chat.now += timedelta(minutes=1)
        chat.alert(f"israel Titre {number}\nUne ligne\nhttps://example.org/{number}")
    chat.alert("monde Ailleurs")
    reply = chat.say("/latest")
    assert reply.headline == "Dernières alertes"
    assert [line.split("\n")[0] for line in reply.lines] == [f"Titre {number}" for number in (5, 4, 3, 2, 1)]
    assert reply.lines[0].split("\n") == ["Titre 5", "Le Fil · 23/11/2026 11:06", "https://example.org/5"]


def test_who_may_recall_an_alert_sees_its_number(chat: Chat) -> None:
    id_ = chat.alert("Title")
    assert chat.say("/latest", CHIEF).lines[0].startswith(f"#{id_} Title\n")


def test_latest_with_nothing_to_show_says_so(chat: Chat) -> None:
    chat.says("/start")
    assert "No alert yet" in words_of(chat.say("/latest"))


def test_a_held_alert_is_not_among_the_latest(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/alert Not yet", who=next(iter(chat.context.owners)))
    assert "Not yet" not in words_of(chat.say("/latest"))


def test_a_headline_with_braces_is_shown_as_it_is(chat: Chat) -> None:
    chat.says("/start")
    chat.alert("{newsroom} {0} %s <b>")
    assert "{newsroom} {0} %s <b>" in words_of(chat.say("/latest"))


def test_latest_says_which_alerts_a_machine_worded(chat: Chat) -> None:
    chat.says("/start", language="fr")
    id_ = chat.alert("Titre")
    worded = update(alert).where(alert.c.id == id_).values(spans=[["machine", 0, 0]])
    chat.database.write_here(lambda tx: tx.execute(worded))
    assert "Le Fil (résumé par une machine) · " in words_of(chat.say("/latest"))
