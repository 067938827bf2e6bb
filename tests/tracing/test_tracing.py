"""Whether spans are wanted, and that a step which nobody wants goes nowhere."""

from datetime import UTC, datetime

import pytest

from bot.tracing import Spot, Step, Tracing, is_wanted
from tests.hand import Hand

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        (ENDPOINT, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_SERVICE_NAME": "tocsin"}, False),
        (ENDPOINT | {"OTEL_SDK_DISABLED": "True"}, False),
        (ENDPOINT | {"OTEL_SDK_DISABLED": "false"}, True),
        (ENDPOINT | {"OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_spans_are_wanted_where_the_environment_says_where_they_go(
    variables: dict[str, str], *, wanted: bool
) -> None:
    assert is_wanted(variables) is wanted


def test_steps_go_to_the_hand_with_the_newsroom_that_they_are_of() -> None:
    hand = Hand()
    step = Step("look", AT, AT, {}, Spot("look", 1, AT))
    Tracing().tell(step)
    Tracing(hand).tell(step)
    Tracing(hand).of("le-fil").tell(step)
    assert (hand.steps, hand.newsrooms) == ([step, step], ["", "le-fil"])
    assert (Tracing().is_on, Tracing(hand).of("le-fil").is_on) == (False, True)
