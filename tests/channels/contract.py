"""What every channel promises: a class of tests that a channel's own test file inherits, with its world."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest

from bot.errors import ChannelError, Forged, TryLater, Unknown
from bot.model import Address, Message
from bot.ports import Channel, Doubt, Event, Hook, Inbound, InboundKind, Outbound, Sent, Verdict
from tests.channels.world import ALERT, free_port, utc

MISSING = ("before_reset", "after_reset")
"""Faults after which nobody knows: the connection breaks before the message is taken, and after it."""


class World(Protocol):
    """A channel, a person on it, and what stands in for its service."""

    channel: Channel
    reader: Address

    def outbound(self, message: Message = ALERT) -> Outbound:
        """Address a message to the person."""
        ...

    def at(self, url: str) -> Channel:
        """Open the channel with its service at another address."""
        ...

    async def arrived(self) -> Sequence[str]:
        """List the words of the messages that the service took, in order."""
        ...

    async def says(self, text: str) -> None:
        """Let the person write to us."""
        ...

    async def hears(self, matches: Callable[[Event], bool]) -> Event:
        """Wait for an event that the channel told of."""
        ...

    async def fault(self, kind: str) -> None:
        """Order a fault of the service, one of MISSING, for the next message."""
        ...


class Contract:
    """The promises, each a test; `world` is a fixture of the file that inherits them."""

    async def test_an_alert_arrives_word_for_word(self, world: World) -> None:
        sent = await world.channel.send(world.outbound(), utc())
        assert sent.to == world.reader
        (text,) = await world.arrived()
        assert "pont> & le" in text
        for words in (*ALERT.lines, ALERT.byline):
            assert words in text

    async def test_ids_are_never_given_twice(self, world: World) -> None:
        sent = [await world.channel.send(world.outbound(), utc()) for _number in range(3)]
        assert len({each.external_id for each in sent}) == 3

    async def test_what_a_person_writes_is_heard(self, world: World) -> None:
        await world.says("/topics שלום <b>")
        event = await world.hears(lambda event: isinstance(event, Inbound))
        assert isinstance(event, Inbound)
        assert (event.sender, event.kind) == (world.reader, InboundKind.WROTE)
        assert event.text == "/topics שלום <b>"

    async def test_an_update_arrives_also_where_what_it_follows_is_gone(self, world: World) -> None:
        first = await world.channel.send(world.outbound(), utc())
        update = replace(ALERT, headline="Le pont rouvre", quoted=ALERT.headline)
        for follows in (first.external_id, "9999999"):
            await world.channel.send(replace(world.outbound(update), follows=follows), utc())
        assert ["Le pont rouvre" in text for text in await world.arrived()] == [False, True, True]

    async def test_the_hardest_words_are_accepted(self, world: World) -> None:
        hard = replace(
            ALERT,
            headline="<b>&amp;</b> *_~` \u202e \x00 עברית " + "mot " * 1500,
            lines=("> cité", "</a><script>", "e\u0301" * 500),
        )
        await world.channel.send(world.outbound(hard), utc())
        (text,) = await world.arrived()
        assert len(text) <= world.channel.limits.text
        assert "\u202e" not in text

    @pytest.mark.parametrize("kind", MISSING)
    async def test_a_send_without_an_answer_is_in_doubt_and_never_repeated(
        self, world: World, kind: str
    ) -> None:
        await world.fault(kind)
        with pytest.raises(Unknown) as caught:
            await world.channel.send(world.outbound(), utc())
        assert len(await world.arrived()) == MISSING.index(kind)
        assert world.reader.id not in f"{caught.value!r} {caught.value.__cause__!r}"
        await world.channel.send(world.outbound(), utc())
        assert len(await world.arrived()) == MISSING.index(kind) + 1

    @pytest.mark.parametrize("kind", MISSING)
    async def test_a_doubt_is_settled_or_left_to_policy_but_never_wrongly(
        self, world: World, kind: str
    ) -> None:
        outbound, tried_at = world.outbound(), utc()
        await world.fault(kind)
        with pytest.raises(ChannelError):
            await world.channel.send(outbound, tried_at)
        found = await world.channel.settle(Doubt(outbound, tried_at), utc() + timedelta(minutes=1))
        if kind == "before_reset":
            assert found in {Verdict.ABSENT, Verdict.UNDECIDABLE}
        else:
            assert isinstance(found, Sent) or found is Verdict.UNDECIDABLE

    async def test_an_address_where_nobody_is_listens_to_nothing(self, world: World) -> None:
        stranger = world.at(f"http://127.0.0.1:{free_port()}")
        with pytest.raises(TryLater):
            await stranger.send(world.outbound(), utc())
        await stranger.close()

    async def test_a_hook_of_a_strangers_making_is_forged(self, world: World) -> None:
        for path in ("", "/status?d=1"):
            url = f"https://alerts.example.org/hooks/{world.channel.name}{path}"
            with pytest.raises(Forged):
                world.channel.receive(Hook(url, {}, b"{}"))

    async def test_a_message_is_revised_and_taken_back_where_the_channel_says_so(self, world: World) -> None:
        sent = await world.channel.send(world.outbound(), utc())
        revised = await world.channel.revise(sent, replace(ALERT, headline="Le pont rouvre"), utc())
        taken_back = await world.channel.withdraw(sent, utc())
        assert (revised is not None) == taken_back == world.channel.limits.edits

    async def test_it_says_what_it_can_carry_and_who_sends(self, world: World) -> None:
        assert world.channel.limits.text > 1000
        assert world.channel.limits.rate > 0
        assert world.channel.limits.in_flight <= 32
        assert world.channel.account
        assert world.channel.name == world.reader.channel
