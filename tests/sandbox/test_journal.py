import json
from pathlib import Path

from bot.sandbox.journal import Entry, Journal
from tests.sandbox.stand import standing


def _entry(number: int) -> Entry:
    return Entry(service="telegram", to="5", id=str(number), text="é\nx", at="2026-11-23T10:00:00+00:00")


def test_each_entry_is_a_line_as_soon_as_it_is_added(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    for number in (1, 2):
        journal.add(_entry(number))
        lines = path.read_text("utf-8").splitlines()
        assert [json.loads(line)["id"] for line in lines] == [str(n) for n in range(1, number + 1)]


def test_a_journal_goes_on_where_it_was_and_leaves_out_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path).add(_entry(1))
    with path.open("a") as file:
        file.write('{"service": "tele')
    journal = Journal(path)
    assert journal.entries == [_entry(1)]
    journal.add(_entry(2))
    assert Journal(path).entries == [_entry(1), _entry(2)]
    journal.clear()
    assert (journal.entries, path.read_text()) == ([], "")


def test_a_journal_without_a_file_only_remembers() -> None:
    journal = Journal()
    journal.add(_entry(1))
    journal.clear()
    assert journal.entries == []


async def test_a_sandbox_knows_its_people_and_ids_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    async with standing(journal=path) as stand:
        (person,) = (await stand.post("/people", telegram=1))["telegram"]
        first = (await stand.send("un", chat_id=person))["result"]["message_id"]
        assert json.loads(path.read_text())["id"] == str(first)
    async with standing(journal=path) as stand:
        second = (await stand.send("deux", chat_id=person))["result"]["message_id"]
        assert [entry["text"] for entry in await stand.journal()] == ["un", "deux"]
    assert second > first
