import pytest

from bot.model import Address, Role
from tests.chat import ANNA, BORIS, CHIEF, GROUP, Chat, data_of, words_of

CARLA = Address("telegram", "7003")


def test_an_owner_gives_roles_and_the_person_hears_of_it(chat: Chat) -> None:
    chat.says("/start")
    anna = chat.person(ANNA).id
    shown = chat.say(f"/grant {anna}", CHIEF)
    assert data_of(shown) == [f"grant {anna} editor", f"grant {anna} admin"]
    done, told = (body.message for body in chat.presses(f"grant {anna} admin", CHIEF))
    assert chat.person(ANNA).role is Role.ADMIN
    assert "Done" in words_of(done)
    assert "Your role is now: admin" in words_of(told)
    chat.says(f"/grant {anna} lecteur", CHIEF)
    assert chat.person(ANNA).role is Role.READER


@pytest.mark.parametrize("role", ["owner", "admin", "king"])
def test_an_admin_gives_no_role_as_high_as_their_own(chat: Chat, role: str) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    chat.says("start", BORIS)
    assert "You can give the roles: reader, editor" in words_of(
        chat.say(f"/grant {chat.person(BORIS).id} {role}")
    )
    assert chat.person(BORIS).role is Role.READER


def test_nobody_raises_themself_or_lowers_a_peer_and_no_owner_is_locked_out(chat: Chat) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    chat.appoint(BORIS, Role.ADMIN)
    chat.says("/start", CHIEF)
    for who in (ANNA, BORIS, CHIEF):
        assert "below yours" in words_of(chat.say(f"/grant {chat.person(who).id} reader"))
    assert "below yours" in words_of(chat.say(f"/grant {chat.person(CHIEF).id} reader", CHIEF))
    assert [chat.person(who).role for who in (ANNA, BORIS, CHIEF)] == [Role.ADMIN, Role.ADMIN, Role.OWNER]


def test_a_button_that_was_passed_on_gives_nothing(chat: Chat) -> None:
    chat.says("/start")
    chat.appoint(CARLA, Role.EDITOR)
    chat.presses(f"grant {chat.person(ANNA).id} admin", CARLA)
    chat.presses(f"grant {chat.person(ANNA).id} admin", ANNA)
    assert chat.person(ANNA).role is Role.READER


def test_a_place_has_no_role(chat: Chat) -> None:
    chat.at_place("/start")
    assert "no role" in words_of(chat.say(f"/grant {chat.person(GROUP).id} editor", CHIEF))


@pytest.mark.parametrize("words", ["", "anna editor", "99 editor"])
def test_a_mistake_is_answered_with_what_to_write(chat: Chat, words: str) -> None:
    assert "/" in words_of(chat.say(f"/grant {words}", CHIEF))
