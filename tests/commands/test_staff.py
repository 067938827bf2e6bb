import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.model import Address, Message, Role
from bot.store.schema import staff_invite
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

CARLA = Address("telegram", "7003")
TOKEN = re.compile(r"staff-([0-9a-f]{32})")


def token_in(message: Message) -> str:
    found: list[str] = TOKEN.findall(words_of(message))
    assert len(found) == 2  # one for each channel, and they are the same
    assert found[0] == found[1]
    return found[0]


def invite(chat: Chat, words: str = "editor", by: Address = CHIEF) -> str:
    return token_in(chat.say(f"/staff invite {words}", by))


def role(chat: Chat, who: Address) -> Role:
    return chat.person(who).role


def test_an_invitation_says_whom_it_is_for_until_when_and_that_it_is_good_for_the_first(chat: Chat) -> None:
    shown = chat.say("/staff invite editor Dana Levi", CHIEF)
    words = words_of(shown).replace("\u202f", " ")
    assert "Invitation 1 · editor · for \u2068Dana Levi\u2069 · good once, until 11/24/26, 11:00 AM" in words
    assert f"https://t.me/tocsin_bot?start=staff-{token_in(shown)}" in words
    assert f"https://wa.me/14155238886?text=START%20staff-{token_in(shown)}" in words
    assert "Whoever opens it first becomes editor" in words
    assert data_of(shown) == ["staff revoke 1"]


@pytest.mark.parametrize("wanted", ["admin", "owner", "reader", "king"])
def test_an_admin_invites_to_nothing_as_high_as_their_own(chat: Chat, wanted: str) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    assert "You can invite to the roles: editor" in words_of(chat.say(f"/staff invite {wanted}"))
    assert not chat.database.read_here(lambda tx: tx.execute(select(staff_invite)).all())


def test_an_admin_takes_no_owners_invitation_back_to_a_role_of_their_own_height(chat: Chat) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    token = invite(chat, "admin")
    assert "no such invitation" in words_of(chat.say("/staff revoke 1"))
    assert "Open invitations" not in words_of(chat.say("/staff"))
    chat.says(f"START staff-{token}", BORIS)
    assert role(chat, BORIS) is Role.ADMIN


def test_the_list_shows_staff_by_number_with_last_digits_and_open_invitations(chat: Chat) -> None:
    chat.says("/start", CHIEF)
    anna, chief = chat.appoint(ANNA, Role.EDITOR), chat.person(CHIEF)
    chat.says("START", BORIS)
    invite(chat, "editor Dana")
    shown = chat.say("/staff", CHIEF)
    words = words_of(shown)
    assert ANNA.id not in words
    assert f"#{anna.id}" in words
    assert "Telegram …0300\u2069 · editor" in words
    assert f"#{chat.person(BORIS).id} " not in words
    assert "for \u2068Dana\u2069" in words
    assert data_of(shown) == [f"grant {anna.id}", "staff revoke 1", "staff invite"]
    assert f"grant {chief.id}" not in data_of(shown)
    assert data_of(chat.presses(f"grant {anna.id}", CHIEF)[0].message)[0].startswith(f"grant {anna.id} ")


def test_words_do_on_a_phone_without_slashes(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    shown = chat.say("staff invite editor Dana", BORIS)
    assert "/staff" not in words_of(shown)
    token_in(shown)
    assert "Invitation 1" in words_of(chat.say("staff", BORIS))
    assert "Taken back" in words_of(chat.say("staff revoke 1", BORIS))


def test_what_is_amiss_is_said(chat: Chat) -> None:
    assert "Write /staff alone" in words_of(chat.say("/staff dance", CHIEF))
    assert data_of(chat.say("/staff invite", CHIEF)) == ["staff invite editor", "staff invite admin"]
    for _number in range(20):
        invite(chat)
    assert "as many invitations" in words_of(chat.say("/staff invite editor", CHIEF))


def test_a_name_is_kept_while_it_is_of_use(chat: Chat) -> None:
    invite(chat, "editor Dana")
    chat.now += timedelta(hours=25)
    invite(chat, "editor Noa")
    chat.presses("staff revoke 2", CHIEF)

    def names(tx: Connection) -> list[str]:
        return list(tx.scalars(select(staff_invite.c.name)))

    assert chat.database.read_here(names) == ["", ""]


def test_of_who_is_not_reached_the_list_says_so(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/stop")
    chat.appoint(ANNA, Role.EDITOR)
    assert "· editor · left" in words_of(chat.say("/staff", CHIEF))
