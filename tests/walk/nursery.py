"""The nursery: starts the program in processes of its own, each ready to kill itself; see killed.py."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Point:
    """The moment at which a process kills itself; see tests/walk/killed.py."""

    target: str
    when: str
    mentions: Sequence[str]


class Nursery:
    """Starts processes of the program; answers at once, whatever they do."""

    def __init__(self) -> None:
        ours = ("TOCSIN_", "TELEGRAM_", "TWILIO_", "DATABASE_URL", "PORT", "PUBLIC_URL")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killed.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=clean | {"PYTHONPATH": str(ROOT)},
            text=True,
        )

    def start(self, environment: Mapping[str, str], log: Path, point: Point | None) -> int:
        """Start the program; returns its process id."""
        made = asdict(point) if point else None
        return int(self._ask({"environment": dict(environment), "log": str(log), "point": made}))

    async def end_of(self, process: int, seconds: float = 60.0) -> int:
        """Wait until a process has ended; returns its exit code, negative for a signal."""
        async with asyncio.timeout(seconds):
            while (code := self._ask({"wait": process})) is None:  # noqa: ASYNC110 -- another process sets no event
                await asyncio.sleep(0.05)
        return int(code)

    def close(self) -> None:
        """End it, and whoever it started and did not wait for."""
        self._process.communicate(timeout=60)

    def _ask(self, order: dict[str, Any]) -> Any:  # noqa: ANN401 -- what JSON says
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise AssertionError("both are pipes")
        asked.write(json.dumps(order) + "\n")
        asked.flush()
        return json.loads(answered.readline())
