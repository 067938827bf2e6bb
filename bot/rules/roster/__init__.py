"""A roster: a table of people who asked for alerts elsewhere, read a line at a time.

Each line is somebody to take in, or wrong in a way that can be told to whoever sent the file.
"""

from bot.rules.roster.address import address_of, mailbox
from bot.rules.roster.decoding import decoded, encoding_of
from bot.rules.roster.line import Person, Reading, Wrong
from bot.rules.roster.model import COLUMNS, NEEDED, Fault, NoTableError
from bot.rules.roster.number import international
from bot.rules.roster.progress import to_tell
from bot.rules.roster.statement import how, statement
from bot.rules.roster.table import LONGEST_ROW, Row, Table, rows, table
from bot.rules.roster.writing import BOM, quoted, unquoted, written

__all__ = [
    "BOM",
    "COLUMNS",
    "LONGEST_ROW",
    "NEEDED",
    "Fault",
    "NoTableError",
    "Person",
    "Reading",
    "Row",
    "Table",
    "Wrong",
    "address_of",
    "decoded",
    "encoding_of",
    "how",
    "international",
    "mailbox",
    "quoted",
    "rows",
    "statement",
    "table",
    "to_tell",
    "unquoted",
    "written",
]
