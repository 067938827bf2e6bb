"""Under which topics another bot's feeds go, and the topics that are made of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app.opml import save
from bot.errors import SettingsError
from bot.newsroom import Newsroom
from bot.rules.portable.rival import Feed, topic_ids
from bot.store.source import SourceRow

Filed = Mapping[int, tuple[str, ...]]
"""The topics of each feed, by the other bot's number for it."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Where feeds go that are not here yet: to topics that are named, or each to one of its own."""

    named: tuple[str, ...] = ()
    each: bool = False


def filed(newsroom: Newsroom, feeds: Sequence[Feed], here: Mapping[str, SourceRow], filing: Filing) -> Filed:
    """File feeds: those that are sources already under the topics that these have, others as is wanted.

    Raises:
        SettingsError: a topic is none of the newsroom's, or there are feeds that go nowhere.

    """
    if unknown := [name for name in filing.named if newsroom.topic(name) is None]:
        known = ", ".join(topic.id for topic in newsroom.topics)
        raise SettingsError(f"--topic names {', '.join(unknown)}, which is no topic; choose among {known}")
    every = tuple(str(topic.id) for topic in newsroom.topics)
    known_topics = {
        feed.key: tuple(map(str, here[feed.url].topics)) or every for feed in feeds if feed.url in here
    }
    new = [feed for feed in feeds if feed.url not in here]
    if filing.each:
        return {**known_topics, **{key: (id_,) for key, id_ in own_topics(newsroom, new).items()}}
    if new and not filing.named:
        first = ", ".join(feed.url for feed in new[:3])
        raise SettingsError(
            f"{len(new)} feeds have no topic ({first} …): name one with --topic, make one of each with "
            "--topics-from-feeds, or import them first as OPML, whose categories are your topics"
        )
    return {**known_topics, **{feed.key: filing.named for feed in new}}


def own_topics(newsroom: Newsroom, new: Sequence[Feed]) -> dict[int, str]:
    """Name a topic for each feed; one that a run before has made of a feed is found by its name."""
    by_name = {topic.name(newsroom.languages[0]): str(topic.id) for topic in newsroom.topics}
    made = {feed.key: by_name[_name(feed)] for feed in new if _name(feed) in by_name}
    left = [feed for feed in new if feed.key not in made]
    return made | topic_ids(left, [str(topic.id) for topic in newsroom.topics])


def lines(newsroom: Newsroom, new: Sequence[Feed], under: Filed) -> str:
    """Write what the newsroom file has to say of topics that are made of feeds; none: nothing is new."""
    made = {under[feed.key][0]: _name(feed) for feed in new if newsroom.topic(under[feed.key][0]) is None}
    language = newsroom.languages[0]
    return "".join(
        f"\n[[topic]]\nid = {_quoted(id_)}\nnames = {{ {language} = {_quoted(name)} }}\n"
        for id_, name in made.items()
    )


def append(place: Path, written: str) -> None:
    """Add topics to the newsroom file; the one before stays beside it.

    Raises:
        SettingsError: it can't be written.

    """
    try:
        before = place.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"{place} can't be read ({error.strerror})") from error
    save(place.with_name(f"{place.name}.before"), before.encode())
    save(place, f"{before.rstrip()}\n{written}".encode())


def _name(feed: Feed) -> str:
    return feed.title[:80] or feed.url


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "")
