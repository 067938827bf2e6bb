"""A lane that meets its slots late claims further ahead, and less so again."""

from datetime import datetime, timedelta

from bot.pipeline.lead import Lead
from tests.rows import NOW


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_lead_grows_while_slots_are_met_late_and_falls_to_nothing_again() -> None:
    lead, seen = Lead(), [0.0]
    for number in range(4):
        lead.note(at(number), at(number), at(number + 0.9))
        seen.append(lead.seconds)
    assert seen == sorted(set(seen))
    for number in range(4, 24):
        lead.note(at(number), at(number + 0.1), at(number + 0.05))
    assert lead.seconds == 0


def test_what_one_claim_tells_counts_once_and_its_latest_message_counts() -> None:
    together, late_one = Lead(), Lead()
    for ready in (0.01, 0.9, 0.01):
        together.note(NOW, NOW, at(ready))
    late_one.note(NOW, NOW, at(0.9))
    assert together.seconds == late_one.seconds > 0
