"""Tellings for tests: a small stream of invented headlines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.rules.story.placing import Placement, Window
from bot.rules.story.telling import Telling

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
BRIDGE = "Le pont suspendu de Valmont rouvre après six mois de travaux"
BRIDGE_AGAIN = "Valmont : le pont suspendu rouvre enfin, six mois de travaux"
FERRY = "Naufrage du ferry Albatros au large de Rochebrune, trois disparus"
OTHERS = (
    "La grève des enseignants suspendue à Montclair",
    "Un incendie ravage une scierie près de Lormont",
    "Le budget de la région adopté de justesse",
    "Victoire des Corbeaux contre Sainte-Aulde en finale",
)


def a_telling(title: str, *, hours: float = 0.0, name: str = "", **about: Any) -> Telling:  # noqa: ANN401 -- what `replace` takes
    telling = Telling(
        id=name or f"{title}@{hours}", title=title, published=START + timedelta(hours=hours), language="fr"
    )
    return replace(telling, **about)


def placed(window: Window, telling: Telling) -> Placement:
    """Place a telling, and add it to the story found or to its own."""
    placement = window.place(telling)
    window.add(telling, placement.story or telling.id)
    return placement


def a_window(*titles: str) -> Window:
    window = Window()
    for title in titles or OTHERS:
        placed(window, a_telling(title))
    return window


def a_vector(*parts: tuple[int, int]) -> bytes:
    """Make a vector of meaning: parts are places and how much stands there."""
    numbers = [0] * 384
    for place, much in parts:
        numbers[place] = much
    return bytes(number % 256 for number in numbers)


WORDS = (
    "pont",
    "Valmont",
    "ferry",
    "Albatros",
    "incendie",
    "Lormont",
    "grève",
    "budget",
    "12",
    "14",
    "rouvre",
)
TITLES = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
STREAMS = st.lists(st.tuples(TITLES, st.floats(0, 30), st.sampled_from(["", "A", "B"])), max_size=25)
"""Title, hours since the telling before, outlet."""


def tellings(drawn: list[tuple[str, float, str]]) -> list[Telling]:
    hours, found = 0.0, []
    for number, (title, gap, source) in enumerate(drawn):
        hours += gap
        found.append(a_telling(title, hours=hours, name=str(number), source=source))
    return found


LANGUAGES = ("fr", "he", "")
VECTORS = st.one_of(
    st.just(b""),
    st.lists(st.tuples(st.integers(0, 7), st.integers(-127, 127)), max_size=6).map(
        lambda parts: a_vector(*parts)
    ),
)
MEANT = st.lists(st.tuples(TITLES, st.floats(0, 100), st.sampled_from(LANGUAGES), VECTORS), max_size=25)
"""Titles, hours (in any order, and more than a window holds), languages, vectors."""


def meant(rows: Sequence[tuple[str, float, str, bytes]]) -> list[Telling]:
    """Make tellings of what `MEANT` draws."""
    return [
        replace(a_telling(title, hours=hours, name=str(at)), language=language, vector=vector)
        for at, (title, hours, language, vector) in enumerate(rows)
    ]
