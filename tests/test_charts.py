import struct
import subprocess
import sys

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from bot import charts
from bot.charts import Panel, Series, Sheet

LETTERS = "אבגדהוזחטיכלמנסעפצקרשתםןץףך ابتثجحخدذرزسشصضطظعغفقكلمنهوي پچژگ éèçñßü йцукен 0123456789 %«»’–"


def a_sheet(*, rtl: bool = False, title: str = "The week", empty: bool = False) -> Sheet:
    hours = Panel(
        "Messages by hour",
        [str(hour) if hour % 3 == 0 else "" for hour in range(24)],
        [Series("Telegram", range(24)), Series("WhatsApp", range(24, 0, -1))],
        words="Nothing." if empty else "",
    )
    days = Panel("Joined and left", ["1.", "2."], [Series("joined", [3, 0])], below=Series("left", [1, 2]))
    shares = Panel("Fates", ["A", "B"], [Series("x", [60, 5]), Series("y", [40, 95])], most=100, told=True)
    return Sheet(title, "16 – 22", (hours, days, shares), rtl=rtl)


def pixels(picture: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    import io  # noqa: PLC0415 -- here alone

    from matplotlib.image import imread  # noqa: PLC0415 -- the same

    return np.asarray(imread(io.BytesIO(picture)))


@pytest.mark.parametrize("rtl", [False, True])
def test_a_picture_is_as_wide_as_a_phone_shows_sharp_and_has_no_letter_too_small(rtl: bool) -> None:  # noqa: FBT001 -- pytest's own
    sheet = a_sheet(rtl=rtl)
    picture = charts.draw(sheet)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (charts.WIDTH, charts.HEAD + 3 * charts.PANEL)
    assert min(charts.SMALL, charts.MIDDLE, charts.LARGE) >= 24
    assert len(picture) < 500_000


def test_a_title_stands_where_its_script_begins() -> None:
    left = pixels(charts.draw(a_sheet()))[: charts.HEAD, :, 0]
    right = pixels(charts.draw(a_sheet(rtl=True, title="השבוע")))[: charts.HEAD, :, 0]
    middle = charts.WIDTH // 2
    assert left[:, :middle].min() < 0.5 < left[:, middle:].min()
    assert right[:, middle:].min() < 0.5 < right[:, :middle].min()


def test_hebrew_is_written_from_the_right() -> None:
    """The narrow letter that a word begins with stands at its right end."""

    def ink(words: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        shown = pixels(charts.draw(Sheet("", words, (), rtl=True)))[:, :, 0] < 0.5
        columns = np.flatnonzero(shown.any(axis=0))
        return np.asarray(shown[:, columns[0] : columns[-1] + 1].any(axis=0))

    begins, ends = ink("י ששששש"), ink("ששששש י")
    gap = np.flatnonzero(~begins)
    assert gap.mean() > len(begins) / 2  # the gap after the yod is at the right
    gap = np.flatnonzero(~ends)
    assert gap.mean() < len(ends) / 2


def test_arabic_letters_are_joined() -> None:
    """Joined they leave fewer gaps than written apart."""

    def pieces(words: str) -> int:
        shown = pixels(charts.draw(Sheet("", words, (), rtl=True)))[:, :, 0] < 0.5
        columns = np.asarray(shown.any(axis=0))
        return int(np.count_nonzero(columns[1:] & ~columns[:-1]))

    assert pieces("سلسبيل") < pieces("س\u200cل\u200cس\u200cب\u200cي\u200cل")


def test_the_font_has_all_letters_that_reports_are_written_in() -> None:
    font = FT2Font(font_manager.findfont("DejaVu Sans"))
    assert [sign for sign in LETTERS if not font.get_char_index(ord(sign))] == []


def test_an_empty_panel_says_so_and_series_are_told_apart_without_colour() -> None:
    assert charts.draw(a_sheet(empty=True)) != charts.draw(a_sheet())
    assert len(set(charts._HATCHES)) == len(charts._HATCHES) == len(charts._COLOURS)


def test_nothing_of_it_is_imported_before_a_picture_is_wanted() -> None:
    code = "import sys, bot.app.loops; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
