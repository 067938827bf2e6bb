from datetime import timedelta

from sqlalchemy import Connection

from bot.store import entry as entries
from bot.store import trial as trials
from bot.store.entry import Outcome
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry

LATER = NOW + timedelta(seconds=60)


def test_a_trial_is_taken_once_until_its_lease_is_over_and_ended_by_the_last_taker(tx: Connection) -> None:
    who = a_subscriber(tx)
    trials.ask(tx, who.id, "https://paper.example/", NOW)
    assert (trials.waiting(tx, who.id), trials.any_due(tx, NOW)) == (1, True)
    (first,) = trials.claim(tx, NOW, 60, 2)
    assert (first.url, first.tries) == ("https://paper.example/", 1)
    assert not trials.claim(tx, NOW, 60, 2)
    assert not trials.any_due(tx, NOW)
    (second,) = trials.claim(tx, LATER, 60, 2)
    assert not trials.finish(tx, first)
    assert trials.finish(tx, second)
    assert not trials.finish(tx, second)
    assert trials.waiting(tx, who.id) == 0


def test_what_became_of_an_entry_is_told_with_the_alert_that_tells_it(tx: Connection) -> None:
    source = a_source(tx)
    one = an_entry(tx, source, guid="told")
    story = a_story(tx)
    alert = an_alert(tx, entry_id=one, story_id=story)
    entries.finish(tx, one, Outcome.ALERT, story)
    entries.finish(tx, an_entry(tx, source, guid="again"), Outcome.REPEAT, story)
    an_entry(tx, source, guid="there", outcome=Outcome.BASELINE)
    assert trials.outcome(tx, source, "told") == (Outcome.ALERT, alert)
    assert trials.outcome(tx, source, "again") == (Outcome.REPEAT, alert)
    assert trials.outcome(tx, source, "there") == (Outcome.BASELINE, None)
    assert trials.outcome(tx, source, "new") is None
    assert trials.outcome(tx, a_source(tx), "told") is None
