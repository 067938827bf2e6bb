"""The program itself, as a process of its own, with settings and a database of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 60.0
OURS = (
    "TOCSIN_",
    "OTEL_",
    "TELEGRAM_",
    "TWILIO_",
    "SMTP_URL",
    "EMAIL_FROM",
    "DATABASE_URL",
    "PORT",
    "PUBLIC_URL",
)


@dataclass(frozen=True)
class Program:
    """A running program: where it answers, and the file that its log goes to."""

    process: "subprocess.Popen[bytes]"
    output: Path
    url: str

    @property
    def log(self) -> list[dict[str, Any]]:
        """What it logged so far, a line each."""
        return list(_events(self.output))

    @property
    def text(self) -> str:
        return self.output.read_text("utf-8")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Say what a program in `folder` is told: nothing of this machine's own settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    usual = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'program.db'}",
        "PORT": "0",
        "TOCSIN_NEWSROOM": str(ROOT / "config" / "newsroom.toml"),
        "TOCSIN_LOG_FORMAT": "json",
    }
    return clean | usual | settings


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Program]:
    """Run the program in `folder` until it is ready, and stop it afterwards; it must stop cleanly."""
    output = folder / f"program-{time.monotonic_ns()}.log"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=environment(folder, **settings),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Program(process, output, _ready(process, output))
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0, output.read_text("utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def refusal(folder: Path, **settings: str) -> tuple[int, str]:
    """Run a program that should not start; give back its exit status and what it says."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        check=False,
        timeout=START_SECONDS,
    )
    assert not ended.stdout
    return ended.returncode, ended.stderr.decode()


def _ready(process: "subprocess.Popen[bytes]", output: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        for event in _events(output):
            if event["event"] == "ready":
                return str(event["url"])
        time.sleep(0.02)
    raise AssertionError(f"the program did not get ready: {output.read_text('utf-8')}")


def _events(output: Path) -> Iterator[dict[str, Any]]:
    for line in output.read_text("utf-8").splitlines():
        if line.startswith("{") and line.endswith("}"):
            yield json.loads(line)
