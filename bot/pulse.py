"""The pulse: what one process knows of its own work, which stands in no row and ends with it."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Pulse:
    """When each loop last turned, by the event loop's clock, and what became of tries to send.

    `outcomes` counts by channel and outcome (Sent, TryLater, Unknown …) since the process began. `rates`
    are messages a second, and `tiers` people a day (where there is such a limit), by channel.
    """

    beats: dict[str, float] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    rates: Mapping[str, float] = field(default_factory=dict)
    tiers: Mapping[str, int] = field(default_factory=dict)

    def beat(self, name: str = "") -> None:
        """Note that a loop turns: the task that runs here, unless another name is given."""
        task = asyncio.current_task()
        if name or task:
            self.beats[name or (task.get_name() if task else "")] = asyncio.get_running_loop().time()

    def idle(self) -> dict[str, float]:
        """Say how many seconds ago each loop turned last; tasks without a name of ours are none."""
        now = asyncio.get_running_loop().time()
        return {name: now - at for name, at in self.beats.items() if not name.startswith("Task-")}


beating: ContextVar[Pulse] = ContextVar("beating", default=Pulse())  # noqa: B039 -- for tests: a room sets its own
"""The pulse of the newsroom whose loops run here: tasks take it from whoever starts them."""
