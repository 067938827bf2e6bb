"""What an alert says of a source whose earlier entries are known: where its lead stands, and what is none."""

from dataclasses import replace

import pytest

from bot.model import Entry
from bot.ports import Silence
from bot.settings import Edit
from bot.store.database import Database
from tests.fakes import an_item
from tests.pipeline.room import Room
from tests.pipeline.test_edit_words import FakeWrite

RAIN = "It rained on Valmont as its councillors came in."
LEAD = "The county will pay for the three bridges of Valmont with 12 million euros, its president said."
REST = (
    "They will be ready in 2029, which is two years later than was planned when the work began. "
    "The old ones were closed in spring."
)
MOTTO = "We of the Gazette print this on paper that was made in the valley since 1931."
EARLIER = ["School gets a new roof", "Vintage starts on the slopes", "Museum lends forty old maps"]
APART = "Three crossings, one of them for"  # cut: the lines are chosen from the body


def entry(title: str, standfirst: str, *told: str) -> Entry:
    body = "".join(f"<p>{one}</p>" for one in told)
    return replace(an_item(1), guid=title, title=title, link="", standfirst=standfirst, body=body)


async def lines(room: Room, *found: Entry) -> str:
    """Keep some entries of one source, edit them in turn, and give the lines of the last one's alert."""
    room.edit = replace(room.edit, settings=Edit(read_pages=False))
    source_id = room.source()
    for one in found:
        room.keep(source_id, one)
        await room.edit.run_due()
    return " ".join(room.alerts()[-1].lines)


@pytest.mark.parametrize(
    ("earlier", "standfirst", "begins"),
    [
        pytest.param("", "", RAIN, id="none"),
        pytest.param("<p>{}, so they […]</p>", f"<p>{RAIN[:40]} […]</p>", RAIN, id="the opening, cut"),
        pytest.param("Nobody knew before: {}", APART, LEAD, id="apart"),
    ],
)
async def test_the_opening_is_told_where_no_standfirst_of_the_source_stands_apart(
    database: Database, earlier: str, standfirst: str, begins: str
) -> None:
    before = [entry(title, earlier.format(title), f"{title}, so they say.") for title in EARLIER]
    one = entry("County pays for bridges", standfirst, RAIN, LEAD, REST)
    assert (await lines(Room(database), *before, one)).startswith(begins)


async def test_the_opening_is_told_of_a_sources_first_entry_without_a_standfirst(database: Database) -> None:
    one = entry("County pays for bridges", "", RAIN, LEAD, REST)
    assert (await lines(Room(database), one)).startswith(RAIN)


async def test_what_all_standfirsts_of_a_source_say_is_told_by_none(database: Database) -> None:
    room = Room(database)
    await lines(room, *(entry(title, f"<p>{MOTTO}</p>") for title in (*EARLIER, "County pays for bridges")))
    assert [" ".join(alert.lines) for alert in room.alerts()] == [MOTTO, MOTTO, MOTTO, ""]


async def test_a_machine_hears_nothing_of_what_all_entries_of_a_source_say(database: Database) -> None:
    room, write = Room(database), FakeWrite(Silence.LATE)
    room.edit = replace(room.edit, write=write)
    await lines(
        room, *(entry(title, "", f"{title}, it is said.", REST, MOTTO) for title in (*EARLIER, "Last"))
    )
    heard = [MOTTO in article.body for article, _language, _limits in write.asked]
    assert heard == [True, True, True, False]
