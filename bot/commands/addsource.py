"""/addsource: poll one more place."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.ask import Ask, Choice, Reply
from bot.commands import acts
from bot.commands.invite import unknown_topic
from bot.commands.shown import topic_names
from bot.commands.source_words import health_of, name_of
from bot.commands.topics import find_topic
from bot.errors import UsageError
from bot.model import Role, SourceId, Topic
from bot.store import found
from bot.store import source as sources
from bot.texts import Text, _

ROLE = Role.ADMIN
HELP = _("add a source: /addsource, its address, its topics")

LONGEST_URL = 2000

# Quotation marks of every kind, brackets, and the marks of direction that come with what is pasted.
_AROUND = "<>[]{}\"'`«»“”„‘’\u200e\u200f\u2066\u2067\u2068\u2069"  # noqa: RUF001 -- as it says
_AFTER = ".,;:!?…" + _AROUND
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:/|$))", re.IGNORECASE)  # example.org:8080 has none


def run(ask: Ask) -> Sequence[Reply]:
    """Add a source that is looked at at once; one that is known gets the topics named."""
    first, *rest = ask.args.split() or [""]
    url = address_in(first)
    check(url)
    topics = [_topic(ask, word) for word in rest]
    known = found.by_address(ask.tx, url)
    if known and not topics:
        return (_there(ask, known),)
    chosen = topics or list(ask.newsroom.topics)
    id_ = sources.add(ask.tx, _source(ask, url, chosen, known), ask.now)
    after = {"host": urlsplit(url).hostname, "topics": [topic.id for topic in chosen]}
    acts.done(ask, "change" if known else "add", acts.source(id_), after=after)
    words = (*_answer(known, id_), *_where(ask, chosen, all_topics=not topics))
    return (Reply(words, choices=_choices(id_)),)


def _there(ask: Ask, known: sources.SourceRow) -> Reply:
    words = (
        _("This source is there already: #{id} {name}", id=known.id, name=name_of(known)),
        health_of(ask, known),
        _("Nothing was changed. To give it other topics, send the command again with topics behind it."),
    )
    return Reply(words, choices=_choices(known.id))


def _choices(id_: SourceId) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(_("Show the source"), f"sources {id_}"), Choice(_("Test"), f"test #{id_}")),)


def address_in(words: str) -> str:
    """Take the address out of what was written around it: quotes, brackets, the end of a sentence."""
    bare = words.lstrip(_AROUND + "(").rstrip(_AFTER)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_AFTER)
    bare = bare.removeprefix("feed:").removeprefix("//")
    if not bare or _SCHEME.match(bare):
        return bare
    return f"https://{bare}"


def check(url: str) -> None:
    """See that an address can be one of a source; raises UsageError."""
    if not url:
        raise UsageError(
            _("Write /addsource and the address of a site or of a feed, then its topics if you like.")
        )
    if len(url) > LONGEST_URL or not _well_formed(url):
        raise UsageError(
            _(
                "That is no address that I can poll. It must look like example.org or https://example.org/feed.xml"
            )
        )


def _well_formed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    named = "." in (parts.hostname or "") or parts.hostname == "localhost" or ":" in (parts.hostname or "")
    return whole and named and not parts.username and url.isprintable()


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
        return sources.NewSource(url, "chat", kind="site", topics=ids, added_by=ask.who.id)
    return sources.NewSource(
        url,
        "chat",
        kind=known.kind,
        language=known.language,
        priority=known.priority,
        every=known.every,
        topics=ids,
    )


def _answer(known: sources.SourceRow | None, id_: SourceId) -> tuple[Text, ...]:
    if known:
        changed = _("Source #{id} has other topics now.", id=id_)
        again = _("It was paused, and is looked at again: what it publishes from now on becomes alerts.")
        return (changed, again) if known.paused_at else (changed,)
    return (
        _(
            "Source #{id} is added. I look at it now, find its feed if need be, and tell you; "
            "what it holds already is not sent to anyone.",
            id=id_,
        ),
    )


def _where(ask: Ask, chosen: Sequence[Topic], *, all_topics: bool) -> tuple[Text, ...]:
    if all_topics:
        return (_("Its alerts go to all topics. To choose, send the command again with topics behind it."),)
    return (_("Its alerts go to: {topics}.", topics=topic_names(ask, chosen)),)
