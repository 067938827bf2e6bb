"""Commands under kills, in the small: the whole is `python -m benchmarks.bench_inbox`."""

from collections import Counter
from pathlib import Path

from benchmarks.commands import Judged, Siege, siege


async def test_repeated_commands_are_handled_once_and_answered_in_order_whoever_kills_the_program(
    tmp_path: Path,
) -> None:
    judged = await siege(tmp_path, Siege(commands=40, repeated=0.3, kills=2, people=20))
    assert judged.failures() == [], judged.line()
    assert judged.sent > judged.commands
    assert judged.kills == 2


def test_what_is_handled_twice_or_never_or_answered_out_of_order_is_named() -> None:
    once = Counter({0: 1, 1: 1, 2: 1})
    judged = Judged(3, 1, 4, stored=once, effects=Counter({0: 2, 1: 1}), accepted=Counter({0: 1, 1: 2}))
    judged.doubtful, judged.overtaken = {2}, 1
    assert judged.failures() == [
        "command 0 was handled 2 times",
        "command 2 was handled 0 times",
        "command 1 was answered 2 times",
        "1 replies overtook others",
    ]
