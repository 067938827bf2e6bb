import asyncio
import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import whatsapp_choices as choices
from bot.channels.whatsapp_choices import Filled, Shape, Shelf, filled, form, words
from bot.errors import TryLater
from bot.model import Button, Message, MessageKind
from bot.sandbox.catalog import Template
from tests.rows import NOW


def a_message(*labels: str, lines: tuple[str, ...] = ("What would you like to do?",)) -> Message:
    rows = tuple((Button(label, f"menu {number}"),) for number, label in enumerate(labels))
    return Message(MessageKind.REPLY, "fr", headline="Menu", lines=lines, buttons=rows)


def shown(message: Message) -> Filled:
    found = filled(message)
    assert found is not None
    return found


def as_template(message: Message) -> tuple[Template, str]:
    """Fill a message as Twilio would."""
    one = shown(message)
    content = one.shape.content()
    values = parse_qs(form("HX1", one).decode())["ContentVariables"][0]
    return Template("HX1", one.shape.name, "en", content["variables"], content["types"], NOW), values


def test_three_short_choices_are_quick_replies() -> None:
    template, values = as_template(a_message("Oui", "Non", "Plus tard"))
    assert shown(a_message("Oui", "Non", "Plus tard")).shape.kind == "quick"
    assert template.filled(values) == "*Menu*\n\nWhat would you like to do?"
    assert [row[0].text for row in template.buttons(values)] == ["Oui", "Non", "Plus tard"]
    assert [row[0].data for row in template.buttons(values)] == ["menu 0", "menu 1", "menu 2"]
    assert template.opens(values) == ""


def test_more_or_longer_ones_are_a_list() -> None:
    labels = [f"Choix {number}" for number in range(10)]
    template, values = as_template(a_message(*labels))
    assert [row[0].text for row in template.buttons(values)] == labels
    assert template.opens(values) == "Choisir"
    assert shown(a_message("Un choix de vingt-et-un")).shape.kind == "list"


def test_a_long_label_is_cut_and_told_whole_below() -> None:
    label = "Retenir aussi les alertes urgentes de la nuit"
    template, values = as_template(a_message(label, "Non"))
    (first,), (second,) = template.buttons(values)
    assert (first.text, first.about) == ("Retenir aussi les…", label)
    assert (second.text, second.about) == ("Non", ""), "a title that says all says it once"


@pytest.mark.parametrize(
    "message",
    [
        a_message(),
        a_message(*map(str, range(11))),
        a_message("Oui", "Oui"),
        a_message("Oui", ""),
        a_message("Oui", lines=("x" * 1100,)),
        a_message("Oui", "n" * 73),
        Message(MessageKind.REPLY, "fr", lines=("?",), buttons=((Button("Oui", "x" * 201),),)),
        Message(MessageKind.REPLY, "fr", lines=("?",), buttons=((Button("A", "x"), Button("B", "x")),)),
        Message(MessageKind.REPLY, "fr", buttons=((Button("A", "x"),),)),
    ],
)
def test_what_whatsapp_would_not_show_is_said_with_numbers(message: Message) -> None:
    assert filled(message) is None


@given(
    labels=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12),
    lines=st.lists(st.text(max_size=200), max_size=5),
    headline=st.text(max_size=40),
)
def test_whatever_is_filled_in_passes_whatsapps_limits(
    labels: list[str], lines: list[str], headline: str
) -> None:
    message = Message(
        MessageKind.REPLY,
        "he",
        headline=headline,
        lines=tuple(lines),
        buttons=tuple((Button(label, f"x {number}"),) for number, label in enumerate(labels)),
    )
    if filled(message) is None:
        return
    template, values = as_template(message)
    said = template.filled(values)  # raises where it breaks a rule
    assert template.buttons(values)
    assert " ".join(said.split()) == " ".join(words(message).split())
    assert len(json.loads(values)) == shown(message).shape.variables


class Account:
    """What an account holds, and how often it was asked to make one more."""

    def __init__(self) -> None:
        self.held: list[tuple[str, str]] = []
        self.made = 0
        self.trouble: Exception | None = None
        self.now = 0.0

    async def find(self) -> list[tuple[str, str]]:
        return list(self.held)

    async def create(self, content: dict[str, object]) -> str:
        self.made += 1
        if self.trouble:
            raise self.trouble
        self.held.append((str(content["friendly_name"]), f"HX{self.made}"))
        return f"HX{self.made}"

    def shelf(self, patience: float = 3.0) -> Shelf:
        return Shelf(self.find, self.create, lambda: self.now, patience)


QUICK = Shape("quick", 2, (1, 1))


async def test_a_content_is_made_once_for_a_shape_whoever_asks() -> None:
    account = Account()
    shelf, replica = account.shelf(), account.shelf()
    assert [await shelf.take(QUICK) for _number in range(3)] == ["HX1"] * 3
    assert account.held == [("tocsin_choices_quick_2_1-1", "HX1")]
    assert await replica.take(QUICK) == "HX1"
    assert account.made == 1
    replica.fill([("tocsin_choices_quick_2_1-1", "HX1"), ("tocsin_choices_quick_2_1-1", "HX9")])
    assert await replica.take(QUICK) == "HX1", "the first of a name"


async def test_where_none_can_be_made_numbers_do_for_a_while() -> None:
    account = Account()
    account.trouble = TryLater("busy", after=1.0)
    shelf = account.shelf()
    assert [await shelf.take(QUICK), await shelf.take(QUICK), account.made] == [None, None, 1]
    account.now, account.trouble = choices.PAUSE, None
    assert await shelf.take(QUICK) == "HX2"


async def test_one_that_was_refused_is_not_made_again_and_again() -> None:
    account = Account()
    shelf = account.shelf()
    for _refusal in range(3):
        assert await shelf.take(QUICK) == "HX1"
        shelf.drop(QUICK)
        assert await shelf.take(QUICK) is None
        account.now += choices.PAUSE
    assert account.made == 1
    account.held.clear()  # gone from the account: that is why it was refused
    assert await shelf.take(QUICK) == "HX2"


async def test_a_message_does_not_wait_long_for_its_content() -> None:
    account = Account()

    async def never() -> list[tuple[str, str]]:
        await asyncio.sleep(60)
        return []

    account.find = never  # type: ignore[method-assign]  # a service that hangs
    assert await account.shelf(patience=0.01).take(QUICK) is None


async def test_there_are_never_more_contents_than_an_account_should_hold() -> None:
    account = Account()
    account.held = [(f"tocsin_choices_{number}", "HX0") for number in range(choices.MOST_SHAPES)]
    assert await account.shelf().take(Shape("list", 4, (1,))) is None
    assert account.made == 0
