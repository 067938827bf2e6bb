"""An export: all the people, once each, in files of a bounded size."""

import csv
import io

import pytest

from bot.model import Address, SubscriberStatus
from bot.pipeline import handing_out
from bot.store import audit
from bot.store import file as files
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.transfer import State
from tests.chat import ANNA, BORIS, CHIEF, words_of
from tests.pipeline.post_office import Office


@pytest.fixture
def office(database: Database, now) -> Office:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- a moment
    made = Office(database, now)
    made.chat.says("/start", CHIEF)
    return made


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


async def test_everybody_is_in_it_with_the_proof_and_no_cell_is_a_formula(office: Office) -> None:
    office.chat.says("START culture", BORIS, name="=HYPERLINK(1)")
    office.chat.says("/start", ANNA)
    office.chat.says("/stop", ANNA)
    assert "writing" in words_of(office.chat.say("/export", CHIEF))
    await office.work()
    message = office.told()[-1]
    found = {row["address"].removeprefix("'"): row for row in read(office.content(message))}
    assert set(found) == {ANNA.id, BORIS.id, CHIEF.id}
    boris = found[BORIS.id]
    assert boris["name"] == "'=HYPERLINK(1)"
    assert boris["address"] == f"'{BORIS.id}"
    assert (boris["topics"], boris["status"], boris["consent_how"]) == (
        "culture",
        "active",
        "whatsapp /start culture",
    )
    assert "You get news alerts from Le Fil" in boris["consent_words"]
    assert found[ANNA.id]["status"] == "left"
    assert "3 people" in words_of(message)
    assert office.transfer().state is State.DONE
    acts = office.database.read_here(lambda tx: audit.page(tx, 9))
    assert [(row.act.what, row.act.about, dict(row.act.after)) for row in acts] == [
        ("export", "export 1", {"people": 3}),
        ("ask", "export 1", {}),
    ]


async def test_what_is_written_can_be_taken_in_again(office: Office) -> None:
    office.chat.says("START", BORIS)
    office.chat.says("/export", CHIEF)
    await office.work()
    office.send(office.content(office.told()[-1]).encode())
    await office.work()
    assert office.transfer(2).counts["here"] == 2  # whom we know already: read well, and left as they are


async def test_many_come_in_several_files_and_a_kill_doubles_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_out, "STRETCH", 4)
    monkeypatch.setattr(handing_out, "BIGGEST", 1500)
    for number in range(30):
        office.chat.says("/start", Address("telegram", f"55{number:03d}"))
    office.chat.says("/export", CHIEF)
    real, calls = files.append, 0

    def dies(*args):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN202 -- whatever it takes
        nonlocal calls
        calls += 1
        real(*args)
        if calls % 3 == 0:
            raise KeyboardInterrupt  # as a kill, within the transaction

    monkeypatch.setattr(files, "append", dies)
    for _each in range(30):
        office.transfers = office.new()
        try:
            if not await office.transfers.run_due():
                break
        except KeyboardInterrupt:
            office.chat.now += handing_out.LEASE
    handed = [one for one in office.told() if one.attachment]
    assert len(handed) > 2
    addresses = [row["address"] for one in handed for row in read(office.content(one))]
    assert len(addresses) == len(set(addresses)) == 31
    assert all(len(office.content(one)) < 3000 for one in handed)


async def test_who_was_forgotten_is_not_in_it(office: Office) -> None:
    office.chat.says("/start", ANNA)
    who = office.chat.person(ANNA)
    office.database.write_here(lambda tx: subscribers.change(tx, who.id, status=SubscriberStatus.FORGOTTEN))
    office.chat.says("/export", CHIEF)
    await office.work()
    assert ANNA.id not in office.content(office.told()[-1])


async def test_one_is_written_at_a_time(office: Office) -> None:
    office.chat.says("/export", CHIEF)
    assert "is being written" in words_of(office.chat.say("/export", CHIEF))
    await office.work()
    assert sum(one.attachment is not None for one in office.told()) == 1
