"""/alert: write an alert by hand, see it as readers will, then let it go."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.ask import Ask, Reply
from bot.commands import acts
from bot.commands import draft as drafts
from bot.commands.forecast import expected
from bot.commands.numbers import alert_of
from bot.commands.sending import choices, send, too_late
from bot.commands.shown import topic_names
from bot.model import AlertId, AlertKind, AlertState, Priority, Role, StoryId, Summary
from bot.rules.alert import alert_message
from bot.rules.summary import language_of
from bot.store import alert as alerts
from bot.store import edition as editions
from bot.store import entry as entries
from bot.store.reach import reach
from bot.texts import _, n_

ROLE = Role.EDITOR
HELP = _("write an alert by hand; nothing leaves before you confirm")

_DECISION = re.compile(r"(send|breaking|cancel) (\d{1,12})")


def run(ask: Ask) -> Sequence[Reply]:
    """Hold what was written and show it, or decide on one that is held."""
    decision = _DECISION.fullmatch(ask.args.strip())
    if decision is None:
        return _hold(ask, drafts.read(ask.args, ask.newsroom))
    id_ = alert_of(ask, AlertId(int(decision[2]))).id
    return (_decide(ask, id_, decision[1]),)


def _hold(ask: Ask, draft: drafts.Draft) -> Sequence[Reply]:
    story = entries.open_story(ask.tx, ask.now)
    written = [replace(one, language=one.language or _language(ask, one)) for one in (draft, *draft.others)]
    drafts.check_languages(written)
    ids = [alerts.write(ask.tx, _new(ask, one, story), ask.now) for one in written]
    if len(ids) > 1:
        editions.bind(ask.tx, ids)
    for id_, one in zip(ids, written, strict=True):
        acts.done(ask, "write", acts.alert(id_), after={"state": "held", "headline": one.headline})
    rows = alerts.by_ids(ask.tx, ids)
    zone, language = ask.newsroom.timezone, ask.who.language
    previews = [Reply((), message=alert_message(rows[id_], language, zone)) for id_ in ids]
    return (*previews, _question(ask, ids[0], draft))


def _new(ask: Ask, draft: drafts.Draft, story: StoryId) -> alerts.NewAlert:
    return alerts.NewAlert(
        story_id=story,
        kind=AlertKind.NEW,
        priority=Priority.NORMAL,
        state=AlertState.HELD,
        summary=Summary(draft.headline, draft.lines, draft.language),
        byline=ask.newsroom.name,
        link=draft.link,
        topics=tuple(topic.id for topic in draft.topics),
        published_at=ask.now,
        expires_at=ask.now + ask.alert_life,
        written_by=ask.who.id,
        picture=draft.picture,
    )


def _language(ask: Ask, draft: drafts.Draft) -> str:
    """Name the language of what was written, among those that the newsroom or the editor speaks."""
    said = ask.who.language
    found = language_of("\n".join((draft.headline, *draft.lines)))
    return found if found in {*ask.newsroom.languages, said} else said


def _question(ask: Ask, id_: AlertId, draft: drafts.Draft) -> Reply:
    topics = [topic.id for topic in draft.topics]
    found = reach(ask.tx, topics)
    words = n_(
        "This is how it will look. It goes to {count} reader, on: {topics}.",
        "This is how it will look. It goes to {count} readers, on: {topics}.",
        sum(one.readers for one in found),
        topics=topic_names(ask, draft.topics),
    )
    each = _("Each reader gets it in one language: the first of theirs that it is written in.")
    several = (each,) if draft.others else ()
    waits = _("Nothing has been sent yet.")
    return Reply((words, *several, *expected(ask, found, topics), waits), choices=choices(id_))


def _decide(ask: Ask, id_: AlertId, word: str) -> Reply:
    if word != "cancel":
        return send(ask, id_, Priority.BREAKING if word == "breaking" else Priority.NORMAL)
    if not alerts.drop(ask.tx, id_):
        return Reply((too_late(ask, id_),), replaces=ask.pressed)
    acts.done(ask, "cancel", acts.alert(id_), {"state": "held"}, {"state": "dropped"})
    return Reply((_("Cancelled: nobody gets it."),), replaces=ask.pressed)
