"""Commands: what people may ask in the chat, one a module. A new one is a file and a line here."""

from collections.abc import Mapping

from bot.commands import (
    addsource,
    alert,
    correct,
    help,  # noqa: A004 -- the command's name
    invite,
    language,
    latest,
    leave,
    menu,
    move,
    pause,
    recall,
    remove,
    silent,
    sources,
    spans,
    start,
    status,
    stop,
    subscribers,
    topics,
    withdraw,
)
from bot.ports import Command

COMMANDS: Mapping[str, Command] = {
    "start": start,
    "topics": topics,
    "latest": latest,
    "language": language,
    "silent": silent,
    "menu": menu,
    "help": help,
    "stop": stop,
    "alert": alert,
    "recall": recall,
    "correct": correct,
    "withdraw": withdraw,
    "leave": leave,
    "spans": spans,
    "status": status,
    "sources": sources,
    "pause": pause,
    "move": move,
    "addsource": addsource,
    "subscribers": subscribers,
    "invite": invite,
    "remove": remove,
}
