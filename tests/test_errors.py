import inspect
import re

import pytest

from bot import errors
from bot.errors import (
    BotError,
    ChannelDown,
    ChannelError,
    Forged,
    Gone,
    Held,
    Invalid,
    Moved,
    Refused,
    SettingsError,
    SourceError,
    TryLater,
    Unavailable,
    Unknown,
    Unreachable,
    Untried,
    UsageError,
)
from bot.model import Address
from bot.texts import _, say

TREE = {
    BotError: {SettingsError, UsageError, SourceError, ChannelError},
    SourceError: {Unavailable, Gone, Invalid},
    ChannelError: {TryLater, Untried, Unreachable, Moved, Refused, Held, Unknown, ChannelDown, Forged},
}


@pytest.mark.parametrize("parent", TREE)
def test_the_tree_is_as_it_is_drawn(parent: type[BotError]) -> None:
    # a room may make an error of its own below one of these
    assert {one for one in parent.__subclasses__() if one.__module__ == errors.__name__} == TREE[parent]


def test_every_error_of_ours_stands_in_the_drawn_tree() -> None:
    drawn = set(re.findall(r"\w+", errors.__doc__ or ""))
    ours = {name for name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, BotError)}
    assert ours <= drawn


def test_the_message_of_a_move_carries_neither_address() -> None:
    error = Moved(Address("telegram", "-1009876543210"))
    assert error.to.id == "-1009876543210"
    for shown in (str(error), repr(error), str(error.args)):
        assert "98765" not in shown


def test_a_mistake_of_use_keeps_its_words_for_every_language() -> None:
    error = UsageError(_("There is no topic {name}.", name="sport"))
    assert str(error) == "There is no topic sport."
    assert error.text.values == {"name": "sport"}


@pytest.mark.parametrize("kind", [Unavailable, Gone, Invalid])
def test_a_sources_trouble_keeps_its_words_for_every_language(kind: type[SourceError]) -> None:
    error = kind(
        _("{host} answers {status}: {why}", host="paper.example", status=404, why=_("it refuses us"))
    )
    assert str(error) == "paper.example answers 404: it refuses us"
    assert say(error.text, "fr") == "paper.example répond 404 (accès refusé)"


@pytest.mark.parametrize("kind", [ChannelDown, Held])
def test_what_somebody_must_put_right_keeps_its_words_for_every_language(
    kind: type[ChannelDown | Held],
) -> None:
    error = kind(_("{host} answers {status}: {why}", host="paper", status=401, why=_("it refuses us")))
    assert str(error) == "paper answers 401: it refuses us"
    assert say(error.text, "fr") == "paper répond 401 (accès refusé)"


def test_a_reason_that_has_no_other_language_is_said_as_it_is() -> None:
    error = ChannelDown("the {token} is refused")
    assert str(error) == say(error.text, "he") == "the {token} is refused"


def test_what_may_be_tried_later_says_when_and_what_is_silenced() -> None:
    assert (TryLater("flood", 17.0).after, TryLater("flood", 17.0).scope) == (17.0, "chat")
    assert TryLater("flood", 17.0, "sender").scope == "sender"
    assert (Unavailable(_("down")).after, Unavailable(_("down"), 120.0).after) == (None, 120.0)


def test_a_person_who_cannot_be_reached_did_not_leave_unless_it_is_said() -> None:
    assert not Unreachable("blocked").left
    assert Unreachable("said stop", left=True).left


def test_an_unknown_outcome_was_likely_accepted_unless_it_is_said() -> None:
    assert Unknown("read timed out").likely
    assert not Unknown("reset", likely=False).likely
