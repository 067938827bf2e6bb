"""Reviewing: which new alerts wait for an editor's look, and what a story is to do that waits for one.

What waits speaks for its story: nothing else of that story leaves, whoever tells it. What only tells it again
widens the alert that waits, and is counted on its cards; what adds to it waits for the decision, too. A story
that editors decided against, and that nobody was told of, comes back through the desk only.

An alert at the desk follows its article: what its source takes back is dropped, and where more than a trifle
changes after an editor has decided, that decision was about other words, and the alert is held again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.model import NOT_OUT, AlertId, Priority, SourceId, StoryId, TopicId
from bot.pipeline.notice import tell_one
from bot.rules.hold import strictest
from bot.store import held as desk
from bot.store import hold as holds
from bot.store import plan as plans
from bot.store import story as stories
from bot.store.alert import AlertRow
from bot.store.held import Why
from bot.texts import _

LOOK_AGAIN = timedelta(seconds=10)
"""How long what adds to a story that waits is left alone before it is looked at again."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an alert waits; `about` names the topic that holds it, where one does."""

    why: Why
    about: str = ""


def reason(
    tx: Connection, story: StoryId | None, source: SourceId, topics: Sequence[TopicId], priority: Priority
) -> Reason | None:
    """Say why a new alert waits for a look, of a story or of none yet; None where it goes straight out."""
    if story is not None and desk.of_story(tx, story).killed:
        return Reason(Why.STORY)
    rows = holds.over(tx, source, topics)
    mode = strictest(row.mode for row in rows)
    if not mode.holds(priority):
        return None
    first = next(row for row in rows if row.mode is mode)
    return Reason(Why.TOPIC, first.topic_id) if first.topic_id else Reason(Why.SOURCE)


def again_at(tx: Connection, story: StoryId | None, now: datetime) -> datetime | None:
    """Say when to look again at what adds to a story; None where nothing of the story waits."""
    waits = story is not None and desk.of_story(tx, story).waits is not None
    return now + LOOK_AGAIN if waits else None


def told_again(tx: Connection, story: StoryId, topics: Sequence[TopicId]) -> AlertId | None:
    """Widen the alert of a story that waits by the topics of one that tells it again; None where none waits.

    Topics that an editor has chosen stay as they are.
    """
    id_ = desk.of_story(tx, story).waits
    row = desk.find(tx, id_) if id_ is not None else None
    if id_ is None or row is None:
        return None
    stories.count_others(tx, story)
    if not row.choices:
        stories.widen(tx, id_, topics)
    return id_


def taken_back(tx: Connection, told: AlertRow, now: datetime) -> bool:
    """Drop an alert at the desk whose source takes it back; False where it is not there, or has left."""
    if desk.find(tx, told.id) is None or told.state not in NOT_OUT:
        return False
    return desk.withdraw(tx, told.id, now)


def changed(tx: Connection, told: AlertRow, now: datetime) -> bool:
    """Hold an alert again that was decided on with other words; False where it was not, or has left."""
    row = desk.find(tx, told.id)
    if row is None or row.closed_at is not None:
        return False
    by = plans.find(tx, told.id)
    if by is None or not plans.undo(tx, told.id):
        return False
    words = _(
        "Alert #{id} is held again: its article has changed since you decided on it.",
        id=told.id,
    )
    tell_one(tx, by.decided_by, words, now)
    return True
