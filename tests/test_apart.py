"""Two newsrooms in one process, A and B: whatever A has, nothing that B says or keeps shows it.

A lives (people, alerts, sources, links, invitations, bans, files), and its every text column is filled with
a mark besides. Then B is asked for everything: each command of the registry, by each role, on both
channels, with A's own numbers, codes and addresses. Nothing that B's database holds afterwards, which is
all that it will ever say, may bear the mark. On both databases: two files, two schemas in one PostgreSQL.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import Connection

from bot.app.opening import Opened
from bot.app.steps import Steps
from bot.commands import COMMANDS
from bot.inbox import InboxContext, record
from bot.model import Address, Role
from bot.newsroom import Newsroom, NewsroomFile
from bot.ports import Event
from bot.settings import Settings
from bot.store import apart
from bot.store import event as events
from bot.store import source as sources
from bot.store import topic as topics
from bot.store.database import Database
from bot.store.event import EventRow
from bot.store.message import Body, to_json
from bot.store.migration import migrate
from bot.store.source import NewSource
from tests.chat import ANNA, BORIS, CHIEF, Chat, words_of
from tests.conftest import NOW
from tests.fakes import FakeChannel, a_logger, until
from tests.marks import MARK, fill, marked

DAVID: Final = Address("telegram", "777000111")
"""The owner of B."""


def newsroom(mark: str) -> Newsroom:
    names = {"fr": f"Monde {mark}", "en": f"World {mark}", "he": f"עולם {mark}"}
    return Newsroom(
        NewsroomFile.model_validate(
            {
                "newsroom": {
                    "name": f"Le Fil {mark}",
                    "languages": ["fr", "he", "en"],
                    "contact": f"{mark}@x.org",
                },
                "topic": [{"id": f"{mark}-1", "names": names}, {"id": f"{mark}-2", "names": names}],
            }
        )
    )


class Room(Chat):
    """A newsroom's inbox, over a database of its own beside the deployment's."""

    def __init__(self, url: str, id_: str, mark: str, owner: Address) -> None:
        database = Database(apart.beside(url, id_))
        migrate(database)
        super().__init__(database, NOW)
        links = {"telegram": f"https://t.me/{mark}_bot?start={{payload}}"}
        links["whatsapp"] = f"https://wa.me/1415{len(mark)}?text=START%20{{payload}}"
        site = f"https://{mark}.example"
        self.context = InboxContext(newsroom(mark), links, (owner,), site=site)
        database.write_here(lambda tx: topics.keep(tx, self.context.newsroom.topics, NOW))

    def store(self, event: Event, channel: str) -> EventRow:
        """Keep what was heard; whoever claims to manage a place does so."""

        def keep(tx: Connection) -> EventRow:
            events.keep(tx, self.senders[channel], record([event]), self.now)
            for row in events.unvouched(tx, self.now, 9):
                events.vouch(tx, row, "inbound", row.body)
            return events.take(tx, self.now, 1)[0]

        return self.database.write_here(keep)

    def steps(self) -> tuple[Steps, dict[str, FakeChannel]]:
        """Put together what the loops do, over channels that take everything."""
        channels = {name: FakeChannel(name) for name in self.senders}
        made = Opened(Settings(), self.context.newsroom, self.database, a_logger(), "http://127.0.0.1", None)
        return Steps(made, {self.senders[name]: one for name, one in channels.items()}), channels


@pytest.fixture
def rooms(database_url: str) -> Iterator[tuple[Room, Room]]:
    deployment = Database(database_url)
    made = Room(database_url, "a", MARK, CHIEF), Room(database_url, "b", "calm", DAVID)
    fill(deployment)  # the database beside which both are: nobody's
    yield made
    for one in (deployment, *(room.database for room in made)):
        one.close()


def person(role: Role, channel: str) -> Address:
    """Name B's person of a role on a channel."""
    number = 500 + list(Role).index(role)
    return Address(channel, f"{number}000111" if channel == "telegram" else f"+33600000{number}")


def live(room: Room, owner: Address) -> dict[str, str]:
    """Let a newsroom have all that one has; give back the secrets that it gave away."""
    room.says("/start", owner, name=MARK)
    for who in (ANNA, BORIS):
        room.says("/start" if who is ANNA else "START", who, name=f"Anna {MARK}")
        room.says(f"/keywords {MARK}", who)
    room.database.write_here(
        lambda tx: sources.add(
            tx,
            NewSource(f"https://{MARK}.example/feed", "desk", name=f"{MARK} news", topics=(f"{MARK}-1",)),
            NOW,
        )
    )
    alert = room.alert(f"A headline {MARK}\nAnd a line {MARK}", owner)
    room.says(f"/spell {MARK}", owner)
    room.says(f"/ban {BORIS.id} {MARK}", owner)
    said = "\n".join(words_of(one) for one in room.says(f"/staff invite editor {MARK}", owner))
    code = "\n".join(words_of(one) for one in room.says("/link", ANNA))
    return {"alert": str(alert), "invitation": said, "code": code}


def all_said(bodies: list[Body]) -> str:
    return "\n".join(json.dumps(to_json(body.message), ensure_ascii=False) for body in bodies).lower()


def ask_all(room: Room, who: Address, *arguments: str) -> dict[str, str]:
    """Ask for every command by a word, and by a button with each argument; give back what was answered."""
    said: dict[str, str] = {}
    for name in COMMANDS:
        answered = room.hear(room.inbound(f"/{name}", who), who.channel)
        for argument in ("", *arguments):
            answered += room.presses(f"{name} {argument}".strip(), who)
        said[name] = all_said(answered)
    return said


def test_the_mark_shows_in_what_its_own_newsroom_says(rooms: tuple[Room, Room]) -> None:
    """Or the test below could not fail."""
    a, _b = rooms
    live(a, CHIEF)
    shown = {name for name, said in ask_all(a, CHIEF).items() if MARK in said}
    assert {"start", "topics", "latest", "sources", "subscribers", "invite", "staff", "audit"} <= shown
    assert len(shown) > 15
    assert {"subscriber", "alert", "source", "topic", "delivery", "event", "audit"} <= set(marked(a.database))


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize("role", list(Role))
def test_nothing_of_one_newsroom_shows_in_what_another_says(
    rooms: tuple[Room, Room], role: Role, channel: str
) -> None:
    a, b = rooms
    secrets = live(a, CHIEF)
    assert fill(a.database) > 20
    who = person(role, channel)
    b.appoint(who, role)
    ask_all(b, who, secrets["alert"])
    for asked in (f"/why 1 {ANNA.id}", f"/ban {BORIS.id}", f"/revoke {ANNA.id}", f"/remove {BORIS.id}"):
        b.says(asked, who)
    assert marked(b.database) == []


async def test_nothing_of_one_newsroom_shows_in_what_another_does_by_itself(
    rooms: tuple[Room, Room],
) -> None:
    """Alerts, digests, reports, exports, cards and reminders: all that its loops send."""
    a, b = rooms
    live(a, CHIEF)
    assert fill(a.database) > 20
    for who in (DAVID, ANNA):
        b.says("/start", who)
    b.says("/export", DAVID)
    b.says("/digest 8", ANNA)
    b.alert("Quiet news", DAVID)
    b.now += timedelta(days=8)
    steps, channels = b.steps()
    for step in (steps.transfers(), steps.reports(), steps.digest(), steps.remind(), steps.desk()):
        await step.run_due()
    stop = asyncio.Event()
    sending = [asyncio.create_task(lane.run(stop)) for lane in steps.lanes()]
    await until(lambda: channels["telegram"].sent)
    stop.set()
    await asyncio.gather(*sending)
    assert marked(b.database) == []
    assert not any(
        MARK in json.dumps(to_json(one.message), ensure_ascii=False).lower()
        for one in channels["telegram"].sent
    )


def test_the_owner_of_one_newsroom_is_a_stranger_to_another(rooms: tuple[Room, Room]) -> None:
    a, b = rooms
    a.says("/start", CHIEF)
    for name, command in COMMANDS.items():
        if command.ROLE is not Role.READER:
            answered = all_said(b.presses(name, CHIEF))
            assert "do not know" in answered, name
    assert b.person(CHIEF).role is Role.READER
    assert a.person(CHIEF).role is Role.OWNER


def test_what_one_newsroom_gave_away_is_worth_nothing_at_another(rooms: tuple[Room, Room]) -> None:
    """A link between addresses, an invitation, a confirmation: B answers as to any that is made up."""
    a, b = rooms
    secrets = live(a, CHIEF)
    payloads = [word for said in secrets.values() for word in said.split() if "start=" in word]
    assert payloads
    for payload in (one.partition("start=")[2] for one in payloads):
        b.says(f"/start {payload}", ANNA)
        assert b.person(ANNA).role is Role.READER
    code = next(word for word in secrets["code"].split() if any(sign.isdigit() for sign in word))
    answered = [words_of(one) for one in b.says(f"/link {code}", BORIS)]
    made_up = [words_of(one) for one in b.says("/link ABCD-2345", BORIS)]
    assert [one.replace(code, "…") for one in answered] == [one.replace("ABCD-2345", "…") for one in made_up]


def test_whoever_left_one_newsroom_stays_with_another(rooms: tuple[Room, Room]) -> None:
    a, b = rooms
    for room in rooms:
        room.says("/start", ANNA)
    a.says("/stop", ANNA)
    assert (a.status(ANNA), b.status(ANNA)) == ("left", "active")
    assert not any(proof.ended for proof in b.proofs(ANNA).values())
