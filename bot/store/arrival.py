"""Arrivals: people of a file come in, a stretch at a time, each once however often the file is read.

Who is here stays as they are, for what they told this installation counts more than what a file says. But
where all that is known of somebody came with a file, a later one that says that they left ends it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, select, update

from bot.carried import Carried, Proof
from bot.model import GONE, HERE, SubscriberId, SubscriberStatus, TopicId
from bot.store import subscriber as subscribers
from bot.store.bulk import among, ids, lay
from bot.store.consent import Step
from bot.store.roster import ORIGIN
from bot.store.schema import consent, keyword, keyword_key, mute, place, subscriber, subscription
from bot.store.subscriber import Consent

Key: TypeAlias = tuple[str, str]
"""A channel and an address on it."""

_PERSON: Final = (
    *("id", "channel", "address", "sender_id", "name", "language", "status", "role", "silent", "updates"),
    *("urgency", "reads", "menu", "joined_at", "left_at", "due_at", "awaits_words", "wish", "digest_due_at"),
    *("pictures", "banned_at"),
)
_PROOF: Final = (
    *("subscriber_id", "topic_id", "consent_at", "consent_how", "consent_words", "consent_language"),
    "ended_at",
)
_STEP: Final = ("subscriber_id", "step", "at", "how", "origin", "campaign", "words", "language", "topics")


class Fate(StrEnum):
    """What becomes of somebody in a file."""

    ADDED = "added"
    GONE_BEFORE = "gone before"  # added as one who has left, so that nothing goes there ever
    INVITED = "invited"  # known, and written to once they have begun with this account
    MET = "met"  # added as one who has asked for nothing yet
    WOKEN = "woken"  # had only been met or invited here, and gets alerts from now on
    ENDED = "ended"  # had come with a file, and has left since
    HERE = "here"
    LEFT = "left"
    TWICE = "twice"
    BARRED = "barred"  # asked to be forgotten, or may have
    SENDER = "sender"  # on a channel that is not set up


_NEW: Final = frozenset({Fate.ADDED, Fate.GONE_BEFORE, Fate.INVITED, Fate.MET})


@dataclass(frozen=True, slots=True)
class House:
    """What is known of this installation before people come.

    `senders` are by channel and account, `writers` the ones that write to who comes without an account
    of theirs. On a `closed` channel nobody can be written to who has not begun with its account, and
    `known` says that people begun with it elsewhere. `barred` says who may not come back.
    """

    senders: Mapping[Key, int]
    writers: Mapping[str, int]
    sources: Mapping[str, int]
    barred: Callable[[Connection, Sequence[Carried]], frozenset[Key]]
    digest_due: Callable[[str], datetime | None]
    closed: frozenset[str] = frozenset({"telegram"})
    known: bool = False


def take(tx: Connection, people: Sequence[Carried], house: House, now: datetime) -> list[Fate]:
    """Take people in, each at most once; say what became of each, in their order.

    Nothing is queued for them: they get the alerts that are decided on from now on.
    """
    there = _there(tx, people)
    fates = _judged(tx, people, there, house)
    judged = list(zip(people, fates, strict=True))
    _add(tx, [(one, fate) for one, fate in judged if fate in _NEW], house, now)
    for one, fate in judged:
        if fate is Fate.WOKEN:
            _wake(tx, SubscriberId(there[one.channel, one.address].id), one)
        elif fate is Fate.ENDED:
            id_ = SubscriberId(there[one.channel, one.address].id)
            subscribers.end(tx, id_, SubscriberStatus.LEFT, one.left_at or now, "import", ORIGIN)
    return fates


def judge(tx: Connection, people: Sequence[Carried], house: House) -> list[Fate]:
    """Say what would become of people, and change nothing."""
    return _judged(tx, people, _there(tx, people), house)


def _judged(
    tx: Connection, people: Sequence[Carried], there: Mapping[Key, "_Known"], house: House
) -> list[Fate]:
    by_key = {(one.channel, one.address): one for one in people}
    asked = [key for key, known in there.items() if _is_over(by_key[key]) or known.status == "invited"]
    told = {**there, **_with_history(tx, there, asked)}
    barred = house.barred(tx, people)
    seen: set[Key] = set()
    fates: list[Fate] = []
    for one in people:
        key = one.channel, one.address
        if key in seen:
            fates.append(Fate.TWICE)
            continue
        seen.add(key)
        known = told.get(key)
        if known is not None:
            fates.append(_of_known(known, one, house))
        else:
            fates.append(Fate.BARRED if key in barred else _of_new(one, house))
    return fates


# ---- what becomes of them ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody who is here: `heard` says that they have written, `ended` that they once ended something."""

    id: int
    status: str
    banned: bool
    heard: bool
    ended: bool = False
    last_at: datetime | None = None
    last_origin: str = ""


def _there(tx: Connection, people: Sequence[Carried]) -> dict[Key, _Known]:
    """Find those whom we know."""
    found: dict[Key, _Known] = {}
    named = ("id", "address", "status", "banned_at", "last_heard_at")
    query = select(*(subscriber.c[name] for name in named))
    for channel in {one.channel for one in people}:
        asked = {one.address for one in people if one.channel == channel}
        mine = query.where(subscriber.c.channel == channel, among(tx, subscriber.c.address, asked))
        for row in tx.execute(mine):
            banned, heard = row.banned_at is not None, row.last_heard_at is not None
            found[channel, row.address] = _Known(row.id, row.status, banned, heard)
    return found


def _with_history(tx: Connection, known: Mapping[Key, _Known], asked: Sequence[Key]) -> dict[Key, _Known]:
    """Look up what those of whom it matters consented to and ended last."""
    by_id = {known[key].id: key for key in asked}
    found = {key: known[key] for key in asked}
    if not by_id:
        return found
    steps = select(consent.c.subscriber_id, consent.c.step, consent.c.at, consent.c.origin)
    for row in tx.execute(steps.where(consent.c.subscriber_id.in_(by_id)).order_by(consent.c.id)):
        key = by_id[row.subscriber_id]
        ended = found[key].ended or row.step == Step.ENDED
        found[key] = replace(found[key], ended=ended, last_at=row.at, last_origin=row.origin)
    return found


def _of_known(known: _Known, one: Carried, house: House) -> Fate:
    if known.banned or known.status not in {*HERE, SubscriberStatus.INVITED}:
        return Fate.HERE if _is_over(one) else Fate.LEFT  # of one who left, as the file says as well
    if _is_over(one):
        return Fate.ENDED if _only_by_file(known, one) else Fate.HERE
    wakes = known.status == SubscriberStatus.INVITED and one.status in HERE and bool(one.proofs)
    if not wakes:
        return Fate.HERE
    if known.ended:
        return Fate.LEFT
    return Fate.WOKEN if known.heard or _reachable(one, house) else Fate.HERE


def _only_by_file(known: _Known, one: Carried) -> bool:
    """Say whether all that is known of somebody is older than the file's word that they left."""
    if known.heard:
        return False
    later = one.left_at is not None and known.last_at is not None and known.last_at < one.left_at
    return later or known.last_origin in {ORIGIN, ""}


def _is_over(one: Carried) -> bool:
    return one.status in GONE or one.banned_at is not None


def _of_new(one: Carried, house: House) -> Fate:
    if _sender(one, house) is None:
        return Fate.SENDER
    if _is_over(one):
        return Fate.GONE_BEFORE
    if one.status == SubscriberStatus.INVITED:
        return Fate.MET
    return Fate.ADDED if _reachable(one, house) else Fate.INVITED


def _sender(one: Carried, house: House) -> int | None:
    own = house.senders.get((one.channel, one.account)) if one.account else None
    return own or house.writers.get(one.channel)


def _reachable(one: Carried, house: House) -> bool:
    """Say whether somebody can be written to, who has not begun with our account themself."""
    if one.channel not in house.closed or house.known:
        return True
    own = house.senders.get((one.channel, one.account)) if one.account else None
    return own is not None and own == house.writers.get(one.channel)


# ---- taking in -----------------------------------------------------------------------------------


def _add(tx: Connection, new: Sequence[tuple[Carried, Fate]], house: House, now: datetime) -> None:
    keys = ids(tx, subscriber, len(new))
    people = [(id_, one, fate) for id_, (one, fate) in zip(keys, new, strict=True)]
    lay(tx, subscriber, _PERSON, (_person(id_, one, fate, house, now) for id_, one, fate in people))
    lay(tx, subscription, _PROOF, _proofs(people))
    lay(tx, consent, _STEP, _steps(people))
    _add_words(tx, people)
    muted = ((house.sources.get(url), id_) for id_, one, _fate in people for url in one.mutes)
    lay(tx, mute, ("source_id", "subscriber_id"), (pair for pair in muted if pair[0] is not None))
    seats = ((id_, *one.place) for id_, one, _fate in people if one.place is not None)
    lay(tx, place, ("subscriber_id", "kind", "added_by", "added_at"), seats)
    for id_, one, _fate in people:
        if one.person:
            _join(tx, id_, one.person)


def _person(id_: int, one: Carried, fate: Fate, house: House, now: datetime) -> tuple[Any, ...]:
    status = one.status
    if fate is Fate.INVITED:
        status = SubscriberStatus.INVITED
    elif fate is Fate.GONE_BEFORE and status not in GONE:
        status = SubscriberStatus.LEFT if one.banned_at is None else status
    active = status == SubscriberStatus.ACTIVE and one.banned_at is None
    return (
        id_,
        one.channel,
        one.address,
        _sender(one, house),
        one.name,
        one.language,
        str(status),
        one.role if fate is not Fate.GONE_BEFORE else "reader",
        one.silent,
        one.updates,
        one.urgency,
        one.reads,
        (),
        one.joined_at,
        one.left_at,
        now,
        any(not word.excludes for word in one.keywords),
        one.wish or None,
        house.digest_due(one.wish) if one.wish and active else None,
        one.pictures,
        one.banned_at,
    )


_New: TypeAlias = Sequence[tuple[int, Carried, Fate]]


def _proofs(people: _New) -> Iterator[tuple[Any, ...]]:
    for id_, one, _fate in people:
        for topic, at, how, words, language, ended_at in one.proofs:
            yield id_, topic, at, how[:64], words, language, ended_at


def _steps(people: _New) -> Iterator[tuple[Any, ...]]:
    for id_, one, _fate in people:
        for step, at, how, origin, campaign, words, language, topics in one.steps:
            yield id_, step, at, how[:64], origin[:16], campaign[:64], words, language, topics


def _add_words(tx: Connection, people: _New) -> None:
    words = [(id_, word) for id_, one, _fate in people for word in one.keywords]
    if not words:
        return
    numbered = list(zip(ids(tx, keyword, len(words)), words, strict=True))
    named = ("id", "subscriber_id", "position", "written", "keys", "excludes", "change", "ended")
    rows = (
        (number, id_, word.position, word.written, word.keys, word.excludes, 1, False)
        for number, (id_, word) in numbered
    )
    lay(tx, keyword, named, rows)
    keys = ((key, id_, word.excludes, number) for number, (id_, word) in numbered for key in set(word.keys))
    lay(tx, keyword_key, ("key", "subscriber_id", "excludes", "keyword_id"), keys)


def _join(tx: Connection, id_: int, person: str) -> None:
    """Let an address be of the person whose first address is named, and which came before or is this one."""
    channel, _, address = person.partition(":")
    at = (subscriber.c.channel == channel, subscriber.c.address == address)
    first = tx.execute(select(subscriber.c.id, subscriber.c.person_id).where(*at)).one_or_none()
    if first is None:
        return
    joined = update(subscriber).where(subscriber.c.id.in_([id_, first.id]))
    tx.execute(joined.values(person_id=first.person_id or first.id))


def _wake(tx: Connection, id_: SubscriberId, one: Carried) -> None:
    """Let alerts reach somebody who had only been met: their name and their choices stay as they are here."""
    subscribers.activate(tx, id_)
    for proof in one.proofs:
        if proof.ended_at is None:
            subscribers.subscribe(tx, id_, [TopicId(proof.topic)], _consent(proof))


def _consent(proof: Proof) -> Consent:
    return Consent(proof.at, proof.how, proof.words, proof.language, ORIGIN)
