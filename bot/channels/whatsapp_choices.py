"""Choices as WhatsApp shows them while a person's window is open: quick replies, or a list to pick from.

Either is a content of Twilio's, made once for each shape and filled with variables for each message; no
approval is needed inside the window (twilio.com/docs/content/twilio-quick-reply, …/twilio-list-picker).
A variable may hold no line break, so a shape counts the lines of each paragraph.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from json import dumps
from typing import Any, Final
from urllib.parse import urlencode

from bot.channels.fitting import KEPT, cut, one_line, units
from bot.channels.whatsapp_words import fit, text
from bot.errors import ChannelError
from bot.model import Button, Message
from bot.rules.direction import directed
from bot.texts import _, say

PREFIX: Final = "tocsin_choices_"
"""How the friendly name of such a content begins."""

MOST_QUICK: Final = 3
"""Quick replies of a message inside the window."""

QUICK_TITLE: Final = 20
MOST_ITEMS: Final = 10
ITEM_TITLE: Final = 24
ITEM_ABOUT: Final = 72
ID: Final = 200
BODY: Final = 1024
"""Characters that WhatsApp shows of the words of either."""

MOST_SHAPES: Final = 200
"""Contents that are made at most; what would need another is said with numbers."""

PAUSE: Final = 300.0
"""Seconds for which nothing is made after Twilio would not make one."""

CHOOSE = _("Choose")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a content is made for: its kind, the choices, and the lines of each paragraph.

    `tells` says of each item of a list whether it has a line below its title.
    """

    kind: str
    choices: int
    paragraphs: tuple[int, ...]
    tells: tuple[bool, ...] = ()

    @property
    def name(self) -> str:
        """The friendly name by which the content is found again."""
        lines = "-".join(map(str, self.paragraphs))
        told = "".join("t" if one else "f" for one in self.tells) if any(self.tells) else ""
        return f"{PREFIX}{self.kind}_{self.choices}{told}_{lines}"

    def content(self) -> dict[str, Any]:
        """Write the content as Twilio is asked to make it."""
        numbers = iter(range(1, 1 + self.variables))
        body = "\n\n".join(
            "\n".join(_variable(numbers) for _line in range(lines)) for lines in self.paragraphs
        )
        if self.kind == "quick":
            actions = [
                {"title": _variable(numbers), "id": _variable(numbers)} for _one in range(self.choices)
            ]
            types: dict[str, Any] = {"twilio/quick-reply": {"body": body, "actions": actions}}
        else:
            button = _variable(numbers)
            items = [self._item(numbers, number) for number in range(self.choices)]
            types = {"twilio/list-picker": {"body": body, "button": button, "items": items}}
        samples = {str(number): f"example {number}" for number in range(1, 1 + self.variables)}
        return {"friendly_name": self.name, "language": "en", "variables": samples, "types": types}

    @property
    def variables(self) -> int:
        """How many variables it has."""
        if self.kind == "quick":
            return sum(self.paragraphs) + 2 * self.choices
        return sum(self.paragraphs) + 1 + 2 * self.choices + sum(self.tells)

    def _item(self, numbers: Iterator[int], number: int) -> dict[str, str]:
        item = {"item": _variable(numbers), "id": _variable(numbers)}
        tells = number < len(self.tells) and self.tells[number]
        return item | {"description": _variable(numbers)} if tells else item


def _variable(numbers: Iterator[int]) -> str:
    return f"{{{{{next(numbers)}}}}}"


@dataclass(frozen=True, slots=True)
class Filled:
    """A message as a shape and the values of its variables, in order."""

    shape: Shape
    values: tuple[str, ...]


@lru_cache(maxsize=KEPT)
def filled(message: Message) -> Filled | None:
    """Fill a message into the shape that shows it; None where only numbers can.

    That is where there are too many choices, words too long, or two choices that nobody could tell
    apart.
    """
    buttons = [button for row in message.buttons for button in row]
    paragraphs = _paragraphs(message)
    labels = [directed(one_line(button.label), message.language, ours=True) for button in buttons]
    if not buttons or not paragraphs or not all(labels) or _clash(buttons, labels):
        return None
    lines = [line for paragraph in paragraphs for line in paragraph]
    lengths = tuple(map(len, paragraphs))
    if len(buttons) <= MOST_QUICK and all(units(label) <= QUICK_TITLE for label in labels):
        pairs = [(label, button.data) for label, button in zip(labels, buttons, strict=True)]
        values = [*lines, *(part for pair in pairs for part in pair)]
        return Filled(Shape("quick", len(buttons), lengths), tuple(values))
    if len(buttons) > MOST_ITEMS or any(units(label) > ITEM_ABOUT for label in labels):
        return None
    tells = tuple(units(label) > ITEM_TITLE for label in labels)
    button_label = cut(say(CHOOSE, message.language), QUICK_TITLE)
    items = [_item(label, button.data) for label, button in zip(labels, buttons, strict=True)]
    values = [*lines, button_label, *(part for item in items for part in item)]
    return Filled(Shape("list", len(buttons), lengths, tells), tuple(values)) if all(values) else None


def _item(label: str, data: str) -> tuple[str, ...]:
    """Give an item's title and id, and its whole label below where the title had to be cut."""
    title = cut(label, ITEM_TITLE)
    return (title, data, label) if title != label else (title, data)


def _clash(buttons: Sequence[Button], labels: Sequence[str]) -> bool:
    data, titles = {one.data for one in buttons}, {cut(label, ITEM_TITLE) for label in labels}
    too_long = any(units(one.data) > ID or not one.data for one in buttons)
    return too_long or len(data) < len(buttons) or len(titles) < len(buttons)


def words(message: Message) -> str:
    """Write what such a message says above its choices."""
    return text(replace(fit(message), buttons=()))


def _paragraphs(message: Message) -> list[list[str]]:
    """Split the words of a message into the lines of its paragraphs; none where they are too many."""
    said = words(message)
    if units(said) > BODY:
        return []
    split = [
        [line for line in map(one_line, paragraph.split("\n")) if line] for paragraph in said.split("\n\n")
    ]
    return [paragraph for paragraph in split if paragraph]


def form(sid: str, shown: Filled) -> bytes:
    """Write a message as the part of a form that says it by a content."""
    values = {str(number): value for number, value in enumerate(shown.values, start=1)}
    return urlencode({"ContentSid": sid, "ContentVariables": dumps(values)}).encode()


Create = Callable[[dict[str, Any]], Awaitable[str]]
"""Makes a content, and gives its id; raises ChannelError."""

Find = Callable[[], Awaitable[Sequence[tuple[str, str]]]]
"""Lists the names and ids of the contents that the account has; raises ChannelError."""


@dataclass(eq=False)
class Shelf:
    """The contents that there are, by the names of their shapes; another is made when it is first needed.

    Before one is made the account is asked for it, so that neither a restart nor another replica makes it
    again. `patience` is for how long, in seconds, a message waits for its content.
    """

    find: Find
    create: Create
    clock: Callable[[], float]
    patience: float = 3.0
    sids: dict[str, str] = field(default_factory=dict)
    _not_before: float = 0.0
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def fill(self, found: Sequence[tuple[str, str]]) -> None:
        """Note what the account has; the first of a name counts."""
        self.sids = dict(reversed(found))

    async def take(self, shape: Shape) -> str | None:
        """Give the content of a shape; None where there is none, and none can be made now."""
        if shape.name not in self.sids and self.clock() >= self._not_before:
            try:
                async with asyncio.timeout(self.patience):
                    await self._made(shape)
            except (ChannelError, TimeoutError):
                self._not_before = self.clock() + PAUSE
        return self.sids.get(shape.name)

    async def _made(self, shape: Shape) -> None:
        async with self._one:
            if shape.name in self.sids:
                return
            self.fill(await self.find())
            if shape.name not in self.sids and len(self.sids) < MOST_SHAPES:
                self.sids[shape.name] = await self.create(shape.content())

    def drop(self, shape: Shape) -> None:
        """Do without a content that Twilio would not take for a while; then the account is asked for it."""
        self.sids.pop(shape.name, None)
        self._not_before = self.clock() + PAUSE
