import asyncio
from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.inbox import handle, record
from bot.model import Address, DeliveryState, SubscriberStatus
from bot.pipeline.bell import Bell
from bot.pipeline.listen import Listen
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store.event import EventRow
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of
from tests.fakes import FakeClock, a_logger, until

BOTH = pytest.mark.parametrize("who", [ANNA, BORIS], ids=["telegram", "whatsapp"])


def test_stop_ends_alerts_drops_those_that_wait_and_says_how_to_come_back(chat: Chat) -> None:
    chat.says("/start")
    chat.alert()
    reply = chat.say("/stop", language="en")
    assert chat.status() is SubscriberStatus.LEFT
    assert chat.alert_states() == [DeliveryState.DROPPED]
    assert "START" in words_of(reply)
    assert data_of(reply) == ["start"]


def test_an_alert_after_stop_reaches_nobody(chat: Chat) -> None:
    chat.says("/start")
    chat.says("/stop")
    chat.alert()
    assert chat.alert_states() == []


def test_who_stops_before_any_start_is_confirmed_too(chat: Chat) -> None:
    assert len(chat.says("ARRÊT", BORIS)) == 1
    assert chat.status(BORIS) is SubscriberStatus.LEFT


def test_a_second_stop_is_met_with_the_silence_it_asks_for(chat: Chat) -> None:
    chat.says("/start")
    chat.says("STOP")
    assert chat.says("STOP") == []
    (body,) = chat.presses("stop")
    assert (body.answering, body.replaces) == ("callback-1", "77")


def test_stop_of_one_who_was_lost_is_their_own_word(chat: Chat) -> None:
    chat.says("/start")
    chat.blocked(ANNA)
    assert len(chat.says("STOP")) == 1
    assert chat.status() is SubscriberStatus.LEFT


@BOTH
@pytest.mark.parametrize(
    "text", ["STOP", "Désabonez-moi svp", "תפסיקו לשלוח לי", "دیگر پیام نفرستید", "דאםפ", "🛑", "/arret"]
)
def test_a_stop_leaves_only_its_confirmation_to_be_sent(chat: Chat, who: Address, text: str) -> None:
    chat.says("/start israel", who)
    for number in range(3):
        chat.alert(f"israel A headline {number}")
    (confirmed,) = chat.says(text, who)
    assert chat.status(who) is SubscriberStatus.LEFT
    assert chat.alert_states(who) == [DeliveryState.DROPPED] * 3
    assert data_of(confirmed) == ["start"]
    assert chat.says(text, who) == []
    assert [row.alert for row in _all_claimed(chat, who)] == [None] * 2  # the replies to /start and to stop


@BOTH
def test_an_alert_that_could_not_leave_before_a_stop_does_not_after_it(chat: Chat, who: Address) -> None:
    chat.says("/start", who)
    chat.alert()
    id_ = chat.one_delivery(who)
    chat.set_state(id_, DeliveryState.SENDING)
    chat.says("STOP", who)
    chat.set_state(id_, DeliveryState.QUEUED)
    assert [row for row in _all_claimed(chat, who) if row.alert] == []
    assert chat.alert_states(who) == [DeliveryState.DROPPED]


@BOTH
def test_the_button_ends_alerts_as_the_word_does(chat: Chat, who: Address) -> None:
    chat.says("/start", who)
    chat.alert()
    assert len(chat.presses("stop", who)) == 1
    assert chat.alert_states(who) == [DeliveryState.DROPPED]


@BOTH
def test_start_brings_the_old_choices_back_but_not_the_alerts_of_meanwhile(chat: Chat, who: Address) -> None:
    chat.says("/start israel", who)
    chat.says("/start culture", who)
    chat.alert()
    chat.says("stop please", who)
    chat.alert()
    assert len(chat.says("start please", who)) == 1
    assert chat.chosen(who) == {"israel", "culture"}
    assert chat.status(who) is SubscriberStatus.ACTIVE
    assert chat.alert_states(who) == [DeliveryState.DROPPED]


@BOTH
@pytest.mark.parametrize("before", ["/start", "/stop"])
def test_what_may_be_start_or_stop_is_asked_back_and_changes_nothing(
    chat: Chat, who: Address, before: str
) -> None:
    chat.says("/start culture", who)
    chat.says(before, who)
    status = chat.status(who)
    asked = chat.say("stort", who)
    assert data_of(asked) == ["start", "stop"]
    assert "Le Fil" in words_of(asked)
    assert chat.status(who) is status
    assert chat.chosen(who) == {"culture"}


def test_the_answer_by_number_is_one_of_the_two(chat: Chat) -> None:
    chat.says("/start", BORIS)
    chat.says("stort", BORIS)
    chat.says("2", BORIS)
    assert chat.status(BORIS) is SubscriberStatus.LEFT


@BOTH
async def test_a_stop_ends_what_is_queued_within_five_seconds_of_its_coming(chat: Chat, who: Address) -> None:
    chat.says("/start", who)
    chat.alert()
    listen, ended = _listen(chat), asyncio.Event()
    running = asyncio.create_task(listen.run(ended))
    before = [chat.inbound("/help", CHIEF) for _ in range(20)]
    async with asyncio.timeout(30):
        await listen.keep(chat.senders[who.channel], [*before, chat.inbound("Arrêtez svp", who)])
        await until(lambda: chat.alert_states(who) == [DeliveryState.DROPPED])
    ended.set()
    await running


def _listen(chat: Chat) -> Listen:
    """Make the loop that handles what a channel tells, over the chat's inbox."""

    def work(tx: Connection, row: EventRow, now: datetime) -> None:
        handle(tx, row, chat.context, now)

    return Listen(chat.database, record, work, FakeClock(chat.now), a_logger(), Bell(), Bell())


def _all_claimed(chat: Chat, who: Address) -> list[deliveries.DeliveryRow]:
    """Claim for one person until nothing is due."""
    lane = claims.Lane(chat.senders[who.channel], 0, 30)

    def take(tx: Connection) -> list[deliveries.DeliveryRow]:
        return [row for row in claims.take(tx, lane, chat.now, 20) if row.subscriber.address == who]

    claimed: list[deliveries.DeliveryRow] = []
    while taken := chat.database.write_here(take):
        claimed += taken
    return claimed
