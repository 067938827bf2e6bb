"""Charts: panels of bars as a picture for a phone; the only place that knows matplotlib.

It comes with the extra `charts`, and is imported with the first picture: that takes half a second. It
shapes and orders Arabic and Hebrew by itself (from 3.11 on), and brings a font that has their letters.
The colours are those of Okabe and Ito ("Color Universal Design", jfly.uni-koeln.de/color), which people
with any kind of colour vision tell apart; each series has a hatch, too.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer

WIDTH: Final = 1080
PANEL: Final = 440
HEAD: Final = 150
"""Pixels: of the picture's width, of one panel's height, of the title's."""

SMALL: Final = 26
MIDDLE: Final = 30
LARGE: Final = 42
"""Pixels of the letters: 24 are the least that is read on a phone, where the picture is a third as wide."""

FEW: Final = 4
"""Up to so many bars are narrow."""

LEAST: Final = 0.12
"""The share of an axis that a bar must have for a number to stand in it."""

_DPI: Final = 100
_COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
_HATCHES: Final = ("", "//", "..", "xx")
_EDGE: Final[dict[str, Any]] = {"edgecolor": "white", "linewidth": 0}
_INK: Final = "#222222"
_GRID: Final = "#DDDDDD"
_ROOM: Final = 1.18
"""How much higher than the highest bar an axis is: for what is written above."""

_drawing = Lock()


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of bars: what it is called, and a number for each place."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """A row of places with bars: those of its series stand on one another, or hang below where `below`.

    `places` are their names, of which an empty one is not written. `target` is a line across. Where there
    are no series, `words` stand in their place. `told`: the numbers stand in the bars.
    """

    title: str
    places: Sequence[str]
    series: Sequence[Series]
    below: Series | None = None
    target: float | None = None
    most: float | None = None  # the end of the axis; None: as the numbers ask for
    unit: str = ""
    words: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture: its title, a line below it, and panels.

    `number` writes a number as its readers do; `rtl` is for scripts that run from right to left.
    """

    title: str
    subtitle: str
    panels: Sequence[Panel]
    number: Callable[[int], str] = str
    rtl: bool = False


@cache
def available() -> bool:
    """Say whether pictures can be drawn: whether the extra is installed."""
    return find_spec("matplotlib") is not None


def draw(sheet: Sheet) -> bytes:
    """Draw a picture, as PNG; it is this thread's work for half a second."""
    with _drawing:  # its caches of fonts are everybody's
        return _drawn(sheet)


def _drawn(sheet: Sheet) -> bytes:
    from matplotlib import rc_context  # noqa: PLC0415 -- half a second that only who wants a picture pays
    from matplotlib.figure import Figure  # noqa: PLC0415 -- the same

    height = HEAD + PANEL * len(sheet.panels)
    with rc_context({"font.family": ["DejaVu Sans"], "hatch.color": "white", "hatch.linewidth": 1.2}):
        figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        side, anchor = (0.96, "right") if sheet.rtl else (0.04, "left")
        for words, size, top in ((sheet.title, LARGE, 46), (sheet.subtitle, MIDDLE, 104)):
            figure.text(
                side, 1 - top / height, words, ha=anchor, va="center", fontsize=_points(size), color=_INK
            )
        for number, panel in enumerate(sheet.panels):
            floor = height - HEAD - PANEL * (number + 1)
            axes = figure.add_axes((0.11, (floor + 70) / height, 0.78, (PANEL - 190) / height))
            _panel(axes, panel, sheet)
        written = io.BytesIO()
        figure.savefig(written, format="png")
    return written.getvalue()


def _panel(axes: "Axes", panel: Panel, sheet: Sheet) -> None:
    rtl = sheet.rtl
    axes.set_title(
        panel.title, loc="right" if rtl else "left", fontsize=_points(MIDDLE), color=_INK, pad=_points(66)
    )
    for edge in ("top", "left", "right"):
        axes.spines[edge].set_visible(False)
    axes.tick_params(labelsize=_points(SMALL), length=0, colors=_INK)
    if rtl:
        axes.yaxis.tick_right()
    if panel.words:
        axes.set_axis_off()
        axes.text(0.5, 0.5, panel.words, ha="center", va="center", fontsize=_points(SMALL), color=_INK)
        return
    top, depth = _bars(axes, panel)
    _scale(axes, panel, top, depth)
    axes.yaxis.set_major_formatter(lambda value, _at: f"{sheet.number(round(abs(value)))}{panel.unit}")
    if len(panel.series) + bool(panel.below) > 1:
        axes.legend(
            loc="lower right" if rtl else "lower left",
            bbox_to_anchor=(1.01, 0.99) if rtl else (-0.01, 0.99),
            markerfirst=not rtl,
            reverse=rtl,
            ncols=4,
            frameon=False,
            fontsize=_points(SMALL),
            labelcolor=_INK,
            handlelength=1.2,
            columnspacing=1.0,
        )


def _bars(axes: "Axes", panel: Panel) -> tuple[float, float]:
    """Stand the bars on one another; give how high and how deep they come."""
    count = len(panel.places)
    heights, width = [0.0] * count, 0.78 if count > FEW else 0.5
    for number, one in enumerate(panel.series):
        style: dict[str, Any] = {"color": _COLOURS[number], "hatch": _HATCHES[number]} | _EDGE
        bars = axes.bar(range(count), one.values, width, bottom=heights, label=one.label, **style)
        if panel.told:
            _tell(axes, bars, one.values, panel)
        heights = [low + value for low, value in zip(heights, one.values, strict=True)]
    depth = 0.0
    if panel.below is not None:
        style = {"color": "#D55E00", "hatch": "\\\\"} | _EDGE
        depths = [-value for value in panel.below.values]
        axes.bar(range(count), depths, width, label=panel.below.label, **style)
        depth = max(panel.below.values, default=0.0)
        axes.axhline(0, color=_INK, linewidth=1.5)
    return max(heights, default=0.0), depth


def _tell(axes: "Axes", bars: "BarContainer", values: Sequence[float], panel: Panel) -> None:
    """Write into each bar how much it stands for, where it is high enough."""
    least = LEAST * (panel.most or 0)
    words = [f"{round(one)}{panel.unit}" if one >= least else "" for one in values]
    for text in axes.bar_label(bars, words, label_type="center", fontsize=_points(SMALL), color=_INK):
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 3, "alpha": 0.85})
        text.set_visible(bool(text.get_text()))


def _scale(axes: "Axes", panel: Panel, top: float, depth: float) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 -- see above

    high = panel.most or max(top * _ROOM, 1.0)
    axes.set_ylim(-depth * _ROOM, high)
    axes.set_xlim(-0.6, len(panel.places) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=_GRID, linewidth=1.5)
    axes.set_axisbelow(True)
    named = [at for at, name in enumerate(panel.places) if name]
    axes.set_xticks(named, [panel.places[at] for at in named])
    if panel.target is not None:
        axes.axhline(panel.target, color=_INK, linewidth=2.5, linestyle=(0, (4, 3)))


def _points(pixels: int) -> float:
    return pixels * 72 / _DPI
