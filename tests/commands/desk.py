"""An editors' desk: a chat and an editor over one database, and three papers' entries."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.model import Entry
from bot.store.database import Database
from bot.store.schema import placement
from tests.chat import CHIEF, Chat, words_of
from tests.pipeline.room import Room
from tests.rows import NOW

FIRE = Entry(
    "fire-1",
    "Un incendie ravage le marché couvert de Montreval, douze blessés",
    "https://un.example/incendie-montreval/",
    NOW - timedelta(minutes=3),
    "fr",
    "Le feu a pris dans la nuit au marché couvert de Montreval et a fait douze blessés, selon les pompiers.",
)
AGAIN = replace(
    FIRE,
    guid="fire-2",
    title="Montreval : un incendie ravage le marché couvert, douze blessés",
    link="https://deux.example/montreval-feu",
    standfirst="Un incendie a ravagé dans la nuit le marché couvert de Montreval : douze blessés.",
)
ELSE = replace(
    FIRE,
    guid="vote",
    title="Les députés adoptent la réforme des retraites après une nuit de débats",
    link="https://trois.example/retraites",
    standfirst="La réforme des retraites a été adoptée à l'aube par les députés.",
)


class Desk:
    """A room in which entries are edited, and the chat in which editors speak of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.room = Room(database, stories=True, read_pages=False)
        self.chat = Chat(database, NOW)

    async def tells(self, *found: Entry, **about: Any) -> None:  # noqa: ANN401 -- what `a_source` takes
        """Let a new source give entries, and edit what waits."""
        self.room.keep(self.room.source(**about), *found)
        await self.edit()

    async def edit(self) -> None:
        while await self.room.edit.run_due():
            pass

    def say(self, text: str) -> str:
        """Let the chief write, and read the answer."""
        return words_of(self.chat.says(text, CHIEF)[0])

    def stories(self) -> list[int]:
        """List which story each entry tells, in the order of the entries."""
        query = select(placement.c.story_id).order_by(placement.c.entry_id)
        return list(self.database.read_here(lambda tx: tx.scalars(query).all()))
