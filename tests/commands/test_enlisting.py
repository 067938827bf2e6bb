from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.whatsapp_hooks import events
from bot.errors import Forged
from bot.model import Address, Role, SubscriberStatus
from bot.store import audit
from bot.store.schema import staff_invite
from tests.channels.test_whatsapp_hooks import INBOUND, TOKEN, signed
from tests.chat import ANNA, BORIS, CHIEF, GROUP, Chat, data_of, words_of
from tests.commands.test_staff import CARLA, invite, role


def test_only_a_digest_is_kept(chat: Chat) -> None:
    token = invite(chat)
    (row,) = chat.database.read_here(lambda tx: tx.execute(select(staff_invite)).all())
    assert token not in str(row)
    assert len(bytes.fromhex(token)) * 8 == 128


@pytest.mark.parametrize(
    ("who", "text"), [(ANNA, "/start staff-{}"), (BORIS, "START staff-{}"), (BORIS, "Commencer STAFF-{}")]
)
def test_whoever_opens_it_first_has_the_role_and_both_are_told(chat: Chat, who: Address, text: str) -> None:
    mine, told = chat.says(text.format(invite(chat)), who)
    assert role(chat, who) is Role.EDITOR
    assert "Your role: editor" in words_of(mine)
    assert f"#{chat.person(who).id}" in words_of(told)
    assert data_of(told) == [f"revoke {chat.person(who).id}"]
    assert chat.status(who) is SubscriberStatus.INVITED  # a role is no consent to alerts
    last = chat.database.read_here(lambda tx: audit.page(tx, 1))[0]
    assert (last.act.what, last.act.after) == ("enlist", {"role": "editor", "invite": 1})


def dead(chat: Chat, how: str) -> str:
    """Give a token that is good for nobody any more."""
    token = invite(chat)
    if how == "used":
        chat.says(f"/start staff-{token}", CARLA)
    elif how == "taken back":
        chat.presses("staff revoke 1", CHIEF)
    elif how == "expired":
        chat.now += timedelta(hours=24)
    else:
        return "0" * 32
    return token


@pytest.mark.parametrize("how", ["used", "taken back", "expired", "unknown"])
@pytest.mark.parametrize("who", [ANNA, BORIS], ids=["telegram", "whatsapp"])
def test_a_token_that_is_good_no_more_is_to_a_stranger_like_any_payload(
    chat: Chat, who: Address, how: str
) -> None:
    start = "/start" if who is ANNA else "START"
    answer = chat.says(f"{start} staff-{dead(chat, how)}", who)
    stranger = Address(who.channel, f"{who.id}9")
    other = chat.says(f"{start} what-{'f' * 32}", stranger)
    assert [(words_of(one), one.buttons) for one in answer] == [(words_of(one), one.buttons) for one in other]
    assert (role(chat, who), chat.status(who)) == (Role.READER, chat.status(stranger))


def test_a_group_a_button_and_words_that_are_no_link_gain_nothing(chat: Chat) -> None:
    token = invite(chat)
    chat.at_place(f"/start staff-{token}")
    chat.at_place(f"start staff-{token}")
    chat.presses(f"start staff-{token}")
    chat.says(f"staff-{token}")
    chat.says(f"/staff staff-{token}")
    chat.says(f"please start staff-{token}")
    chat.says(f"/start staff-{token}0")
    assert {role(chat, ANNA), role(chat, GROUP)} == {Role.READER}
    chat.says(f"/start staff-{token}")
    assert role(chat, ANNA) is Role.EDITOR


def test_who_is_that_already_or_more_leaves_it_open(chat: Chat) -> None:
    token = invite(chat)
    assert "still good" in words_of(chat.say(f"/start staff-{token}", CHIEF))
    assert role(chat, CHIEF) is Role.OWNER
    chat.says(f"/start staff-{token}")
    assert role(chat, ANNA) is Role.EDITOR


def test_an_invitation_is_worth_no_more_than_who_made_it(chat: Chat) -> None:
    boris = chat.appoint(BORIS, Role.ADMIN)
    token = invite(chat, by=BORIS)
    chat.says(f"/revoke {boris.id}", CHIEF)
    chat.says(f"/start staff-{token}")
    assert role(chat, ANNA) is Role.READER
    assert "Open invitations" not in words_of(chat.say("/staff", CHIEF))


def test_who_left_and_takes_a_role_is_reached_as_staff_and_gets_no_alert_by_it(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/stop")
    chat.says(f"/start staff-{invite(chat)}")
    assert (role(chat, ANNA), chat.status()) == (Role.EDITOR, SubscriberStatus.INVITED)


def test_of_two_who_open_it_at_once_one_has_the_role(chat: Chat) -> None:
    token = invite(chat)
    chat.race([chat.inbound(f"/start staff-{token}", who) for who in (ANNA, CARLA)])
    assert sorted(role(chat, who) for who in (ANNA, CARLA)) == [Role.EDITOR, Role.READER]


def test_a_hook_that_is_not_whatsapps_own_brings_no_token_to_be_opened(chat: Chat) -> None:
    words = {"MessageSid": "SM1", "From": f"whatsapp:{BORIS.id}", "Body": f"START staff-{invite(chat)}"}
    with pytest.raises(Forged):
        events(signed(INBOUND, words, "a guess"), TOKEN)
    (heard,) = events(signed(INBOUND, words), TOKEN)
    chat.hear(heard, "whatsapp")
    assert role(chat, BORIS) is Role.EDITOR
