"""/settings: all that a reader may choose, in one message that changes in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

# the registry imports this module in turn: only its name is taken here, its table when somebody asks
from bot import commands
from bot.ask import Ask, Choice, Reply
from bot.commands import digest, language, link, pages, pictures, quiet, reading, updates, urgency, wishes
from bot.commands.shown import isolated, topic_names
from bot.errors import UsageError
from bot.model import Role
from bot.store import keyword as keywords
from bot.store import mute as mutes
from bot.store import subscriber as subscribers
from bot.texts import Text, _, n_, say, verbatim

ROLE = Role.READER
HELP = _("all that you can choose, in one place")

BACK = Choice(_("‹ Settings"), "settings")  # noqa: RUF001 -- a sign that turns round in Hebrew
IN_A_ROW = 2
IN_LISTS = frozenset({"whatsapp"})
"""Channels that show choices in lists of ten at most."""
NOTHING = verbatim("–")  # noqa: RUF001 -- a dash: "none" would need the gender of what there is none of


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the settings: what it is called, and how it stands for whoever asks."""

    label: Text
    state: Callable[[Ask], Text]


def run(ask: Ask) -> Sequence[Reply]:
    """Show all settings, or one: what its command answers, with the way back."""
    page, words = pages.split(ask.args)
    name, _space, args = words.partition(" ")
    if name not in SETTINGS:
        return (_card(ask, page),)
    try:
        replies = commands.COMMANDS[name].run(replace(ask, args=args.strip()))
    except UsageError as error:
        return (Reply((error.text,), choices=((BACK,),)),)
    return tuple(_inside(reply, replaces=ask.pressed) for reply in replies)


def _card(ask: Ask, page: int) -> Reply:
    lines = [_("{setting}: {state}", setting=one.label, state=one.state(ask)) for one in SETTINGS.values()]
    listed = verbatim("\n".join(say(line, ask.who.language) for line in lines))
    choices = [Choice(one.label, f"settings {name}") for name, one in SETTINGS.items()]
    size = pages.SIZE if ask.phone.address.channel in IN_LISTS else len(choices)
    page = min(page, pages.last(len(choices), size))
    shown = choices[page * size : (page + 1) * size]
    rows = tuple(tuple(shown[at : at + IN_A_ROW]) for at in range(0, len(shown), IN_A_ROW))
    turning = pages.choices("settings", "", page, len(choices), size)
    return Reply((listed,), _("Settings"), (*rows, *turning), replaces=ask.pressed)


def _inside(reply: Reply, *, replaces: bool) -> Reply:
    """Keep who presses a button of a setting within the settings, one tap from all of them."""
    if reply.to is not None:
        return reply
    rows = tuple(tuple(_within(choice) for choice in row) for row in reply.choices)
    return replace(reply, choices=(*rows, (BACK,)), replaces=replaces)


def _within(choice: Choice) -> Choice:
    name, _space, _args = choice.data.partition(" ")
    return replace(choice, data=f"settings {choice.data}") if name in SETTINGS else choice


# ---- how each stands -----------------------------------------------------------------------------


def _topics(ask: Ask) -> Text:
    chosen = subscribers.chosen(ask.tx, ask.who.id)
    ticked = [topic for topic in ask.newsroom.topics if topic.id in chosen]
    return verbatim(f"\u2068{topic_names(ask, ticked)}\u2069") if ticked else NOTHING


def _updates(ask: Ask) -> Text:
    return updates.LABELS[ask.who.updates]


def _urgency(ask: Ask) -> Text:
    return urgency.LABELS[ask.who.urgency]


def _keywords(ask: Ask) -> Text:
    count = len(keywords.of(ask.tx, ask.who.id))
    return n_("{count} keyword", "{count} keywords", count) if count else NOTHING


def _mutes(ask: Ask) -> Text:
    count = len(mutes.of(ask.tx, ask.who.id))
    return n_("{count} source", "{count} sources", count) if count else NOTHING


def _quiet(ask: Ask) -> Text:
    wish = wishes.of(ask)
    if wish.quiet_from == wish.quiet_until:
        return NOTHING
    return verbatim(isolated(quiet.span(wish.quiet_from, wish.quiet_until, ask.who.language)))


def _digest(ask: Ask) -> Text:
    return digest.LABELS[wishes.of(ask).digest.value]


def _silent(ask: Ask) -> Text:
    return _("off, but for breaking news") if ask.who.silent else _("on")


def _pictures(ask: Ask) -> Text:
    return _("on") if pictures.are_on(ask) else _("off")


def _language(ask: Ask) -> Text:
    return verbatim(language.own(ask.who.language))


SETTINGS: Mapping[str, Setting] = {
    "topics": Setting(_("Topics"), _topics),
    "urgency": Setting(_("Urgency"), _urgency),
    "updates": Setting(_("Updates"), _updates),
    "keywords": Setting(_("Keywords"), _keywords),
    "mute": Setting(_("Muted sources"), _mutes),
    "quiet": Setting(_("Quiet hours"), _quiet),
    "digest": Setting(_("Digest"), _digest),
    "reading": Setting(_("Languages of alerts"), reading.state),
    "pictures": Setting(_("Pictures"), _pictures),
    "silent": Setting(_("Sound"), _silent),
    "language": Setting(_("Language"), _language),
    "link": Setting(_("Phones"), link.state),
}
"""The settings by their commands, in the order in which they are shown: a new one is a line here."""
