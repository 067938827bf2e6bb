"""Look for a message whose answer was lost, among the ids that it can have.

Undocumented, and off unless asked for: a bot's private chats share one counter of message ids, and an
edit that changes nothing is answered with "message is not modified" where the message is.
"""

from collections.abc import Iterator

from telegram import Bot
from telegram.error import BadRequest

from bot.channels.telegram_words import keyboard
from bot.ports import Doubt, Sent, Verdict

REACH = 100
"""How many ids after the last known one are tried."""


async def find(bot: Bot, doubt: Doubt) -> Sent | Verdict:
    """Try each id that no answer claims; a same keyboard in the same chat is taken for the message.

    Undecidable where another message to this chat is in doubt too, for it could be that one which
    stands there, and where more ids were given since than are tried.
    """
    if not doubt.after.isdigit() or not doubt.alone or _is_out_of_reach(doubt):
        return Verdict.UNDECIDABLE
    for candidate in _candidates(doubt):
        if await _stands(bot, doubt, candidate):
            return Sent(doubt.outbound.to, str(candidate))
    return Verdict.ABSENT


def _is_out_of_reach(doubt: Doubt) -> bool:
    return any(int(each) > int(doubt.after) + REACH for each in doubt.taken if each.isdigit())


def _candidates(doubt: Doubt) -> Iterator[int]:
    after = int(doubt.after)
    return (each for each in range(after + 1, after + 1 + REACH) if str(each) not in doubt.taken)


async def _stands(bot: Bot, doubt: Doubt, candidate: int) -> bool:
    buttons = keyboard(doubt.outbound.message)
    try:
        await bot.edit_message_reply_markup(doubt.outbound.to.id, candidate, reply_markup=buttons)
    except BadRequest as error:
        return "message is not modified" in error.message.lower()
    return False  # it had other buttons: some other message of ours
