"""A person as the cells of a table."""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.carried import Carried, Proof, Step
from bot.rules.roster import quoted

_NO_PROOF = ("", "", "", "")


def cells(one: Carried) -> tuple[str, ...]:
    """Write a person, in the order of the columns; no cell does anything in a spreadsheet."""
    standing = [proof for proof in one.proofs if proof.ended_at is None]
    topics = tuple(proof.topic for proof in standing)
    last = max(standing, key=_given_at) if standing else None
    given = _last_given(one.steps)
    seat = one.place
    return (
        one.channel,
        quoted(one.address),
        quoted(one.name) if one.name else "",
        one.language,
        " ".join(topics),
        *((_moment(last.at), quoted(last.how), quoted(last.words)) if last else _NO_PROOF[:3]),
        one.status,
        _moment(one.joined_at),
        _moment(one.left_at),
        _moment(one.banned_at),
        quoted(one.account),
        one.role,
        "yes" if one.silent else "",
        one.updates,
        one.urgency,
        one.reads,
        "" if one.pictures is None else ("yes" if one.pictures else "no"),
        one.wish,
        _json([[word.position, word.written, word.excludes, word.keys] for word in one.keywords]),
        _json(one.mutes),
        quoted(one.person) if one.person else "",
        _json([seat.kind, seat.added_by, _moment(seat.added_at)]) if seat else "",
        last.language if last else "",
        given.origin if given else "",
        quoted(given.campaign) if given else "",
        "" if _alike(one.proofs, last) else _json(list(map(_proof, one.proofs))),
        "" if _told(one.steps, last, topics) else _json(list(map(_step, one.steps)), empty="[]"),
    )


def _given_at(proof: Proof) -> datetime:
    return proof.at


def _last_given(steps: Sequence[Step]) -> Step | None:
    return next((step for step in reversed(steps) if step.step in {"given", "confirmed"}), None)


def _alike(proofs: Sequence[Proof], last: Proof | None) -> bool:
    """Say whether the columns of consent say of each topic what is to be said."""
    if last is None:
        return not proofs
    of_last = last[1:]
    return all(proof[1:] == of_last for proof in proofs)


def _told(steps: Sequence[Step], last: Proof | None, topics: tuple[str, ...]) -> bool:
    """Say whether the history is one step, which the columns of consent tell."""
    if last is None or len(steps) != 1:
        return last is None and not steps
    one = steps[0]
    same = (one.step, one.at, one.how, one.words, one.language, one.topics)
    return same == ("given", last.at, last.how, last.words, last.language, topics)


def _proof(one: Proof) -> list[str | None]:
    return [one.topic, _moment(one.at), one.how, one.words, one.language, _moment(one.ended_at) or None]


def _step(one: Step) -> list[object]:
    about = [one.step, _moment(one.at), one.how, one.origin, one.campaign, one.words, one.language]
    return [*about, list(one.topics)]


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _json(value: Sequence[object], empty: str = "") -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else empty
