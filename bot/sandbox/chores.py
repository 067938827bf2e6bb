"""Work in the background, ended together."""

import asyncio
from collections.abc import Coroutine


class Chores:
    """Tasks that nobody awaits; a failure is not swallowed but told to the loop's handler."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self.closing = asyncio.Event()

    def start(self, work: Coroutine[object, object, object]) -> None:
        """Run `work` until it ends or the sandbox closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def pause(self, seconds: float) -> None:
        """Sleep, but no longer than the sandbox is open."""
        # Not wait_for: in Python 3.11 that loses a cancellation which meets the end of the wait.
        closing = asyncio.ensure_future(self.closing.wait())
        try:
            await asyncio.wait({closing}, timeout=seconds)
        finally:
            closing.cancel()

    def stop_waiting(self) -> None:
        """Cut every pause short: the sandbox is about to close."""
        self.closing.set()

    async def close(self) -> None:
        """End every task."""
        self.stop_waiting()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            context = {"message": "a chore of the sandbox failed", "exception": error, "task": task}
            task.get_loop().call_exception_handler(context)
