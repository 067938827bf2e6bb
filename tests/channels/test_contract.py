"""What every channel promises, proved over real HTTP against the sandbox's stand-in for its service."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels import CHANNELS
from bot.channels.whatsapp_words import fit
from bot.channels.whatsapp_words import text as whatsapp_text
from bot.errors import ChannelDown, ChannelError, Moved, Refused, TryLater, Unknown, Unreachable
from bot.model import Address, MessageKind
from bot.ports import Doubt, Inbound, InboundKind, Receipt, Sealed, Sent, Verdict
from bot.receipt import ReceiptFault
from bot.rules.notice import notice
from bot.settings import Settings
from bot.texts import _
from tests.channels.contract import Contract
from tests.channels.world import ALERT, NEWSROOM, READERS, World, free_port, opened, utc, world_of

TELEGRAM = pytest.mark.parametrize("world", ["telegram"], indirect=True)
WHATSAPP = pytest.mark.parametrize("world", ["whatsapp"], indirect=True)


@pytest.fixture(params=sorted(READERS))
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with world_of(request.param) as made:
        yield made


class TestEveryChannel(Contract):
    """Inherits the promises, and keeps them on each of the sandbox's phones."""


async def test_an_update_arrives_also_where_what_it_follows_is_gone(world: World) -> None:
    first = await world.channel.send(world.outbound(), utc())
    update = replace(ALERT, headline="Le pont rouvre", quoted=ALERT.headline)
    for follows in (first.external_id, "9999999"):
        await world.channel.send(replace(world.outbound(update), follows=follows), utc())
    assert len(await world.arrived()) == 3
    if world.channel.name == "telegram":
        assert await world.answered() == ["", first.external_id, ""]
    assert ["Mise à jour de" in text for text in await world.arrived()] == [
        False,
        *[world.channel.name == "whatsapp"] * 2,
    ]


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("rate", {"retry_after": 3}, TryLater),
        ("chat_not_found", {}, Unreachable),
        ("unauthorized", {}, ChannelDown),
        ("before_500", {}, Unknown),
        ("after_500", {}, Unknown),
        ("before_502", {}, Unknown),
        ("after_502", {}, Unknown),
        ("before_reset", {}, Unknown),
        ("after_reset", {}, Unknown),
        ("before_hang", {"seconds": 4}, Unknown),
        ("after_hang", {"seconds": 4}, Unknown),
    ],
)
async def test_a_failure_has_its_meaning_and_is_never_repeated(
    world: World, kind: str, more: dict[str, object], expected: type[ChannelError]
) -> None:
    await world.fault(kind, **more)
    with pytest.raises(expected) as caught:
        await world.channel.send(world.outbound(), utc())
    assert len(await world.arrived()) == (1 if kind.startswith("after_") else 0)
    assert world.reader.id not in f"{caught.value!r} {caught.value.__cause__!r}"
    if isinstance(caught.value, TryLater):
        assert caught.value.after == 3


async def test_a_doubt_is_settled_or_left_to_policy_but_never_wrongly(world: World) -> None:
    outcomes: list[Sent | Verdict] = []
    for kind in ("before_reset", "after_reset"):
        headline = f"Alerte {kind}"
        outbound = world.outbound(replace(ALERT, headline=headline))
        await world.fault(kind)
        tried_at = utc()
        with pytest.raises(Unknown):
            await world.channel.send(outbound, tried_at)
        outcomes.append(await world.channel.settle(Doubt(outbound, tried_at), utc() + timedelta(minutes=1)))
    if world.channel.name == "telegram":
        assert outcomes == [Verdict.UNDECIDABLE] * 2
        return
    assert outcomes[0] is Verdict.ABSENT
    assert isinstance(outcomes[1], Sent)


@WHATSAPP
async def test_an_update_in_doubt_is_found_by_its_words_and_told_from_what_it_quotes(world: World) -> None:
    first = world.outbound(replace(ALERT, headline="Le pont ferme", link=""))
    await world.channel.send(first, utc())
    update = world.outbound(replace(ALERT, headline="Le pont rouvre", link="", quoted="Le pont ferme"))
    tried_at = utc()
    assert await world.channel.settle(Doubt(update, tried_at), utc() + timedelta(minutes=1)) is Verdict.ABSENT
    await world.fault("after_reset")
    with pytest.raises(Unknown):
        await world.channel.send(update, tried_at)
    found = await world.channel.settle(Doubt(update, tried_at), utc() + timedelta(minutes=1))
    assert isinstance(found, Sent)


async def test_a_wrong_token_is_told_at_the_start(world: World) -> None:
    stranger = opened(world.channel.name, world.url, token="4711:BBBBBBBB")
    with pytest.raises(ChannelDown) as caught:
        await stranger.start()
    await stranger.close()
    assert "BBBB" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_an_address_where_nobody_is_listens_to_nothing(world: World) -> None:
    stranger = opened(world.channel.name, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(TryLater):
        await stranger.start()
    with pytest.raises(TryLater):
        await stranger.send(world.outbound(), utc())
    await stranger.close()


async def test_a_hook_without_the_services_header_is_known_for_a_strangers_before_it_is_read(
    world: World,
) -> None:
    assert isinstance(world.channel, Sealed)
    for name in ("x-telegram-bot-api-secret-token", "x-twilio-signature", "authorization", "host"):
        assert world.channel.vouches({name: "guess"}) is False
        assert world.channel.vouches({name: "\udcff"}) is False  # bytes that are no text come so


async def test_a_message_is_revised_and_taken_back_where_the_channel_can(world: World) -> None:
    sent = await world.channel.send(world.outbound(), utc())
    revised = await world.channel.revise(sent, replace(ALERT, headline="Le pont rouvre"), utc())
    taken_back = await world.channel.withdraw(sent, utc())
    assert (revised is not None) == taken_back == (world.channel.name == "telegram")


@TELEGRAM
async def test_telegram_moves_blocks_and_migrates(world: World) -> None:
    await world.fault("migrated", migrate_to=-1009)
    with pytest.raises(Moved) as moved:
        await world.channel.send(world.outbound(), utc())
    assert moved.value.to == Address("telegram", "-1009")
    await world.fault("entities")
    await world.channel.send(world.outbound(), utc())
    assert "<pont>" in (await world.arrived())[-1]
    await world.post("/sandbox/phones/telegram/block", {"blocked": True})
    blocked = await world.hears(lambda event: isinstance(event, Inbound))
    assert isinstance(blocked, Inbound)
    assert blocked.kind is InboundKind.BLOCKED
    with pytest.raises(Unreachable):
        await world.channel.send(world.outbound(), utc())


@TELEGRAM
async def test_telegram_finds_a_message_in_doubt_by_probing(world: World) -> None:
    probing = opened("telegram", world.url, probe=True)
    before = await probing.send(world.outbound(), utc())
    await world.fault("after_reset")
    tried_at = utc()
    with pytest.raises(Unknown):
        await probing.send(world.outbound(), tried_at)
    doubt = Doubt(world.outbound(), tried_at, after=before.external_id)
    found = await probing.settle(doubt, utc() + timedelta(minutes=1))
    assert isinstance(found, Sent)
    assert int(found.external_id) > int(before.external_id)
    claimed = replace(doubt, taken=frozenset({found.external_id}))
    assert await probing.settle(claimed, utc() + timedelta(minutes=1)) is Verdict.ABSENT
    await probing.close()


@WHATSAPP
async def test_whatsapp_tells_a_messages_fate_with_our_reference(world: World) -> None:
    sent = await world.channel.send(world.outbound(), utc())
    receipt = await world.hears(lambda e: isinstance(e, Receipt) and e.key.endswith(":delivered"))
    assert isinstance(receipt, Receipt)
    assert (receipt.external_id, receipt.reference) == (sent.external_id, 17)
    assert receipt.fault is None


@WHATSAPP
async def test_whatsapp_learns_of_a_person_out_of_reach_from_the_receipt(world: World) -> None:
    await world.fault("blocked")
    await world.channel.send(world.outbound(), utc())
    receipt = await world.hears(lambda e: isinstance(e, Receipt) and e.key.endswith(":undelivered"))
    assert isinstance(receipt, Receipt)
    assert (receipt.error, receipt.fault) == ("63024", ReceiptFault.UNREACHABLE)


@WHATSAPP
@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind is not MessageKind.REPLY])
@pytest.mark.parametrize("language", ["fr", "en", "he", "ar"])
async def test_whatsapp_carries_every_kind_past_the_window(
    world: World, kind: MessageKind, language: str
) -> None:
    await world.post("/sandbox/phones/whatsapp/window", {"open": False})
    message = replace(ALERT, kind=kind, language=language)
    await world.channel.send(replace(world.outbound(message), last_heard_at=utc() - timedelta(days=2)), utc())
    await world.hears(lambda e: isinstance(e, Receipt) and e.key.endswith(":delivered"))


@WHATSAPP
@pytest.mark.parametrize("open_", [True, False])
async def test_a_notice_reaches_an_admin_on_whatsapp_in_the_window_and_past_it(
    world: World, *, open_: bool
) -> None:
    await world.post("/sandbox/phones/whatsapp/window", {"open": open_})
    message = notice("fr", _("the Twilio account is not active"))
    heard_at = utc() if open_ else utc() - timedelta(days=2)
    await world.channel.send(replace(world.outbound(message), last_heard_at=heard_at), utc())
    await world.hears(lambda e: isinstance(e, Receipt) and e.key.endswith(":delivered"))
    (text,) = await world.arrived()
    assert "le compte Twilio n’est pas actif" in text
    assert (text == whatsapp_text(fit(message))) == open_


@WHATSAPP
async def test_whatsapp_refuses_a_reply_past_the_window_and_who_said_stop(world: World) -> None:
    reply = replace(world.outbound(replace(ALERT, kind=MessageKind.REPLY)), last_heard_at=None)
    with pytest.raises(Refused):
        await world.channel.send(reply, utc())
    await world.fault("opted_out")
    with pytest.raises(Unreachable) as caught:
        await world.channel.send(world.outbound(), utc())
    assert caught.value.left


def test_a_channel_that_is_not_set_up_is_not_opened() -> None:
    assert [CHANNELS[name](Settings(), NEWSROOM, {}) for name in CHANNELS] == [None] * len(CHANNELS)
