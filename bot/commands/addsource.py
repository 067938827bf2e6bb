"""/addsource: poll one more place."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.commands.invite import unknown_topic
from bot.commands.sources import name_of
from bot.commands.topics import find_topic, names
from bot.errors import UsageError
from bot.model import Role, SourceId, Topic
from bot.ports import Ask, Reply
from bot.store import source as sources
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("add a source: /addsource, its address, its topics")

LONGEST_URL = 2000


def run(ask: Ask) -> Sequence[Reply]:
    """Add a source that is looked at at once; one that is known gets the topics named."""
    url, *rest = ask.args.split() or [""]
    _check(url)
    topics = [_topic(ask, word) for word in rest]
    known = sources.by_url(ask.tx, url)
    if known and not topics:
        raise UsageError(_("This source is there already: #{id} {name}", id=known.id, name=name_of(known)))
    chosen = topics or list(ask.newsroom.topics)
    id_ = sources.add(ask.tx, _source(ask, url, chosen, known), ask.now)
    return (Reply((_answer(known, id_), *_where(ask, chosen, all_topics=not topics))),)


def _check(url: str) -> None:
    if not url:
        raise UsageError(_("Write /addsource and the address of a feed, then its topics if you like."))
    if len(url) > LONGEST_URL or not _well_formed(url):
        raise UsageError(
            _("That is no address that I can poll. It must look like https://example.org/feed.xml")
        )


def _well_formed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and not parts.username and url.isprintable()


def _topic(ask: Ask, word: str) -> Topic:
    topic = find_topic(ask.newsroom, word)
    if topic is None:
        raise unknown_topic(ask, word)
    return topic


def _source(
    ask: Ask, url: str, topics: Sequence[Topic], known: sources.SourceRow | None
) -> sources.NewSource:
    ids = tuple(topic.id for topic in topics)
    if known is None:
        return sources.NewSource(url, "chat", topics=ids, added_by=ask.who.id)
    return sources.NewSource(
        url,
        "chat",
        kind=known.kind,
        language=known.language,
        priority=known.priority,
        every=known.every,
        topics=ids,
    )


def _answer(known: sources.SourceRow | None, id_: SourceId) -> Text:
    if known:
        return _("Source #{id} has other topics now.", id=id_)
    return _(
        "Source #{id} is added. I look at it now and tell you what I find; "
        "what it holds already is not sent to anyone.",
        id=id_,
    )


def _where(ask: Ask, chosen: Sequence[Topic], *, all_topics: bool) -> tuple[Text, ...]:
    if all_topics:
        return (_("Its alerts go to all topics. To choose, send the command again with topics behind it."),)
    return (_("Its alerts go to: {topics}.", topics=names(ask, chosen)),)
