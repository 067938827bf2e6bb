from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.charts import draw
from bot.model import DeliveryState
from bot.pipeline import report_words as words
from bot.pipeline.report_words import Told
from bot.store.period import OfAlert, Period
from bot.texts import languages
from tests.chat import newsroom

SINCE = datetime(2026, 11, 15, 23, tzinfo=UTC)  # a Monday in Paris
WEEK = timedelta(days=7)


def a_period(days: int = 7) -> Period:
    found = Period(SINCE, SINCE + timedelta(days=days))
    found.alerts = {
        1: OfAlert(10, 9, 10, "2026-11-16"),
        2: OfAlert(1000, 899, 1000, "2026-11-18"),
        3: OfAlert(0, 0, 0, "2026-11-18"),
    }
    found.states = Counter(
        {("telegram", DeliveryState.SENT): 12_000, ("whatsapp", DeliveryState.READ): 30}
        | {("whatsapp", DeliveryState.SENT): 10, ("whatsapp", DeliveryState.EXPIRED): 5}
    )
    found.hours = Counter({("telegram", 8): 12_000, ("whatsapp", 23): 40})
    found.joined = Counter({("telegram", "2026-11-16"): 3, ("whatsapp", "2026-11-22"): 1})
    found.left = Counter({("whatsapp", "2026-11-16"): 2})
    return found


def told(language: str = "en", *, days: int = 7, weekly: bool = True, period: Period | None = None) -> Told:
    return Told(period or a_period(days), 12_431, newsroom(), language, weekly)


def test_the_words_hold_all_figures() -> None:
    message = words.message(told())
    assert message.headline == "The week of \u2068Le Fil\u2069"
    assert message.lines == (
        "\u206811/16/26\u2069 – \u206811/22/26\u2069",
        "3 alerts; 2 of them reached 90 % of their readers within 2 min",
        "\u2068Telegram\u2069: 12,000 of 12,000 sent; it does not tell who reads",
        "\u2068WhatsApp\u2069: 40 of 45 sent, 75 % of these read",
        "Busiest hour: \u20688:00–9:00\u2069, 12,000 messages",
        "Joined: 4 (\u2068Telegram\u2069 3, \u2068WhatsApp\u2069 1); left: 2 (\u2068WhatsApp\u2069 2)",
        "12,431 active subscribers",
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("days", [1, 7, 21, 90])
def test_it_is_said_and_drawn_in_each_language_and_for_each_period(language: str, days: int) -> None:
    """Counts such as 21 are singular in some languages: they are not today."""
    one = told(language, days=days, weekly=False)
    message = words.message(one)
    assert ("21" in message.headline) is (days == 21)
    sheet = words.sheet(one)
    assert all(len(panel.places) == len(series.values) for panel in sheet.panels for series in panel.series)
    assert len([name for name in sheet.panels[1].places if name]) <= words.NAMED
    if days in {7, 90}:
        assert draw(sheet).startswith(b"\x89PNG")


def test_the_panels_show_what_the_words_say() -> None:
    hours, in_time, fates, coming = words.sheet(told()).panels
    assert [one.label for one in hours.series] == ["Telegram", "WhatsApp"]
    assert (hours.series[0].values[8], hours.series[1].values[23]) == (12_000, 40)
    assert list(in_time.series[0].values) == pytest.approx([90, 0, 89.9, 0, 0, 0, 0])
    assert in_time.target == 90
    assert [round(one.values[1], 1) for one in fates.series] == [66.7, 22.2, 11.1]
    assert [one.label for one in coming.series] == ["joined: Telegram", "joined: WhatsApp"]
    assert coming.below is not None
    assert list(coming.below.values) == [2, 0, 0, 0, 0, 0, 0]


def test_of_nothing_each_panel_says_so() -> None:
    sheet = words.sheet(told(period=Period(SINCE, SINCE + WEEK)))
    assert {panel.words for panel in sheet.panels} == {"There was nothing."}
    assert draw(sheet).startswith(b"\x89PNG")
    message = words.message(told(period=Period(SINCE, SINCE + WEEK)))
    assert "No alert went out." in message.lines
    assert "Joined: 0; left: 0" in message.lines
