"""Pictures: columns of numbers as shapes of a fixed size, which a template writes as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720.0
HEIGHT: Final = 180.0
FLOOR: Final = 150.0
"""Units of the drawing: its size, and where columns stand; below are their names."""

MOST_NAMES: Final = 6
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column: which series it is of, from 0, and where it stands."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: bars, names below them, and a scale of lines with their numbers.

    `rows` are the same numbers as a table: for each place its name, and a number for each series.
    """

    id: str
    title: str
    unit: str
    series: Sequence[str]
    bars: Sequence[Bar]
    names: Sequence[tuple[float, str]]
    lines: Sequence[tuple[float, str]]
    rows: Sequence[tuple[str, Sequence[str]]]
    target: float | None = None  # where a line across is

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not self.bars


def draw(
    id_: str,
    title: str,
    places: Sequence[str],
    series: Mapping[str, Sequence[float]],
    unit: str = "",
    target: float | None = None,
) -> Picture:
    """Stand the series on one another, place by place; with a `target` the scale is of per cent."""
    sums = [sum(values) for values in zip(*series.values(), strict=True)] if series else []
    top = 100.0 if target else _round_up(max(sums, default=0.0))
    step = WIDTH / max(len(places), 1)
    bars: list[Bar] = []
    for place in range(len(places)):
        y = FLOOR
        for number, values in enumerate(series.values()):
            height = FLOOR * min(values[place], top) / top
            y -= height
            if height > 0:
                bars.append(
                    Bar(
                        number,
                        round(place * step + step * 0.12, 1),
                        round(y, 1),
                        round(step * 0.76, 1),
                        round(height, 1),
                    )
                )
    every = max(1, -(-len(places) // MOST_NAMES))
    names = [(round((place + 0.5) * step, 1), name) for place, name in enumerate(places) if not place % every]
    lines = [(round(FLOOR * (1 - share), 1), f"{_short(top * share)}{unit}") for share in (0.5, 1.0)]
    rows = [
        (name, [f"{values[place]:g}{unit}" for values in series.values()])
        for place, name in enumerate(places)
    ]
    at = None if target is None else round(FLOOR * (1 - target / top), 1)
    return Picture(id_, title, unit, list(series), bars, names, lines, rows, at)


def _short(number: float) -> str:
    return f"{number / 1000:g}k" if number >= 10_000 else f"{number:g}"  # noqa: PLR2004 -- five digits have no room


def _round_up(value: float) -> float:
    """Find a number at which a scale may end: 1, 2 or 5, and zeros."""
    power = 1.0
    while True:
        for step in _STEPS:
            if step * power >= value:
                return step * power
        power *= 10
