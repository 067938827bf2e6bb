"""The outcomes stand together by the side on which they leave the reader."""

from bot.outcome import LEFT_OUT, Outcome, Side, side


def test_each_side_has_outcomes_that_stand_together() -> None:
    sides = [side(one) for one in Outcome]
    assert sides == sorted(sides, key=list(Side).index)
    assert set(sides) == set(Side)


def test_who_has_no_delivery_has_not_got_it() -> None:
    assert all(side(one) in {Side.NEVER, Side.MAY, Side.NOT} for one in LEFT_OUT)
    assert side(Outcome.DIGEST_CALM) is Side.HAVE
    assert side(Outcome.UNEXPLAINED) is Side.NEVER
