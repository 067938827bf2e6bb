"""What a request by chat is made of."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.ask import Ask
from bot.store.database import Database
from tests.chat import newsroom
from tests.rows import NOW, a_subscriber


def test_the_answer_goes_to_the_address_that_asks(database: Database) -> None:
    def work(tx: Connection) -> None:
        who, place = a_subscriber(tx), a_subscriber(tx, address="-100")
        ask = Ask(tx, who, "", NOW, newsroom())
        assert ask.phone == who
        assert replace(ask, who=place, by=who).phone == who

    database.write_here(work)
