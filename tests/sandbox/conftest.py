"""What the sandbox's tests share."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.sandbox.stand import Stand, standing


@pytest_asyncio.fixture
async def stand() -> AsyncIterator[Stand]:
    """A sandbox whose two readers have joined."""
    async with standing() as running:
        await running.post("/phones/telegram/text", text="/start")
        await running.post("/phones/whatsapp/text", text="START")
        running.hook.posted.clear()
        yield running
