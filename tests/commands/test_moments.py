"""Moments to come, as people write them in eight languages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.moments import MOST_AHEAD, Said, at_of, read

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 11:00 in Paris
HOUR = timedelta(hours=1)


def local(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime(2026, 11, 23 + days, hour, minute, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("18:00", local(18)),
        ("at 18:00", local(18)),
        ("6 pm", local(18)),
        ("18h", local(18)),
        ("18 h 30", local(18, 30)),
        ("à 18 heures", local(18)),
        ("18 Uhr", local(18)),
        ("בשעה 18:00", local(18)),
        ("١٨:٠٠", local(18)),
        ("9:00", local(9, days=1)),
        ("11:00", local(11, days=1)),  # now is no moment to come
        ("tonight 18:00", local(18)),
        ("ce soir à 18h", local(18)),
        ("demain 8h", local(8, days=1)),
        ("tomorrow 18:00", local(18, days=1)),
        ("מחר 8:00", local(8, days=1)),
        ("завтра в 8:00", local(8, days=1)),
        ("mañana a las 8:00", local(8, days=1)),
        ("morgen um 8 Uhr", local(8, days=1)),
        ("غدا 8:00", local(8, days=1)),
        ("فردا 8:00", local(8, days=1)),
        ("midnight", local(0, days=1)),
        ("+30", NOW + HOUR / 2),
        ("30 min", NOW + HOUR / 2),
        ("30min", NOW + HOUR / 2),
        ("in 30 minutes", NOW + HOUR / 2),
        ("dans 1 h", NOW + HOUR),
        ("in 1 h", NOW + HOUR),
        ("+2h", NOW + 2 * HOUR),
        ("בעוד 30 דקות", NOW + HOUR / 2),
        ("через 2 часа", NOW + 2 * HOUR),
        ("dentro de 2 horas", NOW + 2 * HOUR),
        ("1 h", local(1, days=1)),  # an hour of the clock, without "in"
    ],
)
def test_a_moment_is_the_next_one_that_the_clock_shows(words: str, moment: datetime) -> None:
    assert at_of(words, NOW, PARIS) == moment


@pytest.mark.parametrize("words", ["", "soon", "25:00", "18:00 19:00", "18:00 sharp", "+0", "+9999h", "12 x"])
def test_what_is_no_moment_is_none(words: str) -> None:
    assert at_of(words, NOW, PARIS) is None
    assert read(words, NOW, PARIS) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("18:00", Said(local(18))),
        ("18:00 expires 22:00", Said(local(18), local(22))),
        ("18:00 until 2:00", Said(local(18), local(2, days=1))),
        ("à 18h jusqu'à 22h", Said(local(18), local(22))),
        ("18:00 עד 22:00", Said(local(18), local(22))),
        ("18:00 expires in 2 h", Said(local(18), local(20))),
        ("+30 expires 22:00 breaking", Said(NOW + HOUR / 2, local(22), breaking=True)),
        ("breaking 18:00", Said(local(18), breaking=True)),
        ("דחוף 18:00", Said(local(18), breaking=True)),
    ],
)
def test_an_end_and_the_urgency_may_be_said_beside_it(words: str, said: Said) -> None:
    assert read(words, NOW, PARIS) == said


@pytest.mark.parametrize("words", ["18:00 expires", "18:00 expires never", "expires 22:00"])
def test_an_end_that_can_not_be_read_is_not_passed_over(words: str) -> None:
    assert read(words, NOW, PARIS) is None


def test_an_hour_that_the_clock_passes_over_is_that_of_the_change() -> None:
    before = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    found = at_of("2:30", before, PARIS)
    assert found == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert at_of("+168h", before, PARIS) == before + MOST_AHEAD
