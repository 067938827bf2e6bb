from bot.commands.audit import ACTS, SIZE
from bot.model import Role
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of
from tests.rows import a_source


def test_the_newest_acts_come_first_a_page_at_a_time(chat: Chat) -> None:
    id_ = chat.database.write_here(a_source)
    for _time in range(SIZE + 2):
        chat.says(f"/pause {id_}", CHIEF)
    shown = chat.say("/audit", CHIEF)
    assert words_of(shown).splitlines()[1].endswith(f"resumed source #{id_}")
    assert words_of(shown).count("source #") == SIZE
    assert f"{SIZE + 2} acts, the last one" in words_of(shown)
    (body,) = chat.presses(data_of(shown)[0], CHIEF)
    assert words_of(body.message).count("source #") == 2


def test_acts_are_found_by_who_did_them_and_by_the_alert(chat: Chat) -> None:
    chat.says("/start")
    alert = chat.alert("The bridge is closed")
    chat.appoint(ANNA, Role.EDITOR)
    chat.says(f"/recall {alert}")
    mine = words_of(chat.say(f"/audit {chat.person(ANNA).id}", CHIEF))
    assert "recalled alert" in mine
    assert "sent alert" not in mine
    told = words_of(chat.say(f"/audit #{alert}", CHIEF))
    assert [word in told for word in ("wrote alert", "sent alert", "recalled alert")] == [True] * 3


def test_where_nothing_is_written_down_it_says_so(chat: Chat) -> None:
    assert "Nothing is written down" in words_of(chat.say("/audit", CHIEF))
    assert "Write /audit" in words_of(chat.say("/audit everything", CHIEF))


def test_it_is_for_admins(chat: Chat) -> None:
    chat.appoint(BORIS, Role.EDITOR)
    assert "do not know" in words_of(chat.say("/audit", BORIS))


def test_every_act_is_named_in_words(chat: Chat) -> None:
    assert {"write", "send", "breaking", "recall", "grant", "remove"} <= set(ACTS)
