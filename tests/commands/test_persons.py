import pytest

from bot.ask import Ask
from bot.commands import persons
from bot.errors import UsageError
from bot.model import Role
from bot.texts import say, verbatim
from tests.chat import ANNA, BORIS, Chat

HOW = verbatim("how")


def asking(chat: Chat, tx: object) -> Ask:
    return Ask(tx, chat.person(BORIS), "", chat.now, chat.context.newsroom)  # type: ignore[arg-type]  # a connection


@pytest.mark.parametrize("number", ["{id}", "#{id}", " {id} "])
def test_a_person_is_named_by_their_number(chat: Chat, number: str) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    id_ = chat.appoint(ANNA, Role.READER).id
    found = chat.database.read_here(lambda tx: persons.named(asking(chat, tx), number.format(id=id_), HOW))
    assert found.address == ANNA


@pytest.mark.parametrize(("number", "told"), [("", "how"), ("anna", "how"), ("1" * 13, "how"), ("99", "#99")])
def test_what_names_nobody_is_said(chat: Chat, number: str, told: str) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    with pytest.raises(UsageError) as caught:
        chat.database.read_here(lambda tx: persons.named(asking(chat, tx), number, HOW))
    assert told in say(caught.value.text, "en")


def test_who_was_forgotten_is_named_no_more(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    chat.says("/start", ANNA)
    id_ = chat.person(ANNA).id
    chat.presses("forget yes", ANNA)
    with pytest.raises(UsageError):
        chat.database.read_here(lambda tx: persons.named(asking(chat, tx), str(id_), HOW))


def test_only_who_ranks_below_is_acted_upon(chat: Chat) -> None:
    admin, owner = chat.appoint(BORIS, Role.ADMIN), chat.appoint(ANNA, Role.OWNER)

    def check(tx: object) -> None:
        ask = asking(chat, tx)
        persons.ranks_below(ask, chat.appoint(ANNA, Role.EDITOR), HOW)

    for one in (admin, owner):
        with pytest.raises(UsageError):
            chat.database.read_here(lambda tx, one=one: persons.ranks_below(asking(chat, tx), one, HOW))  # type: ignore[misc]  # bound now
    check(None)
