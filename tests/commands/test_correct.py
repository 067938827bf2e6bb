from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.model import AlertId, RevisionKind, Role
from bot.store import alert as alerts
from bot.store import revision as revisions
from bot.store import suspicion as suspicions
from bot.store.alert import AlertRow
from bot.store.suspicion import Cause
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of
from tests.commands.test_withdraw import ask, out
from tests.rows import a_source, an_entry
from tests.store.press import corrected, marked


def row(chat: Chat, id_: AlertId) -> AlertRow:
    found = chat.database.read_here(lambda tx: alerts.find(tx, id_))
    assert found
    return found


def marks(chat: Chat, id_: AlertId, **about: Any) -> None:  # noqa: ANN401 -- what `an_entry` takes
    """Ask about an alert because its source says that it was wrong, in these words."""

    def work(tx: Connection) -> None:
        entry_id = an_entry(tx, a_source(tx), **about)
        suspicions.hold(tx, id_, Cause.MARKED, chat.now, entry_id)

    chat.database.write_here(work)


def test_an_editors_words_are_shown_in_place_and_told_where_they_can_not_be(chat: Chat) -> None:
    id_ = out(chat)
    said = chat.say(f"/correct {id_}\nThe right headline\nA line.\nAnother.", CHIEF)
    assert said.lines[0] == f"Alert #{id_} is corrected: The right headline"
    now = row(chat, id_)
    assert (now.headline, now.lines) == ("The right headline", ("A line.", "Another."))
    assert now.revised_as is RevisionKind.MATERIAL
    assert chat.database.read_here(lambda tx: marked(tx, id_)) == {chat.person(ANNA).id}
    assert set(chat.database.read_here(lambda tx: corrected(tx, id_))) == {chat.person(BORIS).id}
    _first, second = chat.database.read_here(lambda tx: revisions.of_alert(tx, id_))
    assert second.written_by == chat.person(CHIEF).id


def test_a_held_question_is_decided_by_the_words_and_the_others_hear_of_it(chat: Chat) -> None:
    id_ = out(chat)
    chat.appoint(ANNA, Role.EDITOR)
    ask(chat, id_)
    _mine, others = chat.says(f"/correct #{id_}\nThe right headline", CHIEF)
    assert others.lines == (f"Alert #{id_}: corrected, by –.",)
    (late,) = chat.presses(f"correct {id_}", ANNA)
    assert late.message.lines == (f"Alert #{id_}: corrected, by –.",)


def test_a_press_takes_the_words_that_the_source_has_now(chat: Chat) -> None:
    id_ = out(chat)
    marks(chat, id_, title="CORRECTION: it was 13 and not 12", standfirst="The count was wrong, they say.")
    bodies = chat.presses(f"correct {id_}", CHIEF)
    assert "it was 13 and not 12" in words_of(bodies[0].message)
    assert row(chat, id_).headline == "CORRECTION: it was 13 and not 12"


@pytest.mark.parametrize("pressed", [True, False])
def test_where_the_source_has_no_words_one_is_told_how_to_write_them(chat: Chat, *, pressed: bool) -> None:
    id_ = out(chat)
    ask(chat, id_)
    said = chat.presses(f"correct {id_}", CHIEF)[0].message if pressed else chat.say(f"/correct {id_}", CHIEF)
    assert f"/correct {id_}" in words_of(said)
    assert row(chat, id_).revision == 1
    assert chat.database.read_here(lambda tx: suspicions.held(tx, id_)), "it is still to be decided"


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("", "Write /correct"),
        ("all", "Write /correct"),
        ("{id}\n" + "x" * 91, "1 character too long"),
        ("{id}\nOne\nTwo\nThree\nFour", "at most two lines"),
        ("99\nOne", "no alert #99"),
    ],
)
def test_what_can_not_be_used_is_answered_with_why(chat: Chat, written: str, answer: str) -> None:
    id_ = out(chat)
    assert answer in words_of(chat.say(f"/correct {written.format(id=id_)}", CHIEF))
    assert row(chat, id_).revision == 1


def test_what_is_not_out_is_not_corrected(chat: Chat) -> None:
    id_ = out(chat)
    chat.say(f"/recall {id_}", CHIEF)
    chat.now += timedelta(seconds=1)
    assert "not out" in words_of(chat.say(f"/correct {id_}\nOther words", CHIEF))


def test_a_reader_corrects_nothing(chat: Chat) -> None:
    id_ = out(chat)
    assert "I do not know" in words_of(chat.say(f"/correct {id_}\nOther words", ANNA))
    assert row(chat, id_).revision == 1
