"""The doctor as a command: opens the case, examines it, and writes the report."""

import asyncio
from pathlib import Path
from typing import TextIO

from bot.app.doctor import examine
from bot.app.doctor.case import opened
from bot.app.doctor.report import discreet, failed, write_json, write_table
from bot.logs import configure
from bot.settings import Log


def report(out: TextIO, *, as_json: bool, folder: Path = Path("config")) -> int:
    """Examine this installation and write what was found; give the command's exit status, 1 for faults."""
    configure(Log(level="error"))  # what libraries say of requests is no finding
    case = opened(folder=folder)
    findings = discreet(asyncio.run(examine(case)), case)
    (write_json if as_json else write_table)(findings, out)
    return 1 if failed(findings) else 0
