"""10,000 newsletters through a real mail server on loopback: 5 % later, 1 % never, two kills on the way.

Prints what was lost, doubled and marked, and how fast the program is beside a plain loop of aiosmtplib that
sends as many letters over as many connections to the same kind of server, and keeps nothing of it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib

from benchmarks.post_office import IN_FLIGHT, SENDER, Run, listening, newsletter
from benchmarks.race import program, running
from benchmarks.stand import free_port


def main() -> None:
    """Run it, and print the figures; ends with 1 where something should not be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readers", type=int, default=10_000)
    arguments.add_argument(
        "--calm", type=int, default=2000, help="readers for the comparison, without a kill"
    )
    arguments.add_argument("--kills", type=int, default=2)
    arguments.add_argument("--kind", default="sqlite", help="sqlite, postgresql, or a URL")
    told = arguments.parse_args()
    judged = asyncio.run(newsletter(Run(told.readers, kills=told.kills), told.kind))
    calm = asyncio.run(newsletter(Run(told.calm, kills=0), told.kind))
    plain = asyncio.run(plainly(told.calm))
    print(f"{told.kind}: {judged.line()}")
    print(f"{told.kind}: without a kill: {calm.line()}")
    seconds, work = plain
    each, plainly_each = calm.work / told.calm, work / told.calm
    print(f"a plain loop of aiosmtplib, {IN_FLIGHT} connections: {told.calm / seconds:.0f} letters/s")
    print(f"the program's letters a second to the plain loop's: {calm.rate * seconds / told.calm:.2f}")
    print(
        f"processor time a letter: {1000 * each:.1f} ms, the digest's making and the start included; "
        f"{1000 * plainly_each:.1f} ms in the plain loop: {each / plainly_each:.1f} times"
    )
    failures = judged.failures() + calm.failures()
    print("\n".join(failures) or "nothing lost, nothing doubled that was written down, all marked")
    sys.exit(bool(failures))


async def plainly(letters: int) -> tuple[float, float]:
    """Send letters of about the same size over some connections; gives seconds, and processor seconds."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing:
        port = free_port()
        sink = [
            "-m",
            "benchmarks.mail_sink",
            "--port",
            str(port),
            "--journal",
            str(Path(folder) / "taken.jsonl"),
        ]
        closing.enter_context(running([program()[0], *sink]))
        await listening(port)
        numbers = iter(range(letters))
        began, work = time.monotonic(), time.process_time()
        await asyncio.gather(*(_send(port, numbers) for _connection in range(IN_FLIGHT)))
        return time.monotonic() - began, time.process_time() - work


async def _send(port: int, numbers: Iterator[int]) -> None:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await client.connect()
    for number in numbers:  # that all share
        letter = EmailMessage()
        letter["From"], letter["To"] = f"The Paper <{SENDER}>", f"yes-{number}@example.org"
        letter["Subject"] = "The day at a glance"
        text = "\n".join(f"The harbour bridge is closed, says notice {one}" for one in range(5))
        letter.set_content(text)
        letter.add_alternative(f"<p>{text}</p>", subtype="html")
        await client.send_message(letter)
    await client.quit()


if __name__ == "__main__":
    main()
