"""Replies as messages: in the language of the person, and in the words that are written on their channel."""

from dataclasses import replace

from bot.ask import Choice, Reply
from bot.commands import COMMANDS
from bot.commands.words import without_slashes
from bot.model import Button, Message, MessageKind, Subscriber
from bot.texts import say

SLASHLESS = frozenset({"whatsapp"})
"""The channels on which people write words, and commands are told as words."""


def message_of(reply: Reply, to: Subscriber) -> Message:
    """Word a reply for the person to whom it goes."""
    language = to.language
    buttons = tuple(tuple(_button(choice, language) for choice in row) for row in reply.choices)
    if reply.message is not None:
        fixed = replace(reply.message, buttons=buttons)
        return spelled(fixed, to) if reply.shows else fixed
    message = Message(
        MessageKind.REPLY,
        language,
        headline=say(reply.title, language) if reply.title else "",
        lines=tuple(say(paragraph, language) for paragraph in reply.paragraphs),
        buttons=buttons,
        attachment=reply.attachment,
    )
    return message if reply.exact else spelled(message, to)


def spelled(message: Message, to: Subscriber) -> Message:
    """Write commands as plain words where people write no slashes."""
    if to.address.channel not in SLASHLESS:
        return message

    def spell(words: str) -> str:
        return without_slashes(words, to.language, COMMANDS)

    rows = [tuple(replace(one, label=spell(one.label)) for one in row) for row in message.buttons]
    lines = tuple(map(spell, message.lines))
    return replace(message, headline=spell(message.headline), lines=lines, buttons=tuple(rows))


def _button(choice: Choice, language: str) -> Button:
    return Button(say(choice.label, language), choice.data)
