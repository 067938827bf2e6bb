"""Who may do what: every command, for every role, on both channels; who may not learns nothing."""

import pytest
from sqlalchemy import func, select

from bot.commands import COMMANDS
from bot.model import Role
from bot.rules.consent import bare_word_of
from bot.store.columns import metadata
from tests.chat import ANNA, BORIS, Chat, words_of

LEAVES_TRACES = frozenset({"event", "delivery", "subscriber"})
"""Tables that any word changes: it is kept, and answered."""

STAFF = [name for name, command in COMMANDS.items() if command.ROLE is not Role.READER]

CONSENTED = frozenset(name for name in STAFF if bare_word_of(name))
"""Names by which all others ask to come or to go: see tests/commands/test_staff_words.py."""


def counts(chat: Chat) -> dict[str, int]:
    tables = [table for table in metadata.sorted_tables if table.name not in LEAVES_TRACES]

    def count(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- a few words
        return {table.name: tx.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    return chat.database.read_here(count)


def unknown(words: str, name: str, other: str) -> str:
    """Take out of an answer what was asked, and what is nearest to it."""
    return words.replace(name, "…").replace(other, "…").partition("Did you mean")[0]


@pytest.mark.parametrize("who", [ANNA, BORIS], ids=["telegram", "whatsapp"])
@pytest.mark.parametrize("role", list(Role))
def test_a_command_is_for_those_who_may_and_unknown_to_all_others(chat: Chat, role: Role, who) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- an address
    chat.appoint(who, role)
    for name in STAFF:
        before = counts(chat)
        answers = ["\n".join(words_of(body.message) for body in chat.presses(name, who))]
        if role.may(COMMANDS[name].ROLE) or name not in CONSENTED:
            answers.append("\n".join(map(words_of, chat.says(f"/{name}", who))))
        if role.may(COMMANDS[name].ROLE):
            assert not any("do not know" in answer and f"/{name}" in answer for answer in answers), name
            continue
        made_up = name[:2] + "xyzzy" + name[2:]
        as_unknown = "\n".join(map(words_of, chat.says(f"/{made_up}", who)))
        for answer in answers:
            assert "do not know" in answer, (name, answer)
            assert answer.count("\n") == as_unknown.count("\n")
        assert counts(chat) == before, name


@pytest.mark.parametrize("name", STAFF)
def test_no_way_around_lets_a_reader_in(chat: Chat, name: str) -> None:
    """By a word, within the settings, for a place, with arguments: it is as if there were no such command."""
    chat.says("/start")
    before = counts(chat)
    for text in (f"/settings {name}", f"/places {name}", f"/{name} 1", f"/{name.upper()} 1 yes"):
        if name not in CONSENTED or not text.lower().startswith(f"/{name}"):
            chat.says(text)
    chat.presses(f"settings {name} 1")
    chat.presses(f"{name} 1 yes")
    after = counts(chat)
    assert {table for table in after if after[table] != before[table]} <= set(), name
