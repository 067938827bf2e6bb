"""A telling: what one entry says of a story, and the words that it is compared by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.rules.story.keys import canonical_link, folded_title, names_a_page, title_key
from bot.rules.story.words import Words, lead_of, words_of

GRAM: Final = 4  # characters in a row


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry as stories are told apart by it; texts are plain text, `published` is aware."""

    id: str
    title: str
    published: datetime
    text: str = ""
    language: str = ""
    source: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A telling, prepared once to be compared often."""

    telling: Telling
    title: Words
    lead: Words
    stems: frozenset[str]  # of the title
    all_stems: tuple[str, ...]  # of title and lead, each once
    folded: str
    grams: frozenset[str]  # of the folded title
    key: str  # empty where the title is too short to identify a story
    link: str  # empty where it leads to no page
    hours: float  # since the epoch


def told(telling: Telling) -> Told:
    """Prepare a telling."""
    title = words_of(telling.title, telling.language)
    lead = words_of(lead_of(telling.text), telling.language)
    link = canonical_link(telling.link)
    folded = folded_title(telling.title)
    return Told(
        telling=telling,
        title=title,
        lead=lead,
        stems=frozenset(title.stems),
        all_stems=tuple(dict.fromkeys(title.stems + lead.stems)),
        folded=folded,
        grams=frozenset(folded[at : at + GRAM] for at in range(len(folded) - GRAM + 1)),
        key=title_key(telling.title),
        link=link if names_a_page(link) else "",
        hours=telling.published.timestamp() / 3600,
    )
