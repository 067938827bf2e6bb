from bot.commands.fares import STATES, states
from bot.model import DeliveryState
from bot.rules.pace import TARGET_SHARE
from bot.store.figures import SHARES


def test_every_state_of_a_delivery_has_its_word() -> None:
    assert set(STATES) == set(DeliveryState)


def test_states_are_listed_in_the_order_of_a_deliverys_life_without_those_that_are_empty() -> None:
    counts = {DeliveryState.READ: 2, DeliveryState.QUEUED: 1, DeliveryState.SENT: 0}
    assert states(counts, "en") == "waiting 1, read 2"


def test_the_share_of_the_target_is_one_of_those_that_are_timed() -> None:
    assert TARGET_SHARE in SHARES
