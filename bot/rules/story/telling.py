"""A telling: what one entry says of a story, and the words that it is compared by."""

from dataclasses import dataclass
from datetime import datetime
from sys import intern
from typing import Final

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
