"""Tracing: what each step took, for whoever follows one alert from its source to a phone.

Off, and free, unless the extra `otel` is installed and the environment names where spans go. A step is
told of once it is done, where the log has its line; nothing is carried from step to step. The ids of a
trace are made of a row's, so what another process does, or this one after a restart, joins the same
trace: docs/decisions/0049-tracing.md.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

Value: TypeAlias = str | int | float | bool
"""What may be told of a step: a number of ours, or the word for a kind. No address, and no person's words."""

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""The variables that say where spans go, as OpenTelemetry names them."""

STANDARD: Final = "OTEL_"
"""How the names of all its variables begin."""


class Side(StrEnum):
    """Who waits for a step: nobody outside, who asked us, or we for a service."""

    OURS = "internal"
    ASKED = "server"
    ASKING = "client"


@dataclass(frozen=True, slots=True)
class Spot:
    """What a trace is about: a row of a kind, and a moment of it that stays.

    The number alone would not do: another database counts from one, too.
    """

    kind: str
    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step that is done: `about` it, the trace it stands `within`, and the one that it `follows`.

    `is_whole`: it is the span of that trace under which all others stand. `fault` is the kind of an error.
    """

    name: str
    began: datetime
    ended: datetime
    about: Mapping[str, Value]
    within: Spot | None = None
    follows: Spot | None = None
    is_whole: bool = False
    fault: str = ""
    side: Side = Side.OURS


class Hand(Protocol):
    """What hands steps over as spans."""

    def take(self, step: Step, newsroom: str) -> None:
        """Take a step, and return at once: what can't be handed over is lost, and nothing waits for it."""


@dataclass(frozen=True)
class Tracing:
    """Where steps go; nowhere without a `hand`."""

    hand: Hand | None = None
    newsroom: str = ""

    @property
    def is_on(self) -> bool:
        """Say whether anybody wants to be told."""
        return self.hand is not None

    def of(self, newsroom: str) -> "Tracing":
        """Tell from here on of this one of several newsrooms."""
        return Tracing(self.hand, newsroom)

    def tell(self, step: Step) -> None:
        """Tell of a step."""
        if self.hand is not None:
            self.hand.take(step, self.newsroom)


tracing: ContextVar[Tracing] = ContextVar("tracing", default=Tracing())  # noqa: B039 -- it is frozen
"""How what runs here is traced: tasks take it from whoever starts them."""


def is_wanted(variables: Mapping[str, str]) -> bool:
    """Say whether an environment asks for spans: it names where they go, and does not turn it all off."""
    off = variables.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    none = variables.get("OTEL_TRACES_EXPORTER", "").strip().lower() == "none"
    return not (off or none) and any(variables.get(name, "").strip() for name in ENDPOINTS)
