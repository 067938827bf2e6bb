"""A newsletter under a kill, in the small: the whole is `python -m benchmarks.bench_newsletter`."""

from collections import Counter

import pytest

from benchmarks.post_office import Judged, Run, newsletter


@pytest.mark.timeout(300)
async def test_a_newsletter_reaches_everybody_once_whoever_kills_the_program() -> None:
    judged = await newsletter(Run(200, kills=1, bounced=5, lease=8))
    assert judged.failures() == [], judged.line()
    assert (judged.kills, len(judged.taken)) == (1, 198)


def test_what_is_lost_doubled_or_not_marked_is_named() -> None:
    judged = Judged(Run(3), taken=Counter({"a": 2, "b": 1}), lost=["c"], undoubted=["a"], unmarked=["d"])
    judged.renamed, judged.doubled_though_written, judged.open = ["a"], ["a"], 4
    assert judged.failures() == [
        "1 lost",
        "1 doubled though written down",
        "1 sent again though in no doubt",
        "1 sent again under another name",
        "1 not marked though the address is nobody's",
        "1 doubled by 0 kills with 8 in flight",
        "4 not come to an end",
    ]
