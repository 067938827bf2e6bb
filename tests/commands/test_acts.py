"""What staff do is written down: each command that changes anything, with nobody's address in it."""

import pytest
from sqlalchemy import select

from bot.model import Role
from bot.store import audit
from bot.store.schema import audit as table
from tests.chat import ANNA, BORIS, CHIEF, Chat
from tests.rows import a_source


def acts_of(chat: Chat) -> list[tuple[str, str]]:
    query = select(table.c.act, table.c.about).order_by(table.c.number)
    return [(row.act, row.about) for row in chat.database.read_here(lambda tx: tx.execute(query).all())]


def test_an_alert_by_hand_leaves_its_whole_life(chat: Chat) -> None:
    chat.says("/start")
    first = chat.alert("The bridge is closed")
    chat.says(f"/correct {first}\nThe bridge is open", CHIEF)
    chat.says(f"/withdraw {first}", CHIEF)
    chat.says("/alert Never mind", CHIEF)
    second = first + 1
    chat.presses(f"alert cancel {second}", CHIEF)
    third = chat.alert("The road is closed")
    chat.says(f"/recall {third}", CHIEF)
    about = f"alert {first}"
    assert acts_of(chat) == [
        ("write", about),
        ("send", about),
        ("correct", about),
        ("withdraw", about),
        ("write", f"alert {second}"),
        ("cancel", f"alert {second}"),
        ("write", f"alert {third}"),
        ("send", f"alert {third}"),
        ("recall", f"alert {third}"),
    ]
    (row,) = [
        one for one in chat.database.read_here(lambda tx: audit.page(tx, 99)) if one.act.what == "correct"
    ]
    assert row.act.before["headline"] == "The bridge is closed"
    assert row.act.after["headline"] == "The bridge is open"
    assert (row.who, row.role) == (chat.person(CHIEF).id, Role.OWNER)


def test_sources_and_people_leave_theirs_without_an_address(chat: Chat) -> None:
    chat.says("/start")
    chat.says("start", BORIS)
    id_ = chat.database.write_here(a_source)
    boris = chat.person(BORIS).id
    chat.says(f"/pause {id_}", CHIEF)
    chat.says(f"/pause {id_}", CHIEF)
    chat.says("/addsource https://secret:word@paper.example/feed?token=s3cret", CHIEF)
    chat.says("/addsource https://paper.example/feed?token=s3cret monde", CHIEF)
    chat.says(f"/grant {boris} editor", CHIEF)
    chat.says(f"/remove {boris} yes", CHIEF)
    assert [act for act, _about in acts_of(chat)] == ["pause", "resume", "add", "grant", "remove"]
    rows = chat.database.read_here(lambda tx: tx.execute(select(table)).all())
    written = "".join(str(row) for row in rows)
    for secret in (BORIS.id, ANNA.id, "s3cret", "secret:word"):
        assert secret not in written


def test_the_answer_to_a_question_leaves_no_words(chat: Chat) -> None:
    chat.says("/start")
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("Why is the road to the north closed today?")
    chat.says("answer 1 A rockfall.", BORIS)
    assert acts_of(chat) == [("answer", "question 1")]


@pytest.mark.parametrize(
    "text", ["/status", "/sources", "/subscribers", "/invite", "/audit", "/help", "/recall"]
)
def test_looking_leaves_nothing(chat: Chat, text: str) -> None:
    chat.says(text, CHIEF)
    assert acts_of(chat) == []


def test_an_act_that_is_undone_with_its_transaction_is_not_written_down(chat: Chat) -> None:
    chat.says("/recall 99", CHIEF)
    chat.says("/pause 99", CHIEF)
    assert acts_of(chat) == []
