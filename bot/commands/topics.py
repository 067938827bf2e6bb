"""/topics: choose what alerts to get."""

from collections.abc import Sequence

from bot.ask import Ask, Choice, Reply
from bot.commands import joining
from bot.errors import UsageError
from bot.model import Role, Topic
from bot.newsroom import Newsroom
from bot.rules.consent import fold
from bot.store import subscriber as subscribers
from bot.texts import Text, _, verbatim

ROLE = Role.READER
HELP = _("choose your topics")

TOGGLE = "toggle "


def run(ask: Ask) -> Sequence[Reply]:
    """Show the topics, or put one on or off."""
    if not ask.args.startswith(TOGGLE):
        return (card(ask),)
    topic = ask.newsroom.topic(ask.args.removeprefix(TOGGLE).strip())
    if topic is None:
        raise UsageError(_("This topic does not exist any more. /topics shows those there are."))
    return (_toggle(ask, topic) or card(ask, replaces=True),)


def card(ask: Ask, *before: Text, replaces: bool = False) -> Reply:
    """Show all topics, those chosen with a tick, and what ticking one means."""
    chosen = subscribers.chosen(ask.tx, ask.who.id)
    choices = tuple((_choice(ask, topic, ticked=topic.id in chosen),) for topic in ask.newsroom.topics)
    none = () if chosen & {topic.id for topic in ask.newsroom.topics} else (_NONE,)
    return Reply((*before, _consent(ask), *none), _("Your topics"), choices, replaces)


def find_topic(newsroom: Newsroom, words: str) -> Topic | None:
    """Find a topic by its id, or by its name in any language."""
    wanted = fold(words)
    for topic in newsroom.topics:
        if wanted and wanted in {fold(name) for name in (topic.id, *topic.names.values())}:
            return topic
    return None


_NONE = _("No topic is ticked: no alerts will come.")


def _consent(ask: Ask) -> Text:
    return _(
        "Alerts from {newsroom} on the topics you tick come here. To end them, write STOP at any time.",
        newsroom=ask.newsroom.name,
    )


def _choice(ask: Ask, topic: Topic, *, ticked: bool) -> Choice:
    name = topic.name(ask.who.language)
    return Choice(verbatim(f"✓ {name}" if ticked else name), f"topics {TOGGLE}{topic.id}")


def _toggle(ask: Ask, topic: Topic) -> Reply | None:
    if topic.id in subscribers.chosen(ask.tx, ask.who.id):
        how = joining.how_asked(ask, "topics")
        subscribers.unsubscribe(ask.tx, ask.who.id, [topic.id], ask.now, how, ask.origin)
        return None
    wanted = [one for one in ask.newsroom.topics if one == topic or one.id in joining.waiting(ask)]
    return joining.join(ask, wanted, _consent(ask), "topics")
