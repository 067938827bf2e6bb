"""A lane that meets its slots late claims further ahead, and less so again."""

from bot.pipeline.lead import Lead


def test_the_lead_grows_while_slots_are_met_late_and_falls_to_nothing_again() -> None:
    lead, seen = Lead(), [0.0]
    for _ in range(4):
        lead.note(1.0)
        seen.append(lead.seconds)
    assert seen == sorted(set(seen))
    for _ in range(60):
        lead.note(-0.01)
    assert lead.seconds == 0
