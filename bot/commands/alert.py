"""/alert: write an alert by hand, see it as readers will, then let it go."""

import re
from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, segment
from bot.commands import draft as drafts
from bot.commands.forecast import expected
from bot.commands.shown import topic_names
from bot.errors import UsageError
from bot.model import AlertId, AlertKind, AlertState, Priority, Role, Summary
from bot.rules.alert import alert_message
from bot.rules.keyword import keys_of
from bot.rules.summary import language_of
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store import entry as entries
from bot.store import segment as segments
from bot.store.reach import reach
from bot.store.segment import SegmentRow
from bot.texts import Text, _, n_

ROLE = Role.EDITOR
HELP = _("write an alert by hand; nothing leaves before you confirm")

_DECISION = re.compile(r"(send|breaking|cancel) (\d{1,12})")


def run(ask: Ask) -> Sequence[Reply]:
    """Hold what was written and show it, or decide on one that is held."""
    decision = _DECISION.fullmatch(ask.args.strip())
    if decision is None:
        return _hold(ask, *segment.draft_of(ask))
    id_ = AlertId(int(decision[2]))
    if alerts.find(ask.tx, id_) is None:
        raise UsageError(_("There is no alert #{id}.", id=id_))
    return (Reply(_decide(ask, id_, decision[1]), replaces=ask.pressed),)


def _hold(ask: Ask, draft: drafts.Draft, only: SegmentRow | None) -> Sequence[Reply]:
    topics = tuple(topic.id for topic in draft.topics)
    new = alerts.NewAlert(
        story_id=entries.open_story(ask.tx, ask.now),
        kind=AlertKind.NEW,
        priority=Priority.NORMAL,
        state=AlertState.HELD,
        summary=Summary(draft.headline, draft.lines, _language(ask, draft)),
        byline=ask.newsroom.name,
        link=draft.link,
        topics=topics,
        published_at=ask.now,
        expires_at=ask.now + ask.alert_life,
        written_by=ask.who.id,
        only=only,
    )
    id_ = alerts.write(ask.tx, new, ask.now)
    after = {"state": "held", "headline": draft.headline} | ({"segment": only.name} if only else {})
    acts.done(ask, "write", acts.alert(id_), after=after)
    row = alerts.by_ids(ask.tx, [id_])[id_]
    preview = alert_message(row, ask.who.language, ask.newsroom.timezone)
    return (Reply((), message=preview), _question(ask, id_, draft, only))


def _language(ask: Ask, draft: drafts.Draft) -> str:
    """Name the language of what was written, among those that the newsroom or the editor speaks."""
    said = ask.who.language
    found = language_of("\n".join((draft.headline, *draft.lines)))
    return found if found in {*ask.newsroom.languages, said} else said


def _question(ask: Ask, id_: AlertId, draft: drafts.Draft, only: SegmentRow | None) -> Reply:
    topics = [topic.id for topic in draft.topics]
    picks = only.picks if only else None
    found = reach(ask.tx, topics, picks)
    words = n_(
        "This is how it will look. It goes to {count} reader, on: {topics}.",
        "This is how it will look. It goes to {count} readers, on: {topics}.",
        sum(one.readers for one in found),
        topics=topic_names(ask, draft.topics),
    )
    choices = (
        (Choice(_("Send"), f"alert send {id_}"), Choice(_("Send as breaking"), f"alert breaking {id_}")),
        (Choice(_("Cancel"), f"alert cancel {id_}"),),
    )
    told = (words, *segment.only(ask, only), *expected(ask, found, topics, picks))
    return Reply((*told, _("Nothing has been sent yet.")), choices=choices)


def _decide(ask: Ask, id_: AlertId, word: str) -> tuple[Text, ...]:
    if word == "cancel":
        if not alerts.drop(ask.tx, id_):
            return (_too_late(ask, id_),)
        acts.done(ask, "cancel", acts.alert(id_), {"state": "held"}, {"state": "dropped"})
        return (_("Cancelled: nobody gets it."),)
    priority = Priority.BREAKING if word == "breaking" else Priority.NORMAL
    if not alerts.release(ask.tx, id_, priority, ask.now, ask.now + ask.alert_life):
        return (_too_late(ask, id_),)
    acts.done(ask, word, acts.alert(id_), {"state": "held"}, {"state": "released"})
    count = segments.count(ask.tx, alerts.topics(ask.tx, id_), segments.picks_of(ask.tx, id_))
    batches.fan_out(ask.tx, id_, priority, ask.now, keys_of)
    going = n_("On its way to {count} reader.", "On its way to {count} readers.", count)
    # in words: a button in the place of "Send" would be hit by whoever presses twice
    return going, _("It is alert #{id}; /recall {id} stops it.", id=id_)


def _too_late(ask: Ask, id_: AlertId) -> Text:
    row = alerts.find(ask.tx, id_)
    if row and row.state is AlertState.DROPPED:
        return _("This alert was cancelled already.")
    if row and row.state is AlertState.RECALLED:
        return _("This alert was recalled already.")
    if row and row.state is AlertState.WITHDRAWN:
        return _("This alert was withdrawn already.")
    return _("This alert was sent already.")
