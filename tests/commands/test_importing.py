"""What is said of imports in the chat; what they do is in tests/pipeline/test_taking_in.py."""

from dataclasses import replace

import pytest

from bot.commands.importing import is_table
from bot.model import Role
from bot.ports import Document, InboundKind
from bot.store import audit
from bot.store import transfer as transfers
from bot.store.transfer import State
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, typed_of, words_of


def sent(chat: Chat, name: str = "people.csv", type_: str = "text/csv", text: str = "", who=CHIEF):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 -- messages
    inbound = replace(
        chat.inbound(text, who), kind=InboundKind.WROTE, document=Document("ref", name, type_, 9)
    )
    return [body.message for body in chat.hear(inbound, who.channel)]


@pytest.mark.parametrize(
    ("name", "type_", "table"),
    [
        ("people.csv", "", True),
        ("PEOPLE.CSV", "application/vnd.ms-excel", True),
        ("people", "text/csv; charset=utf-8", True),
        ("people.tsv", "application/octet-stream", True),
        ("people.pdf", "application/pdf", False),
        ("photo.jpg", "image/jpeg", False),
        ("", "", False),
    ],
)
def test_a_table_is_told_by_its_name_or_its_type(name: str, type_: str, *, table: bool) -> None:
    assert is_table({"name": name, "type": type_}) is table


def test_the_command_alone_says_what_a_file_should_hold(chat: Chat) -> None:
    (answer,) = chat.says("/import", CHIEF)
    assert "channel,address,name,language,topics,consent_at,consent_how,consent_words" in typed_of(answer)


@pytest.mark.parametrize("text", ["", "/import", "people.csv", "start.csv"])
def test_a_table_from_an_admin_is_looked_at_whatever_it_is_called(chat: Chat, text: str) -> None:
    (answer,) = sent(chat, text=text)
    assert "looking at the file" in words_of(answer)
    row = chat.database.read_here(lambda tx: transfers.find(tx, 1))
    assert row
    assert row.state is State.FETCHING
    assert row.document == {"sender": chat.senders["telegram"], "ref": "ref", "name": "people.csv"} | {
        "type": "text/csv",
        "size": 9,
    }
    (act,) = chat.database.read_here(lambda tx: audit.page(tx, 9))
    assert (act.act.what, act.act.about) == ("look", "import 1")


def test_another_file_or_another_command_is_no_import(chat: Chat) -> None:
    assert "looking" not in words_of(sent(chat, "x.pdf", "application/pdf")[0])
    assert "looking" not in words_of(sent(chat, text="/help")[0])
    assert chat.database.read_here(lambda tx: transfers.find(tx, 1)) is None


def test_on_whatsapp_the_word_and_the_file_do(chat: Chat) -> None:
    chat.appoint(BORIS, Role.ADMIN)
    (answer,) = chat.says("import", BORIS)
    assert "/" not in words_of(answer)
    assert "looking" in words_of(sent(chat, who=BORIS, text="people.csv")[0])


def test_a_yes_to_what_asks_nothing_changes_nothing(chat: Chat) -> None:
    sent(chat)
    (answer,) = chat.presses("import yes 1", CHIEF)
    assert "nothing any more" in words_of(answer.message)
    (answer,) = chat.presses("import no 1", CHIEF)
    assert "Nobody was taken in" in words_of(answer.message)
    (answer,) = chat.presses("import no 1", CHIEF)
    assert "nothing any more" in words_of(answer.message)


@pytest.mark.parametrize("args", ["yes 7", "no 7", "yes 999999999999"])
def test_an_import_that_is_not_there_or_anothers_is_not_told_apart(chat: Chat, args: str) -> None:
    sent(chat)
    chat.appoint(ANNA, Role.ADMIN)
    (answer,) = chat.presses(f"import {args}", ANNA)
    (of_another,) = chat.presses("import yes 1", ANNA)
    number = args.split()[1]
    assert words_of(answer.message).replace(number, "1") == words_of(of_another.message)
    assert data_of(of_another.message) == []


def test_other_words_are_answered_with_how(chat: Chat) -> None:
    assert "Send the CSV file itself" in words_of(chat.say("/import people", CHIEF))
