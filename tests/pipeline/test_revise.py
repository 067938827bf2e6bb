"""An alert follows the edits of its article where that is due, and nothing else does."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update
from structlog.testing import capture_logs

from bot.errors import Unavailable
from bot.model import AlertState, Article, DeliveryState, Entry, RevisionKind, Role, SourceId, Summary
from bot.pipeline.revise import MOST_TRIES, Revise
from bot.store import revision as revisions
from bot.store import version as versions
from bot.store.database import Database
from bot.store.message import from_json
from bot.store.schema import alert, delivery, entry
from bot.texts import verbatim
from tests.fakes import an_item, until
from tests.pipeline.room import Room
from tests.rows import NOW, a_subscriber
from tests.store.press import corrected, is_, marked, revise, row_of

MINUTE = timedelta(minutes=1)
ONE = an_item(1)
NUMBER = replace(ONE, title="Town number 2 opens a new bridge over its river")


class Desk:
    """An entry whose alert reached a reader on each channel, and the edits of its article."""

    def __init__(self, database: Database, first: Entry = ONE, **settings: object) -> None:
        self.room, self.database, self.first = Room(database), database, first
        self.settings = settings
        self.source_id: SourceId = self.room.source(name="The Paper")
        for channel in ("telegram", "whatsapp"):
            self.room.reader(channel=channel, heard_at=NOW)

    async def is_out(self) -> None:
        """Edit the first version, and let its alert arrive."""
        self.room.keep(self.source_id, self.first)
        await self.room.edit.run_due()
        id_ = self.room.alert().id
        self.database.write_here(lambda tx: is_(tx, id_, DeliveryState.SENT))

    async def edits(self, *later: Entry, after: timedelta = timedelta()) -> Revise:
        """Let time pass and the source give other versions, and look at them."""
        self.room.clock.now += after
        self.room.keep(self.source_id, *later)
        step = self.room.revise(**self.settings)
        await step.run_due()
        return step

    @property
    def alert(self) -> Row[Any]:
        return self.room.alerts()[0]

    def came_to(self) -> tuple[int, int, int]:
        """Say how many revisions there were, and to how many they are shown in place, and told."""
        id_ = self.alert.id

        def read(tx: Any) -> tuple[int, int, int]:  # noqa: ANN401 -- a Connection
            told = corrected(tx, id_)
            return row_of(tx, id_).revision - 1, len(marked(tx, id_)), len(told)

        return self.database.read_here(read)

    def due(self) -> list[object]:
        query = select(entry.c.due_at).order_by(entry.c.id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))

    def cards(self) -> list[str]:
        query = select(delivery.c.body).where(delivery.c.alert_id.is_(None)).order_by(delivery.c.id)
        bodies = self.database.read_here(lambda tx: tx.scalars(query).all())
        return ["\n".join((m.headline, *m.lines)) for m in (from_json(body).message for body in bodies)]


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.is_out()
    return made


@pytest.mark.parametrize(
    "later",
    [
        replace(ONE, title="Town number 1 opens a new brigde over its river"),
        replace(ONE, published=NOW, categories=("Sport",), body=ONE.body + " <p>Comments: 12</p>"),
        replace(ONE, body=ONE.body + "<p>The council will meet again in May, it said on Monday night.</p>"),
    ],
)
async def test_a_cosmetic_edit_changes_nothing(desk: Desk, later: Entry) -> None:
    await desk.edits(later)
    assert desk.came_to() == (0, 0, 0)
    assert desk.due() == [None] * len(desk.due())
    assert desk.alert.headline == ONE.title


async def test_a_change_that_matters_is_shown_in_place_and_told_where_it_can_not_be(desk: Desk) -> None:
    await desk.edits(NUMBER)
    assert desk.came_to() == (1, 1, 1)
    assert (desk.alert.headline, desk.alert.revised_as) == (NUMBER.title, RevisionKind.MATERIAL)
    assert desk.room.deliver._rung.is_set()
    first, second = desk.database.read_here(lambda tx: revisions.of_alert(tx, desk.alert.id))
    assert (first.headline, second.headline) == (ONE.title, NUMBER.title)


async def test_a_change_that_hardly_matters_is_shown_in_place_only(desk: Desk) -> None:
    await desk.edits(replace(ONE, title="Over its river, town number 1 opens a brand new bridge"))
    assert desk.came_to() == (1, 1, 0)
    assert desk.alert.revised_as == RevisionKind.MINOR


async def test_an_edit_is_held_against_what_the_alert_says_and_not_against_the_last_version(
    desk: Desk,
) -> None:
    await desk.edits(replace(ONE, body=ONE.body + " More."))
    await desk.edits(NUMBER)
    await desk.edits(replace(NUMBER, body=NUMBER.body + " Yet more."), after=MINUTE)
    assert desk.came_to()[0] == 1


async def test_edits_that_come_at_once_are_one_and_the_last_wins(desk: Desk) -> None:
    await desk.edits(replace(ONE, title="Town number 7 opens a new bridge over its river"))
    assert desk.came_to()[0] == 1
    await desk.edits(replace(ONE, title="Town number 8 opens a new bridge over its river"))
    step = await desk.edits(NUMBER, after=MINUTE / 2)
    assert desk.came_to()[0] == 1
    desk.room.clock.now += MINUTE / 2
    await step.run_due()
    assert (desk.came_to()[0], desk.alert.headline) == (2, NUMBER.title)
    for _ in range(2):  # of two that were looked at side by side one was judged by words of before
        desk.room.clock.now += MINUTE
        await step.run_due()
    assert (desk.came_to()[0], desk.due()) == (2, [None] * 4)


async def test_a_source_that_wavers_is_corrected_by_message_a_few_times_only(desk: Desk) -> None:
    for number in range(2, 8):
        title = f"Town number {number} opens a new bridge over its river"
        await desk.edits(replace(ONE, title=title), after=timedelta(hours=1))
    assert desk.came_to()[0] == 6
    query = select(alert.c.id).where(alert.c.corrects == desk.alert.id)
    assert len(desk.database.read_here(lambda tx: tx.scalars(query).all())) == 3


async def test_a_source_that_goes_back_to_what_it_said_is_followed(desk: Desk) -> None:
    await desk.edits(NUMBER)
    known = {desk.first.guid: _fingerprint(desk, 1)}
    now = NOW + MINUTE
    desk.room.clock.now = now
    desk.database.write_here(lambda tx: versions.went_back(tx, desk.source_id, known, now))
    await desk.edits()
    assert (desk.came_to()[0], desk.alert.headline) == (2, ONE.title)


async def test_what_was_queued_leaves_with_the_new_words(database: Database) -> None:
    desk = Desk(database)
    desk.room.keep(desk.source_id, ONE)
    await desk.room.edit.run_due()
    await desk.edits(NUMBER)
    assert desk.came_to() == (1, 0, 0)
    assert desk.alert.headline == NUMBER.title


async def test_an_entry_that_was_edited_before_its_editor_came_is_told_in_its_newest_words(
    database: Database,
) -> None:
    desk = Desk(database)
    desk.room.keep(desk.source_id, ONE)
    step = await desk.edits(NUMBER)
    assert desk.due()[1] == NOW + timedelta(seconds=1), "the first one goes first"
    await desk.room.edit.run_due()
    assert desk.alert.headline == NUMBER.title
    desk.room.clock.now += MINUTE
    await step.run_due()
    assert desk.came_to() == (0, 0, 0)
    assert desk.due() == [None, None]


async def test_a_held_alert_gets_the_new_words(desk: Desk) -> None:
    desk.database.write_here(lambda tx: tx.execute(update(alert).values(state=AlertState.HELD)))
    await desk.edits(NUMBER)
    assert desk.came_to() == (1, 0, 0)
    assert desk.alert.headline == NUMBER.title


@pytest.mark.parametrize("state", [AlertState.RECALLED, AlertState.WITHDRAWN, AlertState.DROPPED])
async def test_what_was_stopped_follows_nothing(desk: Desk, state: AlertState) -> None:
    desk.database.write_here(lambda tx: tx.execute(update(alert).values(state=state)))
    await desk.edits(NUMBER)
    assert desk.alert.headline == ONE.title


async def test_an_old_alert_stays_as_it_is(desk: Desk) -> None:
    await desk.edits(NUMBER, after=timedelta(days=2, seconds=1))
    assert desk.came_to() == (0, 0, 0)


async def test_a_version_of_what_nobody_was_told_costs_nothing(database: Database) -> None:
    desk = Desk(database)
    desk.room.keep(desk.source_id, replace(ONE, title="", body="", standfirst="", link=""))
    desk.room.read.page = Article("", "")
    await desk.room.edit.run_due()
    await desk.edits(NUMBER)
    assert desk.due() == [None, None]


async def test_an_editors_own_words_stand_whatever_the_source_does(desk: Desk) -> None:
    id_ = desk.alert.id

    def by_hand(tx: Any) -> None:  # noqa: ANN401 -- a Connection
        words = Summary("By hand", (), "en")
        who = a_subscriber(tx, role=Role.EDITOR)
        new = revisions.NewRevision(RevisionKind.MATERIAL, words, written_by=who.id)
        assert revisions.revise(tx, row_of(tx, id_), new, NOW)

    desk.database.write_here(by_hand)
    await desk.edits(NUMBER, after=MINUTE)
    assert desk.alert.headline == "By hand"


async def test_an_edit_is_read_in_its_own_language_whatever_the_feed_says(database: Database) -> None:
    lead = (
        "Le pont du port rouvrira lundi à la circulation, a dit le maire. Un bac part en attendant du quai. "
    )
    lead += (
        "Les travaux auront duré neuf mois et coûté bien plus que prévu, selon les services de la ville. " * 6
    )
    desk = Desk(
        database, replace(ONE, title="Le pont du port rouvre", body=lead, standfirst="", language="en")
    )
    await desk.is_out()
    await desk.edits(replace(desk.first, body=lead.replace("rouvrira", "ne rouvrira pas")))
    assert desk.came_to() == (1, 1, 1)


# ---- pages ---------------------------------------------------------------------------------------

SHORT = replace(ONE, standfirst="", body="")
PAGE = (
    "The mayor of the town opened the bridge on Sunday, before some 200 people. It cost 12 million euros. "
    * 5
)


@pytest.mark.parametrize(
    ("now", "revised"),
    [
        (Article("T", PAGE + "More was said.", "", "en"), 0),
        (Article("T", PAGE.replace("200", "300"), "", "en"), 1),
        (Unavailable(verbatim("time-out")), 0),
    ],
)
async def test_an_alert_from_a_page_follows_the_page(
    database: Database, now: Article | Exception, revised: int
) -> None:
    desk = Desk(database, SHORT)
    desk.room.read.page = Article("T", PAGE, "", "en")
    await desk.is_out()
    desk.room.read.page = now
    await desk.edits(replace(SHORT, standfirst="Short."))
    assert desk.came_to()[0] == revised


# ---- what is taken back --------------------------------------------------------------------------


async def test_a_retraction_is_held_for_the_editors_who_are_asked_once(desk: Desk) -> None:
    for role in (Role.EDITOR, Role.OWNER):
        desk.room.reader(role=role)
    retracted = replace(ONE, title="CORRECTION: town number 1 opens no bridge")
    await desk.edits(retracted)
    await desk.edits(replace(retracted, title=retracted.title + " at all"), after=MINUTE)
    assert desk.came_to() == (0, 0, 0)
    cards = desk.cards()
    assert len(cards) == 2
    assert all(retracted.title in card and f"/withdraw {desk.alert.id}" in card for card in cards)


# ---- surprises -----------------------------------------------------------------------------------


async def test_a_version_that_fails_again_and_again_is_given_up(desk: Desk) -> None:
    desk.room.read.page = RuntimeError("a bug")
    with capture_logs() as logs:
        step = await desk.edits(replace(NUMBER, body="", standfirst="Short."))
        for _ in range(MOST_TRIES + 2):
            desk.room.clock.now += timedelta(hours=1)
            await step.run_due()
    assert sum(log["event"] == "version surprised us" for log in logs) == MOST_TRIES
    assert desk.due() == [None, None]


async def test_who_is_slower_than_its_lease_changes_nothing(desk: Desk) -> None:
    step = desk.room.revise()
    desk.room.keep(desk.source_id, NUMBER)
    (row,) = desk.database.write_here(lambda tx: versions.claim(tx, NOW, 0.0, 5))
    await step.run_due()
    await step.revise(row)
    assert desk.came_to()[0] == 1


async def test_a_version_that_was_judged_by_words_of_before_is_judged_again(desk: Desk) -> None:
    """Two versions are looked at side by side, and the later one finds the alert changed by the other."""
    step, id_ = desk.room.revise(), desk.alert.id
    desk.room.keep(desk.source_id, NUMBER)
    (row,) = desk.database.write_here(lambda tx: versions.claim(tx, NOW, 60.0, 5))
    found = desk.database.read_here(lambda tx: step._look(tx, row))
    judged = [(one, await step._judged(one)) for one in found.edited]
    desk.database.write_here(lambda tx: revise(tx, id_))
    assert not desk.database.write_here(lambda tx: step._write(tx, row, judged))
    desk.room.clock.now += MINUTE
    await step.run_due()
    assert (desk.came_to()[0], desk.alert.headline) == (2, NUMBER.title)


async def test_the_loop_follows_what_comes_and_ends_when_stopped(desk: Desk) -> None:
    stop, step = asyncio.Event(), desk.room.revise()
    running = asyncio.create_task(step.run(stop))
    desk.room.keep(desk.source_id, NUMBER)
    await until(lambda: desk.came_to()[0])
    stop.set()
    await asyncio.wait_for(running, 30)


def _fingerprint(desk: Desk, version: int) -> str:
    query = select(entry.c.hash).where(entry.c.version == version)
    return str(desk.database.read_here(lambda tx: tx.scalars(query).one()))
