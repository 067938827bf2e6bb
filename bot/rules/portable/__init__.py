"""People as they move from one installation to another: with their choices, and all proofs of consent.

One line of a table is one address. The first columns are those of a roster (bot/rules/roster), so that a
spreadsheet, the import in the chat and this program's own export speak of people in one way.
"""

from bot.rules.portable.columns import COLUMNS
from bot.rules.portable.line import CarriedReading
from bot.rules.portable.writing import cells

__all__ = ["COLUMNS", "CarriedReading", "cells"]
