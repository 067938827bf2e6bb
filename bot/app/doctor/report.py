"""The report: findings as a table for a person, or as JSON for a script; no secret and no address in full."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, Grade
from bot.channels.email_opening import server_of
from bot.logs import UNSAID

MARKS = {Grade.OK: ("✓", "green"), Grade.WARNING: ("!", "yellow"), Grade.FAULT: ("✗", "red")}
LEAST = 6
"""Characters of a secret: fewer would stand in every other word."""


def discreet(findings: Sequence[Finding], case: Case) -> list[Finding]:
    """Take out what no screen may show, whichever library quoted it: secrets, numbers, ids of chats."""
    settings = case.settings
    secrets = [
        settings.telegram_bot_token.get_secret_value(),
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_account_sid,
        settings.twilio_whatsapp_from,
        settings.model_key.get_secret_value(),
        settings.smtp_url.get_secret_value(),
        server_of(settings.smtp_url.get_secret_value()).password,
        settings.email_secret.get_secret_value(),
        settings.email_hook_secret.get_secret_value(),
        settings.database_url.get_secret_value(),
        *(owner.id for owner in settings.owners),
    ]
    hidden = sorted((one for one in secrets if len(one) >= LEAST), key=len, reverse=True)

    def without(words: str) -> str:
        for one in hidden:
            words = words.replace(one, "…")
        return words

    # what to write is worded here, and its examples are nobody's; what is wrong may quote a library
    return [replace(one, what=UNSAID.sub("…", without(one.what)), todo=without(one.todo)) for one in findings]


def write_json(findings: Sequence[Finding], out: TextIO) -> None:
    """Write the findings for a script: an object with `ok` and a list."""
    rows = [{"check": one.about, "grade": one.grade, "what": one.what, "todo": one.todo} for one in findings]
    json.dump({"ok": not failed(findings), "findings": rows}, out, ensure_ascii=False, indent=1)
    out.write("\n")


def write_table(findings: Sequence[Finding], out: TextIO) -> None:
    """Write the findings for a person; in colours on a terminal."""
    console = Console(file=out, highlight=False, soft_wrap=False)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    said = ""
    for one in findings:
        mark, colour = MARKS[one.grade]
        words = Text(one.what)
        if one.todo:
            words.append(f"\n→ {one.todo}", style="bold" if one.grade is Grade.FAULT else "")
        table.add_row(Text(mark, style=colour), one.about if one.about != said else "", words)
        said = one.about
    console.print(table)
    console.print(_sum(findings))
    if any("python -m bot" in one.todo for one in findings) and (python := _python()):
        console.print(f"python, in these lines, is {python}")


def _python() -> str:
    """Name the interpreter where a shell may have another by that name: in a folder's own environment."""
    if sys.prefix == sys.base_prefix:
        return ""
    path = Path(sys.prefix) / "bin" / "python"
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else ""


def failed(findings: Sequence[Finding]) -> bool:
    """Say whether there is a fault among the findings."""
    return any(one.grade is Grade.FAULT for one in findings)


def _sum(findings: Sequence[Finding]) -> Text:
    counts = {grade: sum(one.grade is grade for one in findings) for grade in Grade}
    faults, warnings = counts[Grade.FAULT], counts[Grade.WARNING]
    words = f"{_counted(faults, 'fault')}, {_counted(warnings, 'warning')}, {counts[Grade.OK]} fine"
    return Text(words, style="red" if faults else "green")


def _counted(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"
