"""The newsletter by mail, from stories to a real mail server: digests only, bounces, complaints."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, update

from bot.channels.email import Email
from bot.inbox import handle, record
from bot.model import AlertId, DeliveryState, Priority, SubscriberStatus
from bot.pipeline.bell import Bell
from bot.pipeline.deliver import Deliver
from bot.pipeline.digest import Digest
from bot.pipeline.settle import Settle
from bot.ports import Hook
from bot.settings import DeliverySettings
from bot.store import correction as corrections
from bot.store import event as events
from bot.store.database import Database
from bot.store.schema import alert, delivery, revision
from tests.channels.test_email import opened
from tests.channels.test_email_hooks import SECRET, bounce, complaint
from tests.commands.test_newsletter import READER, Post
from tests.fakes import a_logger
from tests.mail_server import MailServer, mail_server

MORNING = timedelta(hours=22)


@dataclass
class Press:
    """The newsletter's path, put together over a database and a mail server."""

    post: Post
    server: MailServer
    email: Email

    def subscribe(self) -> None:
        self.post.joins()
        self.post.confirms()
        self.drop_letters()

    def drop_letters(self) -> None:
        sent = update(delivery).where(delivery.c.alert_id.is_(None)).values(state=DeliveryState.SENT)
        self.post.database.write_here(lambda tx: tx.execute(sent))

    async def make(self) -> int:
        """Make what digests are due, and say how many readers were served."""
        rooms = {"email": self.email.limits.digest}
        made = Digest(
            self.post.database,
            self.post.context.newsroom,
            rooms,
            lambda: self.post.now,
            a_logger(),
            Bell(),
            wide=rooms,
            alone=rooms,
        )
        return await made.run_due()

    async def deliver(self) -> None:
        """Claim once, send what was claimed, and write the outcomes down."""
        lane = Deliver(
            self.post.database,
            self.email,
            self.post.senders["email"],
            DeliverySettings(),
            ZoneInfo("Europe/Paris"),
            lambda: self.post.now,
            a_logger(),
            Bell(),
        )
        await lane.run_due()
        stopped = asyncio.Event()
        stopped.set()
        await lane.run(stopped)
        self.post.now += timedelta(seconds=1)

    async def settle(self) -> None:
        policy = {Priority.BREAKING: "resend", Priority.NORMAL: "resend"}
        channels = {self.post.senders["email"]: self.email}
        zone = ZoneInfo("Europe/Paris")
        await Settle(
            self.post.database, channels, policy, zone, lambda: self.post.now, a_logger(), Bell()
        ).run_due()

    def hear(self, body: str) -> None:
        """Take a report by the hook, as the program does."""
        hook = Hook("", {"authorization": f"Bearer {SECRET}"}, body.encode())
        heard = self.email.receive(hook)

        def work(tx: Connection) -> None:
            events.keep(tx, self.post.senders["email"], record(heard), self.post.now)
            for row in events.take(tx, self.post.now, 9):
                handle(tx, row, self.post.context, self.post.now)

        self.post.database.write_here(work)

    def states(self) -> list[str]:
        """List the states of the reader's digests."""
        id_ = self.post.person(READER).id
        query = select(delivery.c.state).where(
            delivery.c.subscriber_id == id_, delivery.c.priority == int(Priority.DIGEST)
        )
        return self.post.database.read_here(lambda tx: list(tx.scalars(query.order_by(delivery.c.id))))


@pytest.fixture
async def press(database: Database, now: datetime) -> AsyncIterator[Press]:
    post = Post(database, now)
    async with mail_server() as server:
        email = opened(server.port)
        email.hook_secret = SECRET
        yield Press(post, server, email)
        await email.close()


async def newsletter(press: Press) -> int:
    """Let a story be told by the next newsletter, and give its alert."""
    number = press.post.alert("Le pont ferme")
    press.post.now += MORNING
    assert await press.make() == 1
    await press.deliver()
    return number


async def test_a_story_comes_with_the_next_newsletter_and_never_by_itself(press: Press) -> None:
    press.subscribe()
    number = await newsletter(press)
    (taken,) = press.server.taken
    assert taken.to == READER.id
    text = taken.letter.get_body(("plain",))
    assert text is not None
    assert "Le pont ferme" in text.get_content()
    assert press.states() == [DeliveryState.SENT]
    assert press.post.laid() == [DeliveryState.FOLDED]
    press.post.now += timedelta(days=1)
    await press.make()
    await press.deliver()
    assert (len(press.server.taken), number) == (1, 1)


async def test_the_first_comes_at_once_and_tells_what_was_told_a_moment_ago(press: Press) -> None:
    press.post.alert("Le pont ferme")
    press.post.now += timedelta(seconds=5)
    press.subscribe()
    assert await press.make() == 1
    await press.deliver()
    (taken,) = press.server.taken
    assert "Le pont ferme" in taken.letter.as_string()
    assert await press.make() == 0
    press.post.now += MORNING
    assert await press.make() == 1
    await press.deliver()
    assert len(press.server.taken) == 1, "what was told is told once"


async def test_who_leaves_between_the_making_and_the_sending_gets_no_letter(press: Press) -> None:
    press.subscribe()
    press.post.alert()
    press.post.now += MORNING
    assert await press.make() == 1
    press.post.leaves()
    await press.deliver()
    assert press.server.taken == []
    assert press.states() == [DeliveryState.DROPPED]


async def test_a_greylisted_letter_comes_minutes_later(press: Press) -> None:
    press.subscribe()
    press.server.says("RCPT", "451 4.7.1 greylisted")
    await newsletter(press)
    assert (press.server.taken, press.states()) == ([], [DeliveryState.QUEUED])
    press.post.now += timedelta(minutes=5)
    await press.deliver()
    assert (len(press.server.taken), press.states()) == (1, [DeliveryState.SENT])


async def test_an_address_that_nobody_has_is_lost_at_once(press: Press) -> None:
    press.subscribe()
    press.server.says("RCPT", "550 5.1.1 unknown")
    await newsletter(press)
    assert press.states() == [DeliveryState.FAILED]
    assert press.post.status(READER) is SubscriberStatus.LOST


async def test_a_letter_in_doubt_is_sent_again_under_its_name_and_says_so(press: Press) -> None:
    press.subscribe()
    press.server.says("DATA", "drop after")
    await newsletter(press)
    assert press.states() == [DeliveryState.UNKNOWN]
    press.post.now += timedelta(seconds=10)
    await press.settle()
    await press.deliver()
    first, again = press.server.taken
    assert first.name == again.name
    assert press.states() == [DeliveryState.SENT]


def bounced(status: str, action: str = "failed") -> Callable[[str], str]:
    return lambda quoted: bounce(status, action, "news@example.org", quoted)


@pytest.mark.parametrize(
    ("report", "status", "state"),
    [
        (bounced("5.1.1"), SubscriberStatus.LOST, DeliveryState.FAILED),
        (bounced("5.7.1"), SubscriberStatus.ACTIVE, DeliveryState.FAILED),
        (bounced("4.4.1", "delayed"), SubscriberStatus.ACTIVE, DeliveryState.SENT),
        (lambda quoted: complaint(quoted=quoted), SubscriberStatus.LEFT, DeliveryState.SENT),
    ],
)
async def test_what_comes_back_ends_what_it_should_and_once(
    press: Press, report: Callable[[str], str], status: SubscriberStatus, state: DeliveryState
) -> None:
    press.subscribe()
    await newsletter(press)
    for _time in range(2):
        press.hear(report(f"Message-ID: <{press.server.taken[0].name}>"))
    assert press.post.status(READER) is status
    assert press.states() == [state]


async def test_a_correction_of_what_a_newsletter_told_comes_with_the_next_one(press: Press) -> None:
    press.subscribe()
    number = await newsletter(press)
    press.post.now += timedelta(hours=1)

    def correct(tx: Connection) -> None:
        told = tx.execute(select(alert).where(alert.c.id == number)).one()
        tx.execute(update(alert).where(alert.c.id == number).values(headline="Le pont rouvre"))
        values = {"alert_id": number, "number": 2, "kind": "material", "created_at": press.post.now}
        words = {"headline": told.headline, "lines": told.lines, "spans": [], "reasons": []}
        tx.execute(revision.insert().values(values | words))
        assert corrections.fan_out(tx, AlertId(number), press.post.now, after=0) == 1

    press.post.database.write_here(correct)
    await press.deliver()
    assert len(press.server.taken) == 1
    press.post.now += timedelta(days=1)
    assert await press.make() == 1
    await press.deliver()
    text = press.server.taken[-1].letter.get_body(("plain",))
    assert text is not None
    assert (len(press.server.taken), "Rectification" in text.get_content()) == (2, True)
    assert "Le pont rouvre" in text.get_content()
