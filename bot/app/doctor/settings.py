"""Settings: does each parse, is each name one, and who else can read the secrets?"""

import stat
from difflib import get_close_matches

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, from_words, warning, well
from bot.app.envfile import pieces
from bot.channels import CHANNELS
from bot.survey import names

OURS = ("TOCSIN_", "TELEGRAM_", "TWILIO_", "PUBLIC_", "DATABASE_")
"""How names begin that are meant for us: other programs of the host have names of their own."""

OF_CHANNELS = "TOCSIN_CHANNELS_"
"""How the names begin that channels of one's own are set up by."""

LIKENESS = 0.7


def check(case: Case) -> list[Finding]:
    """Look at every setting."""
    found = [*_unreadable_lines(case), *_unknown(case), *_wrong(case)]
    count = len(case.found.told.keys() & set(names()))
    return found or [well(f"no fault in what is set: {count} variables, and tocsin.toml")]


def check_secrecy(case: Case) -> list[Finding]:
    """Look at who can read the file of secrets."""
    path = case.env_file
    if not path.exists():
        return [well(f"there is no {path}; settings come from the environment and tocsin.toml")]
    if not path.is_file():
        return [fault(f"{path} is no file", f"remove it, and write the settings into a file {path}")]
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IRWXO:
        return [fault(f"everybody on this machine can read {path} and its secrets", f"chmod 600 {path}")]
    if mode & stat.S_IRWXG:
        return [warning(f"the group of {path} can read its secrets", f"chmod 600 {path}")]
    return [well(f"only its owner can read {path}")]


def _unreadable_lines(case: Case) -> list[Finding]:
    """Find the lines of the file that set nothing: dotenv passes over them in silence."""
    try:
        text = case.env_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []  # the survey says so
    found = []
    for piece in pieces(text):
        if not piece.name and piece.text.strip() and not piece.text.lstrip().startswith("#"):
            what = f"line {piece.number} of {case.env_file} sets nothing: it has no NAME=value"
            found.append(fault(what, f"write NAME=value into line {piece.number}, or # before it"))
    return found


def _unknown(case: Case) -> list[Finding]:
    known = names()
    found = []
    for name, file in case.found.told.items():
        if name in known or not name.startswith(OURS) or _opens_a_channel(name):
            continue
        close = get_close_matches(name, known, 1, LIKENESS)
        if not close and not name.startswith("TOCSIN_"):
            continue  # another program's, perhaps
        where = f"in {file}" if file else "in the environment"
        meant = f"did you mean {close[0]}? Write that" if close else f"remove it {where}"
        found.append(fault(f"{name}, {where}, is no setting of Tocsin", meant))
    return found


def _opens_a_channel(name: str) -> bool:
    """Say whether a variable sets up a channel of one's own that there is."""
    return name.startswith(OF_CHANNELS) and name.removeprefix(OF_CHANNELS).lower() in CHANNELS


def _wrong(case: Case) -> list[Finding]:
    named = {one.what.split(",", 1)[0] for one in _unknown(case)}
    return [from_words(words) for words in case.found.faults if words.split(" ", 1)[0] not in named]
