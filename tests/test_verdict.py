"""The referee of the fault benchmark: what it counts, and what it calls broken."""

from dataclasses import replace

import pytest

from benchmarks.verdict import Fate, broken, number_of, tally, too_many
from bot.model import DeliveryState

ONE, OTHER = ("a reader", 1), ("a reader", 2)
SENT = Fate(ONE, DeliveryState.DELIVERED, held=False, repeat=False, tries=1)
HELD = replace(SENT, state=DeliveryState.UNKNOWN, held=True)
REPEATED = replace(SENT, repeat=True, tries=2)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_one_message_for_one_delivery_breaks_nothing(channel: str) -> None:
    assert broken(channel, tally([SENT, replace(SENT, pair=OTHER)], [OTHER, ONE])) == []


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_a_loss_is_allowed_nowhere_and_nothing_may_stay_unknown(channel: str) -> None:
    assert broken(channel, tally([SENT], [])) == [f"{channel}: lost"]
    assert broken(channel, tally([HELD], [ONE])) == [f"{channel}: held unknown"]


def test_a_double_is_allowed_on_telegram_alone_and_only_where_the_delivery_is_marked() -> None:
    assert broken("telegram", tally([REPEATED], [ONE, ONE])) == []
    assert "telegram: doubled without a recorded doubt" in broken("telegram", tally([SENT], [ONE, ONE]))
    assert "whatsapp: doubled" in broken("whatsapp", tally([REPEATED], [ONE, ONE]))


def test_more_messages_than_tries_are_a_double_that_no_doubt_explains() -> None:
    count = tally([REPEATED], [ONE, ONE, ONE])
    assert (count.doubled, count.copies) == (1, 2)
    assert broken("telegram", count) == ["telegram: doubled without a recorded doubt"]


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN])
def test_what_still_waits_is_no_end(state: DeliveryState) -> None:
    assert broken("telegram", tally([replace(SENT, state=state)], [ONE])) == [
        "telegram: deliveries still wait"
    ]


def test_a_message_that_no_delivery_asked_for_is_found() -> None:
    assert broken("whatsapp", tally([SENT], [ONE, OTHER])) == [
        "whatsapp: messages that no delivery asked for"
    ]


def test_an_alert_is_told_by_the_number_in_its_words() -> None:
    assert number_of("*Alert 12 from the harbour*\nFerries run as before.") == 12
    with pytest.raises(ValueError, match="no alert of this run"):
        number_of("Welcome")


def test_a_kill_may_cut_off_as_many_sends_of_each_sender_as_may_be_in_flight() -> None:
    assert too_many([{1: 32, 2: 32}, {}, {1: 1}], 32) == []
    assert too_many([{1: 32}, {1: 3, 2: 33}], 32) == ["kill 2 cut off 33 sends of sender 2: more than 32"]
    assert len(too_many([{1: 33, 2: 40}], 32)) == 2
