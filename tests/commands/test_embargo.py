"""Embargoes: an editor sets one, everybody keeps it, and only an admin lifts it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import AlertId, AlertState, Role
from bot.store import audit
from bot.store import embargo as embargoes
from bot.store import plan as plans
from tests.chat import BORIS, CHIEF, Chat, data_of, words_of
from tests.commands.test_alert import row, written
from tests.store.test_embargo import waits_for_another

SIX = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def embargoed(chat: Chat) -> int:
    chat.appoint(BORIS, Role.EDITOR)
    chat.says("sources", BORIS, name="Boris")
    id_ = written(chat)
    told = words_of(chat.say(f"embargo {id_} 18:00", BORIS))
    assert "is under embargo until \u20686:00 PM\u2069" in told
    return id_


def test_nobody_sends_it_before_not_even_the_owner(chat: Chat, embargoed: int) -> None:
    assert row(chat, embargoed).embargo_until == SIX
    for word in ("send", "breaking"):
        (body,) = chat.presses(f"alert {word} {embargoed}", CHIEF)
        assert "nobody can send it before" in words_of(body.message)
    assert "nobody can send it before" in words_of(chat.say(f"/later {embargoed} 17:59", CHIEF))
    assert row(chat, embargoed).state is AlertState.HELD
    chat.now = SIX
    chat.presses(f"alert send {embargoed}", CHIEF)
    assert row(chat, embargoed).state is AlertState.RELEASED


def test_it_is_sent_when_it_ends_by_a_button(chat: Chat, embargoed: int) -> None:
    (offer,) = (body.message for body in chat.presses(f"later {embargoed}", CHIEF))
    assert data_of(offer) == [f"later {embargoed} embargo"]
    chat.presses(f"later {embargoed} embargo", CHIEF)
    (plan,) = chat.database.read_here(plans.standing)
    assert plan.leaves_at == SIX


def test_only_an_admin_lifts_it_or_lets_it_end_sooner(chat: Chat, embargoed: int) -> None:
    for words in ("off", "17:00"):
        assert "Only an admin" in words_of(chat.say(f"embargo {embargoed} {words}", BORIS))
    assert row(chat, embargoed).embargo_until == SIX
    chat.say(f"embargo {embargoed} 19:00", BORIS)
    chat.say(f"/embargo {embargoed} 18:30", CHIEF)
    assert row(chat, embargoed).embargo_until == SIX + timedelta(minutes=30)
    mine, told = chat.says(f"/embargo {embargoed} off", CHIEF)
    assert "is lifted" in words_of(mine)
    assert "has lifted the embargo" in words_of(told)
    assert row(chat, embargoed).embargo_until is None
    last, *_rest = chat.database.read_here(lambda tx: audit.page(tx, 9, about=f"alert {embargoed}"))
    assert last.act.what == "embargo"
    assert last.act.before == {"until": (SIX + timedelta(minutes=30)).isoformat()}
    assert last.act.after == {"until": None}


def test_an_editor_who_is_slower_does_not_let_it_end_sooner(chat: Chat) -> None:
    if chat.database.embedded:
        pytest.skip("one writes at a time")
    chat.appoint(BORIS, Role.EDITOR)
    id_ = AlertId(written(chat))
    with ThreadPoolExecutor(1) as threads, chat.database._writer.connect() as other:
        transaction = other.begin()
        assert embargoes.put(other, id_, SIX)
        said = threads.submit(chat.say, f"embargo {id_} 17:00", BORIS)
        while not chat.database.read_here(waits_for_another):
            assert not said.done()
        transaction.commit()
        assert "Only an admin" in words_of(said.result(20))
    assert row(chat, id_).embargo_until == SIX


def test_a_plan_that_is_too_early_is_undone_and_told(chat: Chat) -> None:
    id_ = written(chat)
    chat.say(f"/later {id_} 17:00", CHIEF)
    told = chat.say(f"/embargo {id_} 18:00", CHIEF)
    assert "that is undone, and it is held" in words_of(told)
    assert data_of(told) == [f"later {id_} embargo"]
    assert row(chat, id_).state is AlertState.HELD
    chat.say(f"/later {id_} 19:00", CHIEF)
    kept = chat.say(f"/embargo {id_} 18:30", CHIEF)
    assert "undone" not in words_of(kept)
    assert row(chat, id_).state is AlertState.SCHEDULED


def test_it_is_told_and_what_is_out_is_too_late(chat: Chat) -> None:
    id_ = written(chat)
    assert "under no embargo" in words_of(chat.say(f"/embargo {id_}", CHIEF))
    chat.say(f"/embargo {id_} 18:00", CHIEF)
    assert "until \u20686:00 PM\u2069" in words_of(chat.say(f"/embargo {id_}", CHIEF))
    assert "no time that I can read" in words_of(chat.say(f"/embargo {id_} soon", CHIEF))
    assert "Write /embargo" in words_of(chat.say("/embargo", CHIEF))
    out = chat.alert()
    assert "sent already" in words_of(chat.say(f"/embargo {out} 18:00", CHIEF))
