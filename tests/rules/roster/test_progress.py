import pytest

from bot.rules.roster import to_tell


@pytest.mark.parametrize(
    ("share", "told", "since", "tells"),
    [(1, 0, None, True), (2, 1, 1.0, False), (2, 1, 4.0, True), (2, 2, 60.0, False)],
)
def test_what_can_be_changed_in_place_is_every_few_seconds(
    share: int, told: int, since: float | None, *, tells: bool
) -> None:
    assert to_tell(share, told, since, edits=True) is tells


def test_elsewhere_there_is_a_word_a_quarter() -> None:
    told, words = 0, []
    for share in range(101):
        if to_tell(share, told, 100.0, edits=False):
            told = share
            words.append(share)
    assert words == [25, 50, 75, 100]


def test_a_leap_over_quarters_is_one_word() -> None:
    assert to_tell(80, 10, None, edits=False)
    assert not to_tell(99, 80, None, edits=False)
