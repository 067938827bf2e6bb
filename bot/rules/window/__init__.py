"""WhatsApp's rules on who may be sent what, when and how: the table of docs/delivery.md, as functions.

`decide` says of one person and one message: free text, a template, a wait, or never; `forecast` says it
of many, with what it costs.
"""

from bot.rules.window.bill import Forecast, fare, forecast
from bot.rules.window.clock import MARGIN, WINDOW, shuts_at, window_open
from bot.rules.window.country import is_us
from bot.rules.window.decision import barred, decide
from bot.rules.window.model import (
    MARKETING,
    UTILITY,
    ByTemplate,
    Decision,
    Fares,
    FreeText,
    Hold,
    Quality,
    Reader,
    Reason,
    Saying,
    Skip,
    Standing,
    Terms,
)
from bot.rules.window.quota import DAY, limit, room
from bot.rules.window.template import choose, name_of

__all__ = [
    "DAY",
    "MARGIN",
    "MARKETING",
    "UTILITY",
    "WINDOW",
    "ByTemplate",
    "Decision",
    "Fares",
    "Forecast",
    "FreeText",
    "Hold",
    "Quality",
    "Reader",
    "Reason",
    "Saying",
    "Skip",
    "Standing",
    "Terms",
    "barred",
    "choose",
    "decide",
    "fare",
    "forecast",
    "is_us",
    "limit",
    "name_of",
    "room",
    "shuts_at",
    "window_open",
]
