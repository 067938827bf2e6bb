import io
import pickle

import pytest

from bot.errors import Invalid
from bot.sources import worker
from bot.sources.worker import LENGTH, Went
from tests.sources import labour


def done(work: object, *args: object) -> tuple[int, object]:
    went, result, resident = pickle.loads(worker._done(pickle.dumps((work, args))))  # noqa: S301 -- our own
    assert resident > 1_000_000
    return went, result


def test_a_job_is_answered_with_how_it_went() -> None:
    assert done(labour.doubled, 4) == (Went.WELL, 8)
    went, refused = done(labour.refuse, "paper.example")
    assert (went, refused[1]) == (Went.REFUSED, labour.REFUSAL("paper.example"))  # type: ignore[index]  # a pair
    went, trace = done(labour.stumble, "a secret")
    assert went == Went.SURPRISED
    assert "ZeroDivisionError" in str(trace)
    assert "a secret" not in str(trace)


def test_a_job_that_needs_too_much_memory_is_answered_so() -> None:
    assert done(labour.swollen, 1 << 60) == (Went.OVERSIZED, None)


def test_an_answer_that_does_not_fit_is_answered_so() -> None:
    assert done(labour.unpackable) == (Went.OVERSIZED, None)


def test_what_is_no_job_is_a_mistake_of_ours() -> None:
    went, _result, _resident = pickle.loads(worker._done(b"no pickle"))  # noqa: S301 -- our own
    assert went == Went.SURPRISED


@pytest.mark.parametrize("sent", [b"", b"\0\0", LENGTH.pack(9) + b"half"])
def test_an_input_that_ends_ends_the_work(sent: bytes) -> None:
    assert worker._next(io.BytesIO(sent)) is None


def test_a_job_stands_behind_its_length() -> None:
    assert worker._next(io.BytesIO(LENGTH.pack(3) + b"job" + b"next")) == b"job"


@pytest.mark.parametrize("event", sorted(worker.REFUSED))
def test_what_reaches_out_is_refused_and_the_rest_is_not(event: str) -> None:
    with pytest.raises(PermissionError):
        worker._refuse(event, ())
    worker._refuse("open", ("/some/module.py", "r", 0))


def test_a_source_error_keeps_its_type() -> None:
    assert done(labour.invalid)[1][0] is Invalid  # type: ignore[index]  # a pair
