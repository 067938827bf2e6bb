"""A world for asking why: readers who choose at random, alerts, and a plain account of who is left out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, select, update

from bot.model import (
    AlertId,
    AlertKind,
    DeliveryState,
    Priority,
    SourceId,
    SubscriberId,
    SubscriberStatus,
    Summary,
    TopicId,
    Updates,
    Urgency,
)
from bot.outcome import Outcome
from bot.rules.keyword import keys_for, keys_of, read
from bot.rules.quiet import Why
from bot.rules.window import Reason
from bot.store import batch as batches
from bot.store import keyword as keywords
from bot.store import mute as mutes
from bot.store import subscriber as subscribers
from bot.store.schema import delivery, subscriber
from bot.store.subscriber import Consent
from tests.rows import NOW, a_source, a_subscriber, an_alert, an_entry

BEFORE, AFTER, TODAY = NOW - timedelta(days=2), NOW + timedelta(hours=1), NOW + timedelta(hours=2)
WORDS = Summary("A drone over the harbour", ("The port is shut.",), "en")


def laid(tx: Connection, **about: object) -> AlertId:
    """Write an alert, and lay it."""
    id_ = an_alert(tx, **({"summary": WORDS, "expires_in": 86_400} | about))  # type: ignore[arg-type]  # its own words
    batches.fan_out(tx, id_, Priority(about.get("priority", Priority.NORMAL)), NOW, keys_of)  # type: ignore[arg-type]  # a priority
    return id_


def waits_for(tx: Connection, who: SubscriberId, line: str) -> None:
    new = [keywords.NewKeyword(one.written, keys_for(one.words), one.excludes) for one in read(line)]
    keywords.add(tx, who, new)


def a_reader(tx: Connection, **about: object) -> SubscriberId:
    return a_subscriber(tx, **({"now": BEFORE} | about)).id  # type: ignore[arg-type]  # its own words


class World:
    """Readers who choose at random, alerts, and a plain account of why each reader was left out."""

    def __init__(self, tx: Connection, seed: int) -> None:
        self.tx, self.random = tx, Random(seed)  # noqa: S311 -- a simulation
        self.sources = [a_source(tx, topics=["israel", "monde"]) for _one in range(2)]
        self.readers = [self.reader(BEFORE) for _one in range(14)]
        self.account: dict[tuple[AlertId, SubscriberId], Outcome] = {}

    def pick(self, *of: object) -> object:
        return self.random.choice(of)

    def reader(self, at: datetime) -> SubscriberId:
        pick = self.pick
        who = a_reader(
            self.tx,
            now=at,
            topics=pick(["israel"], ["monde"], ["israel", "monde"], ["culture"], []),
            status=pick(*[SubscriberStatus.ACTIVE] * 6, *_GONE),
            reads=pick("", "", "", "fr", "en fr", "en"),
            updates=pick(Updates.ALL, *Updates),
            urgency=pick(Urgency.ALL, Urgency.ALL, *Urgency),
        )
        line = pick("", "", "drone", "zeppelin", "-harbour", "port, -drone")
        if line:
            waits_for(self.tx, who, str(line))
        if self.random.random() < 0.2:
            mutes.add(self.tx, who, self.sources[0])
        return who

    def lay(self) -> AlertId:
        pick = self.pick
        source_id = pick(None, *self.sources)
        about = {
            "topics": pick(["israel"], ["israel", "monde"]),
            "kind": pick(AlertKind.NEW, AlertKind.UPDATE),
            "priority": pick(Priority.NORMAL, Priority.NORMAL, Priority.BREAKING, Priority.DIGEST),
            "important": pick(True, False),
            "summary": pick(WORDS, Summary("Rain", ("More rain.",), "fr"), Summary("Rain", (), "")),
            "entry_id": None if source_id is None else an_entry(self.tx, SourceId(source_id)),  # type: ignore[arg-type]  # a number
        }
        id_ = laid(self.tx, **about)
        rows = set(self.tx.scalars(select(delivery.c.subscriber_id).where(delivery.c.alert_id == id_)))
        for who in self.readers:
            reason = self.plain_reason(who, about, source_id)
            assert (reason is None) == (who in rows), (who, reason)
            if reason is not None:
                self.account[id_, who] = reason
        return id_

    def plain_reason(  # noqa: PLR0911 -- one return a reason
        self, who: SubscriberId, about: dict[str, object], source_id: object
    ) -> Outcome | None:
        """Say in plain words of Python why the fan-out leaves a reader out now."""
        reader = subscribers.find(self.tx, who)
        assert reader is not None
        if not subscribers.chosen(self.tx, who) & set(about["topics"]):  # type: ignore[call-overload]  # names
            return Outcome.OFF_TOPIC
        if reader.status is not SubscriberStatus.ACTIVE:
            return _GONE[reader.status]
        words = about["summary"]
        assert isinstance(words, Summary)
        if words.language and reader.reads and words.language not in reader.reads:
            return Outcome.LANGUAGE
        priority = Priority(about["priority"])  # type: ignore[arg-type]  # a priority
        if not reader.updates.met_by(
            AlertKind(str(about["kind"])), priority, matters=bool(about["important"])
        ):
            return Outcome.UPDATES
        if not reader.urgency.met_by(priority, 0):
            return Outcome.URGENCY
        if source_id in mutes.of(self.tx, who):
            return Outcome.MUTED
        said = set(" ".join((words.headline, *words.lines)).lower().replace(".", "").split())
        chosen = keywords.of(self.tx, who)
        if any(one.excludes and one.written in said for one in chosen):
            return Outcome.EXCLUDED
        awaited = [one.written in said for one in chosen if not one.excludes]
        return Outcome.AWAITED if awaited and not any(awaited) and priority > Priority.BREAKING else None

    def happens(self) -> None:
        """Let deliveries fare as they may, and readers choose anew, come and go."""
        for row in self.tx.execute(select(delivery.c.id)).all():
            values = {"state": self.pick(*DeliveryState), "error": self.pick("", "odd", *Reason, *Why)}
            self.tx.execute(update(delivery).where(delivery.c.id == row.id).values(values))
        for who in self.random.sample(self.readers, 5):
            self.tx.execute(update(subscriber).where(subscriber.c.id == who).values(last_heard_at=AFTER))
            change: Callable[[], object] = self.random.choice(
                [
                    lambda who=who: waits_for(self.tx, who, "rain, -port"),
                    lambda who=who: keywords.clear(self.tx, who),
                    lambda who=who: subscribers.end(self.tx, who, SubscriberStatus.LEFT, AFTER),
                    lambda who=who: subscribers.unsubscribe(self.tx, who, [TopicId("israel")], AFTER),
                    lambda who=who: subscribers.change(self.tx, who, reads="he"),
                    lambda who=who: subscribers.subscribe(
                        self.tx,
                        who,
                        [TopicId("israel"), TopicId("monde")],
                        Consent(AFTER, "topics", "", "en"),
                    ),
                ]
            )
            change()
        self.readers += [self.reader(AFTER) for _one in range(3)]


_GONE = {
    SubscriberStatus.LEFT: Outcome.HAD_LEFT,
    SubscriberStatus.LOST: Outcome.HAD_BLOCKED,
    SubscriberStatus.INVITED: Outcome.NOT_STARTED,
    SubscriberStatus.PAUSED: Outcome.PAUSED,
    SubscriberStatus.LINKED: Outcome.ELSEWHERE,
}
