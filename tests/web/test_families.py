"""The figures that a process tells of itself, and those of several newsrooms side by side."""

import asyncio
from collections import Counter

from bot.pulse import Pulse
from bot.store import gauges
from bot.store.database import Database
from bot.web.families import FAMILIES, LOOK, LOOPS, NEWSROOM, RATE, TIER, TRIES, Seen, labelled, samples_of
from tests.rows import NOW


async def test_a_process_tells_its_tries_limits_and_loops(database: Database) -> None:
    pulse = Pulse(
        outcomes=Counter({("telegram", "Sent"): 3, ("telegram", "Unknown"): 1}),
        rates={"telegram": 29.6},
        tiers={"whatsapp": 1000},
    )
    pulse.beat("poll")
    found = await database.read(lambda tx: gauges.look(tx, NOW))
    told = {family: dict(samples) for family, samples in samples_of(Seen(found, 0.5, pulse))}
    assert [*told] == [*FAMILIES]
    assert told[TRIES] == {("telegram", "Sent"): 3.0, ("telegram", "Unknown"): 1.0}
    assert (told[RATE], told[TIER]) == ({("telegram",): 29.6}, {("whatsapp",): 1000.0})
    assert told[LOOPS].keys() == {("poll",)}
    assert told[LOOK] == {(): 0.5}


async def test_every_sample_has_a_value_for_each_label(database: Database) -> None:
    found = await database.read(lambda tx: gauges.look(tx, NOW))
    told = labelled({"lyon": Seen(found), "paris": None})
    await asyncio.sleep(0)
    for (name, _words, labels), samples in told:
        assert labels[0] == NEWSROOM, name
        assert all(len(values) == len(labels) for values, _number in samples), name
