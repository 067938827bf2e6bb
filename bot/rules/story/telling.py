"""A telling: what one entry says of a story, and the words that it is compared by."""

from dataclasses import dataclass
from datetime import datetime
from sys import intern
from typing import Final, Protocol

from bot.rules.story.keys import canonical_link, folded_title, identifies, names_a_page
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
    vector: bytes = b""  # of meaning, 384 signed bytes; empty where there is none


class Placed(Protocol):
    """What is kept of a telling that was placed; the store's placement is one."""

    @property
    def entry_id(self) -> int:
        """The entry that told it."""
        ...

    @property
    def source_id(self) -> int:
        """Whose entry it is."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def lead(self) -> str:
        """The start of its text; may be empty."""
        ...

    @property
    def language(self) -> str:
        """Its language; may be empty."""
        ...

    @property
    def link(self) -> str:
        """Where it leads; may be empty."""
        ...

    @property
    def published_at(self) -> datetime:
        """When it counts as published."""
        ...

    @property
    def vector(self) -> bytes:
        """Its vector of meaning; empty where there is none."""
        ...


def telling_as_placed(place: Placed) -> Telling:
    """Make of a placement the telling that was placed."""
    return Telling(
        str(place.entry_id),
        place.title,
        place.published_at,
        place.lead,
        place.language,
        str(place.source_id),
        place.link,
        place.vector,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A telling, prepared once to be compared often; texts and vector are left out, for 100,000 are live."""

    id: str
    language: str
    source: str
    title: Words
    lead: Words
    all_stems: tuple[str, ...]  # of title and lead, each once
    folded: str
    key: str  # empty where the title is too short to identify a story
    link: str  # empty where it leads to no page
    hours: float  # since the epoch

    @property
    def stems(self) -> frozenset[str]:
        """Give the stems of the title."""
        return frozenset(self.title.stems)

    @property
    def grams(self) -> frozenset[str]:
        """Cut the folded title into all its runs of four characters."""
        return frozenset(self.folded[at : at + GRAM] for at in range(len(self.folded) - GRAM + 1))


def told(telling: Telling) -> Told:
    """Prepare a telling."""
    title = words_of(telling.title, telling.language)
    lead = words_of(lead_of(telling.text), telling.language)
    link = canonical_link(telling.link)
    folded = folded_title(telling.title)
    return Told(
        id=telling.id,
        language=intern(telling.language),
        source=intern(telling.source),
        title=title,
        lead=lead,
        all_stems=tuple(dict.fromkeys(title.stems + lead.stems)) if lead.stems else title.stems,
        folded=folded,
        key=folded if identifies(folded) else "",
        link=link if names_a_page(link) else "",
        hours=telling.published.timestamp() / 3600,
    )
