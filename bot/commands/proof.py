"""The steps of a consent in plain words."""

from bot.ask import Ask
from bot.commands.shown import isolated, topic_names
from bot.rules.origin import Origin
from bot.store.consent import Step, Taken
from bot.texts import Text, _, say, say_moment, say_row, verbatim

_STEPS = {
    Step.ASKED: _("you asked for alerts, and we asked whether you mean it"),
    Step.GIVEN: _("you asked for alerts"),
    Step.CONFIRMED: _("you answered yes to our question"),
    Step.ENDED: _("alerts ended"),
}

_ORIGINS = {
    Origin.LINK: _("by a link"),
    Origin.CAMPAIGN: _("by a link of the campaign {campaign}"),
    Origin.QR: _("by the QR code {campaign}"),
    Origin.WORD: _("by a word that you wrote"),
    Origin.COMMAND: _("by a command"),
    Origin.BUTTON: _("by a button"),
    Origin.IMPORT: _("by a file that the newsroom took in"),
}


def said(ask: Ask, taken: Taken) -> Text:
    """Say when a step was taken, which, on what, where from, and which words were shown."""
    language = ask.who.language
    moment = say_moment(taken.at, language, ask.newsroom.timezone)
    topics = [topic for topic in ask.newsroom.topics if topic.id in taken.topics]
    parts = [_("{when}: {step}", when=moment, step=_STEPS[taken.step])]
    if topics:
        parts.append(_("on: {topics}", topics=topic_names(ask, topics)))
    origin = _origin(taken)
    if origin:
        parts.append(origin)
    if taken.words:
        parts.append(_("you were shown: “{words}”", words=_whole(taken.words)))
    return verbatim(say_row((say(part, language) for part in parts), language, ";"))


def _origin(taken: Taken) -> Text | None:
    if taken.origin not in _ORIGINS:
        return None
    form = _ORIGINS[Origin(taken.origin)]
    return Text(form.singular, {"campaign": isolated(taken.campaign)})


def _whole(words: str) -> str:
    return f"\u2068{words}\u2069"
