"""Small makers of rows, for tests that need a store with something in it; each returns what it made."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from bot.model import (
    Address,
    AlertId,
    AlertKind,
    AlertState,
    DeliveryState,
    Entry,
    EntryId,
    Priority,
    Role,
    SenderId,
    SourceId,
    StoryId,
    Subscriber,
    SubscriberStatus,
    Summary,
    Topic,
    TopicId,
    Updates,
    Urgency,
)
from bot.rules.identity import fingerprint
from bot.store import alert, entry, sender, source, subscriber, topic
from bot.store.entry import Outcome
from bot.store.schema import delivery, subscription
from bot.store.schema import entry as entry_table
from bot.store.schema import subscriber as subscriber_table
from bot.store.schema import topic as topic_table

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""The same moment as the `now` fixture."""

TOPIC = TopicId("israel")
SUMMARY = Summary("A headline", ("A first line.", "A second line."), "en")
_numbers = count(1001)


def offered(tx: Connection) -> tuple[Topic, ...]:
    """List the topics that can be chosen, in the newsroom's order."""
    rows = tx.execute(
        select(topic_table).where(topic_table.c.ended_at.is_(None)).order_by(topic_table.c.position)
    )
    return tuple(Topic(TopicId(row.id), row.names) for row in rows)


def a_topic(tx: Connection, id_: str = TOPIC) -> TopicId:
    """Offer a topic, beside those that are there."""
    known = offered(tx)
    if id_ not in {one.id for one in known}:
        topic.keep(tx, [*known, Topic(TopicId(id_), {"en": id_.capitalize()})], NOW)
    return TopicId(id_)


def a_sender(
    tx: Connection, channel: str = "telegram", account: str = "bot", now: datetime = NOW
) -> SenderId:
    """Enrol a sender, or find it."""
    return sender.enrol(tx, channel, account, now, edits=channel == "telegram")


def a_subscriber(
    tx: Connection,
    *,
    channel: str = "telegram",
    address: str = "",
    topics: Sequence[str] = (TOPIC,),
    status: SubscriberStatus = SubscriberStatus.ACTIVE,
    role: Role = Role.READER,
    language: str = "en",
    name: str = "",
    silent: bool = False,
    updates: Updates = Updates.ALL,
    urgency: Urgency = Urgency.ALL,
    reads: str = "",
    pictures: bool | None = None,
    heard_at: datetime | None = None,
    account: str = "bot",
    now: datetime = NOW,
) -> Subscriber:
    """Make a person of a channel, at an address of their own, who subscribes to `topics`."""
    at = Address(channel, address or f"{'+97250' if channel == 'whatsapp' else ''}{next(_numbers)}")
    made = subscriber.meet(tx, at, a_sender(tx, channel, account), language, now)
    values = {"status": status, "role": role, "name": name, "silent": silent, "last_heard_at": heard_at}
    values |= {"updates": updates, "urgency": urgency, "reads": reads, "pictures": pictures}
    subscriber.change(tx, made.id, **values)
    wanted = [a_topic(tx, one) for one in topics]
    subscriber.subscribe(tx, made.id, wanted, subscriber.Consent(now, "/start", "Alerts?", language))
    found = subscriber.find(tx, made.id)
    assert found is not None
    return found


def a_source(
    tx: Connection,
    *,
    url: str = "",
    topics: Sequence[str] = (TOPIC,),
    origin: str = "file",
    name: str = "",
    language: str = "",
    priority: Priority = Priority.NORMAL,
    every: float | None = None,
    own: bool = False,
    pictures: bool | None = None,
    now: datetime = NOW,
) -> SourceId:
    """Add a source, due at once."""
    new = source.NewSource(
        url or f"https://source-{next(_numbers)}.example/feed",
        origin,
        name=name,
        language=language,
        priority=priority,
        every=every,
        topics=tuple(a_topic(tx, one) for one in topics),
        own=own,
        pictures=pictures,
    )
    return source.add(tx, new, now)


def a_new_entry(
    guid: str = "",
    *,
    title: str = "",
    link: str = "",
    canonical_link: str | None = None,
    title_key: str | None = None,
    published: datetime | None = None,
    standfirst: str = "",
    body: str = "",
    language: str = "",
    categories: tuple[str, ...] = (),
    picture: str = "",
    outcome: entry.Outcome = entry.Outcome.WAITING,
) -> entry.NewEntry:
    """Make an entry to keep: without words about it, it shares no key with another."""
    number = next(_numbers)
    link = link or f"https://paper.example/{number}"
    title = title or f"Title {number}"
    one = Entry(
        guid or f"guid-{number}", title, link, published, language, standfirst, body, categories, picture
    )
    canonical = link if canonical_link is None else canonical_link
    key = title.lower() if title_key is None else title_key
    return entry.NewEntry(one, canonical, key, fingerprint(one), outcome)


def an_entry(
    tx: Connection,
    source_id: SourceId | None = None,
    *,
    now: datetime = NOW,
    **about: Any,  # noqa: ANN401 -- what `a_new_entry` takes
) -> EntryId:
    """Keep an entry of a source (a new one where none is named); `about` is what `a_new_entry` takes."""
    of = a_source(tx) if source_id is None else source_id
    new = a_new_entry(**about)
    entry.keep(tx, of, [new], now)
    query = select(entry_table.c.id).where(
        entry_table.c.source_id == of, entry_table.c.guid == new.entry.guid
    )
    return EntryId(tx.scalars(query.order_by(entry_table.c.version.desc())).first() or 0)


def a_story(tx: Connection, now: datetime = NOW) -> StoryId:
    """Open a story."""
    return entry.open_story(tx, now)


def an_alert(
    tx: Connection,
    *,
    topics: Sequence[str] = (TOPIC,),
    story_id: StoryId | None = None,
    kind: AlertKind = AlertKind.NEW,
    priority: Priority = Priority.NORMAL,
    state: AlertState = AlertState.RELEASED,
    summary: Summary = SUMMARY,
    byline: str = "The Paper",
    link: str = "https://paper.example/1",
    expires_in: float = 3600,
    entry_id: EntryId | None = None,
    important: bool = True,
    picture: str = "",
    now: datetime = NOW,
) -> AlertId:
    """Write an alert down; `expires_in` is seconds. Its deliveries are `bot.store.batch.fan_out`'s."""
    new = alert.NewAlert(
        story_id or a_story(tx, now),
        kind,
        priority,
        state,
        summary,
        byline,
        link,
        tuple(a_topic(tx, one) for one in topics),
        published_at=now,
        expires_at=now + timedelta(seconds=expires_in),
        entry_id=entry_id,
        important=important,
        picture=picture,
    )
    return alert.write(tx, new, now)


def a_crowd(tx: Connection, alert_id: AlertId, size: int, now: datetime = NOW) -> SenderId:
    """Make many readers and a queued delivery of an alert for each, in two statements."""
    by = a_sender(tx)
    person: dict[str, Any] = {"channel": "telegram", "sender_id": by, "language": "en", "status": "active"}
    person |= {"role": "reader", "menu": [], "joined_at": now, "due_at": now}
    crowd = [person | {"address": f"crowd-{number}"} for number in range(size)]
    ids = list(tx.scalars(insert(subscriber_table).returning(subscriber_table.c.id), crowd))
    one: dict[str, Any] = {"alert_id": alert_id, "sender_id": by, "priority": Priority.NORMAL}
    one |= {"state": DeliveryState.QUEUED, "due_at": now, "created_at": now}
    tx.execute(insert(delivery), [one | {"subscriber_id": id_} for id_ in ids])
    return by


def a_crowd_of(tx: Connection, ids: list[int]) -> None:
    """Make active readers of the topic with these ids."""
    by, topic = a_sender(tx), a_topic(tx)
    person: dict[str, Any] = {
        "channel": "telegram",
        "sender_id": by,
        "language": "en",
        "status": "active",
        "role": "reader",
    }
    person |= {"menu": [], "joined_at": NOW, "due_at": NOW}
    tx.execute(insert(subscriber_table), [person | {"id": id_, "address": str(id_)} for id_ in ids])
    wish: dict[str, Any] = {
        "topic_id": topic,
        "consent_at": NOW,
        "consent_how": "",
        "consent_words": "",
        "consent_language": "",
    }
    tx.execute(insert(subscription), [wish | {"subscriber_id": id_} for id_ in ids])


def deliveries(tx: Connection) -> Sequence[Row[Any]]:
    """List all rows of the delivery table, in the order in which they came."""
    return tx.execute(select(delivery).order_by(delivery.c.id)).all()


def fates(tx: Connection) -> Counter[str]:
    """Count the alerts' deliveries by state."""
    return Counter(row.state for row in deliveries(tx) if row.alert_id is not None)


def tally(tx: Connection) -> dict[tuple[SourceId, Outcome], int]:
    """Count entries by source and outcome: every entry that was kept is in one of them."""
    key = entry_table.c.source_id, entry_table.c.outcome
    rows = tx.execute(select(*key, func.count()).group_by(*key))
    return {(SourceId(id_), Outcome(outcome)): count for id_, outcome, count in rows}
