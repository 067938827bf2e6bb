"""A world for asking why: readers who choose at random, alerts, and a plain account of who is left out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, select, update

from bot.commands.why import RULES
from bot.model import (
    AlertId,
    AlertKind,
    DeliveryState,
    Priority,
    Role,
    Selection,
    SourceId,
    StoryId,
    Subscriber,
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
from bot.store import audit, why
from bot.store import ban as bans
from bot.store import batch as batches
from bot.store import edition as editions
from bot.store import keyword as keywords
from bot.store import mute as mutes
from bot.store import segment as segments
from bot.store import subscriber as subscribers
from bot.store.audit import Act
from bot.store.schema import alert, delivery, subscriber
from bot.store.subscriber import Consent
from bot.store.then import Then, then
from tests.rows import NOW, a_source, a_story, a_subscriber, an_alert, an_entry

BEFORE, AFTER, TODAY = NOW - timedelta(days=2), NOW + timedelta(hours=1), NOW + timedelta(hours=2)
WORDS = Summary("A drone over the harbour", ("The port is shut.",), "en")


def how(tx: Connection, id_: AlertId, now: datetime = TODAY) -> Then:
    found = then(tx, id_, now)
    assert found is not None
    return found


def outcome(tx: Connection, id_: AlertId, who: SubscriberId, now: datetime = TODAY) -> tuple[Outcome, bool]:
    return why.of_reader(tx, how(tx, id_, now), who, now, RULES)


def totals(tx: Connection, id_: AlertId, now: datetime = TODAY) -> dict[tuple[Outcome, bool], int]:
    return dict(why.totals(tx, how(tx, id_, now), now, RULES))


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


@dataclass(frozen=True)
class Offered:
    """What an alert offers, and to whom: `ids` are its editions, itself among them."""

    topics: list[str]
    kind: AlertKind
    priority: Priority
    important: bool
    source_id: SourceId | None
    ids: tuple[AlertId, ...]
    picks: Selection | None


class World:
    """Readers who choose at random, alerts, and a plain account of why each reader was left out."""

    def __init__(self, tx: Connection, seed: int) -> None:
        self.tx, self.random = tx, Random(seed)  # noqa: S311 -- a simulation
        self.sources = [a_source(tx, topics=["israel", "monde"]) for _one in range(2)]
        self.readers = [self.reader(BEFORE) for _one in range(18)]
        self.account: dict[tuple[AlertId, SubscriberId], Outcome] = {}
        self.told: dict[AlertId, Offered] = {}
        self.at, self.chief = BEFORE, a_reader(tx, topics=["culture"], role=Role.OWNER)
        self.bans()
        self.at += timedelta(hours=1)
        self.bans()

    def pick(self, *of: object) -> object:
        return self.random.choice(of)

    def reader(self, at: datetime) -> SubscriberId:
        pick = self.pick
        who = a_reader(
            self.tx,
            now=at,
            topics=pick(["israel"], ["israel", "monde"], ["monde"], ["israel", "monde"], ["culture"], []),
            status=pick(*[SubscriberStatus.ACTIVE] * 12, *_GONE),
            reads=pick("", "", "", "fr", "en fr", "en", "ru he fr", "ru"),
            language=pick("en", "en", "fr", "he", "ru"),
            channel=pick("telegram", "whatsapp"),
            updates=pick(Updates.ALL, *Updates),
            urgency=pick(Urgency.ALL, Urgency.ALL, *Urgency),
        )
        line = pick("", "", "drone", "zeppelin", "-harbour", "port, -drone")
        if line:
            waits_for(self.tx, who, str(line))
        if self.random.random() < 0.4:
            mutes.add(self.tx, who, self.sources[0])
        return who

    def write(self) -> tuple[AlertId, ...]:
        """Write an alert: for all or for a selection, in one language or in several."""
        choose = self.random.choice
        several = choose([False, False, True])
        new = Offered(
            choose([["israel"], ["israel", "monde"]]),
            choose([AlertKind.NEW, AlertKind.UPDATE]),
            choose([Priority.NORMAL, Priority.NORMAL, Priority.BREAKING, Priority.DIGEST]),
            choose([True, False]),
            choose([None, *self.sources]),
            (),
            choose([None, None, None, None, *_SELECTIONS]),
        )
        words = list(_EDITIONS[: choose([2, 3])]) if several else [choose(_WORDS)]
        story = a_story(self.tx)
        ids = tuple(self._write(new, one, story) for one in words)
        if several:
            editions.bind(self.tx, ids)
        self.told |= {id_: replace(new, ids=ids) for id_ in ids}
        return ids

    def _write(self, new: Offered, words: Summary, story: StoryId) -> AlertId:
        entry_id = None if new.source_id is None else an_entry(self.tx, new.source_id)
        id_ = an_alert(
            self.tx,
            topics=new.topics,
            kind=new.kind,
            priority=new.priority,
            important=new.important,
            entry_id=entry_id,
            summary=words,
            story_id=story,
            expires_in=86_400,
        )
        if new.picks is not None:
            segments.attach(self.tx, id_, segments.SegmentRow(0, "some", new.picks))
        return id_

    def lay(self, id_: AlertId) -> set[SubscriberId]:
        """Lay an alert, and keep account; say who got it."""
        expected = {who: self.plain_reason(who, id_) for who in self.readers}
        batches.fan_out(self.tx, id_, self.told[id_].priority, NOW, keys_of)
        rows = set(self.tx.scalars(select(delivery.c.subscriber_id).where(delivery.c.alert_id == id_)))
        for who, reason in expected.items():
            assert (reason is None) == (who in rows), (who, reason)
            if reason is not None:
                self.account[id_, who] = reason
        return {SubscriberId(who) for who in rows}

    def plain_reason(self, who: SubscriberId, id_: AlertId) -> Outcome | None:
        """Say in plain words of Python why the fan-out leaves a reader out now."""
        reader = subscribers.find(self.tx, who)
        assert reader is not None
        asked = (self._of_state, self._of_languages, self._of_wishes, self._of_keywords)
        return next((one for one in (ask(reader, id_) for ask in asked) if one is not None), None)

    def _of_state(self, reader: Subscriber, id_: AlertId) -> Outcome | None:
        if subscribers.chosen(self.tx, reader.id).isdisjoint(self.told[id_].topics):
            return Outcome.OFF_TOPIC
        if reader.banned_at is not None:
            return Outcome.WAS_BANNED
        return None if reader.status is SubscriberStatus.ACTIVE else _GONE[reader.status]

    def _of_languages(self, reader: Subscriber, id_: AlertId) -> Outcome | None:
        offered, words = self.told[id_], self._words(id_)
        if offered.picks is not None and not self._is_within(reader, offered.picks):
            return Outcome.OUTSIDE
        if len(offered.ids) > 1:
            return self._of_edition(reader, id_)
        if words.language and reader.reads and words.language not in reader.reads:
            return Outcome.LANGUAGE
        return None

    def _of_wishes(self, reader: Subscriber, id_: AlertId) -> Outcome | None:
        offered = self.told[id_]
        if not reader.updates.met_by(offered.kind, offered.priority, matters=offered.important):
            return Outcome.UPDATES
        if not reader.urgency.met_by(offered.priority, 0):
            return Outcome.URGENCY
        return Outcome.MUTED if offered.source_id in mutes.of(self.tx, reader.id) else None

    def _of_keywords(self, reader: Subscriber, id_: AlertId) -> Outcome | None:
        words, priority = self._words(id_), self.told[id_].priority
        said = set(" ".join((words.headline, *words.lines)).lower().replace(".", "").split())
        chosen = keywords.of(self.tx, reader.id)
        if any(one.excludes and one.written in said for one in chosen):
            return Outcome.EXCLUDED
        awaited = [one.written in said for one in chosen if not one.excludes]
        return Outcome.AWAITED if awaited and not any(awaited) and priority > Priority.BREAKING else None

    def _words(self, id_: AlertId) -> Summary:
        row = self.tx.execute(select(alert).where(alert.c.id == id_)).one()
        return Summary(row.headline, tuple(row.lines), row.language)

    def _is_within(self, reader: Subscriber, picks: Selection) -> bool:
        return (
            (not picks.topics or not subscribers.chosen(self.tx, reader.id).isdisjoint(picks.topics))
            and (not picks.languages or reader.language in picks.languages)
            and (not picks.channels or reader.address.channel in picks.channels)
            and (picks.since is None or self._joined(reader.id) >= picks.since)
        )

    def _joined(self, who: SubscriberId) -> datetime:
        joined: datetime = self.tx.execute(
            select(subscriber.c.joined_at).where(subscriber.c.id == who)
        ).scalar_one()
        return joined

    def _of_edition(self, reader: Subscriber, id_: AlertId) -> Outcome | None:
        by_language = {self._words(one).language: one for one in self.told[id_].ids}
        had = select(delivery.c.alert_id).where(
            delivery.c.subscriber_id == reader.id, delivery.c.alert_id.in_(by_language.values())
        )
        wanted = [by_language[one] for one in reader.reads if one in by_language]
        if reader.reads and not wanted:
            return Outcome.LANGUAGE
        theirs = wanted[0] if wanted else by_language.get(reader.language, self.told[id_].ids[0])
        return None if theirs == id_ and self.tx.scalar(had) is None else Outcome.EDITION

    def bans(self) -> None:
        """Ban some, and let go on who was banned, as staff do."""
        chief = subscribers.find(self.tx, self.chief)
        assert chief is not None
        for who in self.random.sample(self.readers, 2):
            one = subscribers.find(self.tx, who)
            assert one is not None
            if one.banned_at is None:
                bans.lay(self.tx, who, self.at)
            else:
                bans.lift(self.tx, one, lambda _address, salt: salt)
            act = Act("unban" if one.banned_at else "ban", f"subscriber {who}")
            audit.note(self.tx, chief, act, self.at)

    def happens(self) -> None:
        """Let deliveries fare as they may, and readers choose anew, come and go."""
        for row in self.tx.execute(select(delivery.c.id)).all():
            values = {"state": self.pick(*DeliveryState), "error": self.pick("", "odd", *Reason, *Why)}
            self.tx.execute(update(delivery).where(delivery.c.id == row.id).values(values))
        self.at = AFTER
        self.bans()
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
_WORDS = (WORDS, Summary("Rain", ("More rain.",), "fr"), Summary("Rain", (), ""))
_EDITIONS = (WORDS, Summary("Un drone sur le port", (), "fr"), Summary("רחפן מעל הנמל", (), "he"))
_SELECTIONS = (
    Selection(languages=("en",)),
    Selection(channels=("whatsapp",), topics=(TopicId("israel"), TopicId("culture"))),
    Selection(since=BEFORE),
    Selection(since=AFTER),
)
