import pytest

from bot.model import Address, Role, SubscriberStatus
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of


def test_revoke_takes_a_role_away_by_the_rules_of_grant(chat: Chat) -> None:
    chat.says("/start", CHIEF)
    anna = chat.appoint(ANNA, Role.ADMIN)
    boris = chat.appoint(BORIS, Role.ADMIN)
    for number in (boris.id, chat.person(CHIEF).id, anna.id):
        assert "below yours" in words_of(chat.say(f"/revoke {number}"))
    done, told = chat.says(f"/revoke #{boris.id}", CHIEF)
    assert chat.person(BORIS).role is Role.READER
    assert "Done" in words_of(done)
    assert "Your role is now: reader" in words_of(told)
    for wrong in ("", "boris", "1" * 13):
        assert "/revoke 17" in words_of(chat.say(f"/revoke {wrong}", CHIEF))
    assert "no subscriber #99" in words_of(chat.say("/revoke 99", CHIEF))


@pytest.mark.parametrize("words", ["/revoke", "/revoke 1", "revoke", "REVOKE"])
@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
@pytest.mark.parametrize("who", [ANNA, BORIS], ids=["telegram", "whatsapp"])
def test_to_who_may_not_it_is_a_word_that_ends_the_alerts(
    chat: Chat, who: Address, role: Role, words: str
) -> None:
    chat.says("START", who)
    chat.appoint(who, role)
    answer = words_of(chat.say(words, who))
    if words == "/revoke 1" or chat.status(who) is SubscriberStatus.LEFT:
        chat.says("START", who)
        assert answer == words_of(chat.say("/stop", who))
    assert chat.status(who) is SubscriberStatus.LEFT


def test_a_button_that_was_passed_on_gives_nothing(chat: Chat) -> None:
    boris = chat.appoint(BORIS, Role.EDITOR)
    chat.says("/start")
    (body,) = chat.presses(f"revoke {boris.id}")
    assert "do not know" in words_of(body.message)
    assert chat.person(BORIS).role is Role.EDITOR
    assert chat.status() is SubscriberStatus.ACTIVE


def test_to_an_admin_the_bare_word_is_a_stop_and_the_command_is_none(chat: Chat) -> None:
    chat.says("START", BORIS)
    chat.appoint(BORIS, Role.ADMIN)
    assert "number that" in words_of(chat.say("/revoke", BORIS))
    assert "number that" in words_of(chat.say("/revoke@tocsin_bot boris", BORIS))
    anna = chat.appoint(ANNA, Role.EDITOR)
    assert "Done" in words_of(chat.says(f"revoke {anna.id}", BORIS)[0])
    assert (chat.status(BORIS), chat.person(ANNA).role) == (SubscriberStatus.ACTIVE, Role.READER)
    chat.says("revoke", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.LEFT
