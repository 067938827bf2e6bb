"""The program, started in a process of its own that kills itself at one named moment.

Run as a script it is a nursery: it has imported the program, and forks a process for each order that
it reads, so that a case of the walk need not pay for the imports. Orders and answers are JSON lines::

    {"environment": {…}, "log": "a file", "point": {…} | null}  ->  a process id
    {"wait": a process id}                                      ->  null while it runs, then its exit code

The program has no fail points: the process wraps one function of it before the program begins.
"""

import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial, reduce
from importlib import import_module
from typing import Any

from bot import cli, schedule
from bot.app import accounts, loops
from bot.channels import telegram, whatsapp_opening
from bot.channels.whatsapp import WhatsApp
from bot.clock import utc_now
from bot.domain import domain_of
from bot.pipeline import outcome, revise, settle, taking_in, transfer, turn
from bot.texts import languages, say_time

READ_IN = (
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "twilio.rest.api",
    "twilio.rest.content",
)
"""What the program imports when it comes to it: here it is there for all who are forked.

So is what it reads from files once: the texts, the names of domains, how each language writes the time.
"""

TICK = 0.25
"""Seconds between two runs of each periodic job."""

LEASE = 1.5
"""Seconds of every lease in the walk."""


def mine(target: str, when: str, mentions: list[str]) -> None:
    """Kill this process before or after the first call of a function that mentions all these words.

    `target` is such as ``bot.pipeline.poll:Poll._keep``. What a call mentions is what the arguments
    show when printed, and after it the result as well.
    """
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    owner: Any = reduce(getattr, owners, import_module(module))
    real: Callable[..., Any] = getattr(owner, name)

    def die_at(moment: str, *said: object) -> None:
        if moment == when and all(word in repr(said) for word in mentions):
            os.kill(os.getpid(), signal.SIGKILL)

    def mined(*given: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever the function takes
        die_at("before", given, named)
        result = real(*given, **named)
        die_at("after", given, named, result)
        return result

    async def mined_async(*given: Any, **named: Any) -> Any:  # noqa: ANN401 -- the same
        die_at("before", given, named)
        result = await real(*given, **named)
        die_at("after", given, named, result)
        return result

    setattr(owner, name, mined_async if asyncio.iscoroutinefunction(real) else mined)


def hasten() -> None:
    """Shorten the waits that are no settings, or each case would take half a minute."""
    instead = {
        (loops, "start_schedule"): lambda jobs: schedule.start([replace(job, every=TICK) for job in jobs]),
        (outcome, "DOUBT_WAIT"): 0.2,
        (revise, "LEASE"): LEASE,
        (revise, "IDLE"): TICK,
        (settle, "LOOK_AGAIN"): 0.5,
        (taking_in, "LEASE"): timedelta(seconds=LEASE),
        (taking_in, "STRETCH"): 40,
        (transfer, "LEASE"): timedelta(seconds=LEASE),
        (transfer, "IDLE"): TICK,
        (turn, "LEASE"): LEASE,
        (turn, "AGAIN"): TICK,
        (telegram, "QUIET_SECONDS"): 0.2,
        # a receipt has this long to come before a message is looked for; no less than a send may take
        (whatsapp_opening, "WhatsApp"): partial(WhatsApp, patience=LEASE),
    }
    for (module, name), value in instead.items():
        setattr(module, name, value)


def become(environment: dict[str, str], log: str, point: dict[str, Any] | None) -> None:
    """Be the program from here on."""
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    silence = os.open(os.devnull, os.O_RDONLY)
    for number, now in enumerate((silence, written, written)):
        os.dup2(now, number)
    os.environ.update(environment)
    hasten()
    if point:
        mine(**point)
    sys.argv = ["tocsin", "run"]
    cli.main()


def ended(process: int) -> int | None:
    """Say how a process ended, as subprocess does: a signal is negative."""
    found, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def serve() -> None:
    """Answer orders until there are no more, then leave nobody behind."""
    for module in READ_IN:
        import_module(module)
    domain_of("https://paper.example/1")
    accounts._menus()
    for language in languages():
        say_time(utc_now(), language, UTC)
    gc.freeze()  # or each would look through all of that for garbage
    alive: set[int] = set()
    while line := sys.stdin.readline():
        order = json.loads(line)
        answer: int | None
        if "wait" in order:
            answer = ended(order["wait"])
            alive -= {order["wait"]} if answer is not None else set()
        else:
            answer = os.fork()
            if answer == 0:
                return become(**order)
            alive.add(answer)
        print(json.dumps(answer), flush=True)  # noqa: T201 -- the answer
    for process in alive:
        os.kill(process, signal.SIGKILL)
    return None


if __name__ == "__main__":
    serve()
