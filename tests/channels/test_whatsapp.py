import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_templates import Draft
from bot.channels.whatsapp_words import fit, text
from bot.errors import ChannelDown, Forged, Held, Refused, TryLater, Unknown
from bot.model import Address, DeliveryId, Message, MessageKind
from bot.ports import Channel, Doubt, Hook, Outbound, Sent, Verdict
from bot.texts import say
from tests.channels.conftest import ACCOUNT, PUBLIC_URL
from tests.channels.stand_in import Script, StandIn, hangs, mumbles, patience, resets, says

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOA = Address("whatsapp", "+972541234567")
ALERT = Message(
    MessageKind.ALERT, "fr", headline="Le pont", lines=("Une.",), byline="G", link="https://e.org/"
)
OUT = Outbound(NOA, ALERT, DeliveryId(17), last_heard_at=NOW - timedelta(hours=1))
LATE = replace(OUT, last_heard_at=NOW - timedelta(hours=30))
ACCEPTED = says({"sid": "SM1", "body": "x", "status": "queued", "direction": "outbound-api"}, 201)
ACTIVE = says({"sid": ACCOUNT, "status": "active"})
NO_TEMPLATES = says({"contents": [], "meta": {"key": "contents"}})
TOKEN = "twilio-secret"
Open = Callable[..., WhatsApp]


def templates(*names: str, status: str = "approved") -> Script:
    contents = [
        {"sid": f"HX-{name}", "friendly_name": name, "approval_requests": {"status": status}, "types": {}}
        for name in names
    ]
    return says({"contents": contents, "meta": {"key": "contents"}})


def told(status: str, error: str) -> Hook:
    """Sign a receipt as Twilio does."""
    url, form = f"{PUBLIC_URL}/hooks/whatsapp/status?d=17", {"MessageSid": "SM1", "MessageStatus": status}
    form |= {"ErrorCode": error}
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    return Hook(url, {"x-twilio-signature": signature}, urlencode(form).encode())


def test_it_is_a_channel_and_names_its_number_but_not_its_token() -> None:
    channel: Channel = WhatsApp(
        account_sid=ACCOUNT, token="secret", sender="whatsapp:+15550100", public_url="https://a.example.org"
    )
    assert (channel.name, channel.account) == ("whatsapp", "+15550100")
    assert not channel.limits.buttons
    assert "secret" not in repr(channel)


async def test_a_message_is_shown_as_free_text_and_by_its_template_without_being_sent(
    service: StandIn, whatsapp: Open
) -> None:
    service.on(f"{ACCOUNT}.json", ACTIVE)
    service.on("ContentAndApprovals", templates("tocsin_alert_fr"))
    channel = whatsapp()
    assert channel.preview(LATE.message).template == ""  # none is known yet
    await channel.start()
    found = channel.preview(LATE.message)
    assert found.words == text(fit(LATE.message))
    assert LATE.message.headline in found.template
    assert not service.forms("Messages.json")


# ---- start ---------------------------------------------------------------------------------------


async def test_the_account_and_the_templates_are_looked_up_at_the_start(
    service: StandIn, whatsapp: Open
) -> None:
    service.on(f"{ACCOUNT}.json", ACTIVE)
    service.on("ContentAndApprovals", templates("tocsin_alert_fr"))
    service.on("Messages.json", ACCEPTED)
    channel = whatsapp()
    await channel.start()
    await channel.send(LATE, NOW)
    assert len(service.forms("ContentAndApprovals")) == 1


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (says({"code": 20003}, 401), ChannelDown),
        (says({"sid": ACCOUNT, "status": "suspended"}), ChannelDown),
        (mumbles("", 503), TryLater),
        (hangs, TryLater),
    ],
)
async def test_a_wrong_account_is_told_and_trouble_on_the_way_is_waited_out(
    service: StandIn, whatsapp: Open, script: Script, expected: type[Exception]
) -> None:
    service.on(f"{ACCOUNT}.json", script)
    with pytest.raises(expected):
        await whatsapp(timeout=patience(script)).start()


# ---- send ----------------------------------------------------------------------------------------


async def test_free_text_is_sent_while_the_window_is_open(service: StandIn, whatsapp: Open) -> None:
    service.on("Messages.json", ACCEPTED)
    assert await whatsapp().send(OUT, NOW) == Sent(NOA, "SM1")
    (form,) = service.forms("Messages.json")
    assert form == {
        "To": "whatsapp:+972541234567",
        "From": "whatsapp:+15550100",
        "Body": "*Le pont*\nUne.\n\nG\nhttps://e.org/",
        "StatusCallback": "https://alerts.example.org/hooks/whatsapp/status?d=17",
    }


async def test_a_template_is_sent_once_the_window_is_shut(service: StandIn, whatsapp: Open) -> None:
    service.on("Messages.json", ACCEPTED)
    service.on("ContentAndApprovals", NO_TEMPLATES)
    channel = whatsapp(sender="MG1", templates={"tocsin_alert_fr": "HX-told"})
    service.on(f"{ACCOUNT}.json", ACTIVE)
    await channel.start()
    await channel.send(LATE, NOW)
    (form,) = service.forms("Messages.json")
    assert (form["ContentSid"], form["MessagingServiceSid"]) == ("HX-told", "MG1")
    assert json.loads(form["ContentVariables"]) == {
        "1": "Le pont",
        "2": "Une.",
        "3": "G",
        "4": "https://e.org/",
    }
    assert "Body" not in form
    assert "From" not in form


async def test_a_reply_outside_the_window_is_refused(whatsapp: Open, service: StandIn) -> None:
    reply = replace(LATE, message=Message(MessageKind.REPLY, "fr", lines=("Bonjour",)))
    with pytest.raises(Refused, match="no template"):
        await whatsapp().send(reply, NOW)
    assert service.asked == []


async def test_a_missing_template_is_looked_up_anew_but_not_each_time(
    service: StandIn, whatsapp: Open
) -> None:
    service.on("ContentAndApprovals", NO_TEMPLATES, templates("tocsin_alert_fr"))
    service.on("Messages.json", ACCEPTED)
    channel = whatsapp()
    for _try in range(2):
        with pytest.raises(Held, match=r"approved no template .* tocsin_alert_fr"):
            await channel.send(LATE, NOW)
    assert len(service.forms("ContentAndApprovals")) == 1
    later = NOW + timedelta(minutes=11)
    assert await channel.send(LATE, later) == Sent(NOA, "SM1")


async def test_what_no_template_carries_is_held_in_words_for_every_language(
    service: StandIn, whatsapp: Open
) -> None:
    service.on("ContentAndApprovals", NO_TEMPLATES)
    with pytest.raises(Held) as caught:
        await whatsapp().send(LATE, NOW)
    assert say(caught.value.text, "fr").startswith("WhatsApp n’a approuvé aucun de nos modèles")
    assert service.forms("Messages.json") == []


async def test_a_template_that_a_receipt_blames_is_looked_up_before_it_is_used_again(
    service: StandIn, whatsapp: Open
) -> None:
    service.on("ContentAndApprovals", templates("tocsin_alert_fr"), NO_TEMPLATES)
    service.on(f"{ACCOUNT}.json", ACTIVE)
    service.on("Messages.json", ACCEPTED)
    channel = whatsapp()
    await channel.start()
    await channel.send(LATE, NOW)
    assert channel.receive(told("delivered", "")) != []
    await channel.send(LATE, NOW + timedelta(minutes=2))
    channel.receive(told("failed", "132015"))
    with pytest.raises(Held):
        await channel.send(LATE, NOW + timedelta(minutes=2))
    assert len(service.forms("ContentAndApprovals")) == 2


async def test_all_who_miss_a_template_wait_for_the_same_look(service: StandIn, whatsapp: Open) -> None:
    service.on("ContentAndApprovals", templates("tocsin_alert_fr"))
    service.on("Messages.json", ACCEPTED)
    channel = whatsapp()
    sent = await asyncio.gather(*(channel.send(LATE, NOW) for _ in range(5)))
    assert len(sent) == 5
    assert len(service.forms("ContentAndApprovals")) == 1


@pytest.mark.parametrize("script", [resets, hangs, mumbles("", 500), says({"status": "queued"}, 201)])
async def test_a_send_without_a_clear_answer_is_in_doubt_and_not_repeated(
    service: StandIn, whatsapp: Open, script: Script
) -> None:
    service.on("Messages.json", script)
    with pytest.raises(Unknown):
        await whatsapp(timeout=patience(script)).send(OUT, NOW)
    assert len(service.asked) == 1


async def test_nobody_listening_is_a_reason_to_try_later(nowhere: str, whatsapp: Open) -> None:
    with pytest.raises(TryLater):
        await whatsapp(api_url=nowhere).send(OUT, NOW)


async def test_nothing_sent_can_be_changed_or_taken_back(whatsapp: Open) -> None:
    assert await whatsapp().revise(Sent(NOA, "SM1"), ALERT, NOW) is None
    assert await whatsapp().withdraw(Sent(NOA, "SM1"), NOW) is False


# ---- settle --------------------------------------------------------------------------------------

DOUBT = Doubt(OUT, NOW, taken=frozenset({"SM-taken"}))
SETTLED = NOW + timedelta(seconds=20)
TEXT = "*Le pont*\nUne.\n\nG\nhttps://e.org/"


def listed(*messages: tuple[str, str, str, datetime | None]) -> Script:
    found = [
        {"sid": sid, "body": body, "direction": direction, "date_created": at and format_datetime(at)}
        for sid, body, direction, at in messages
    ]
    return says({"messages": found, "uri": "/x", "page": 0})


async def test_a_doubt_waits_until_a_receipt_had_time_to_come(whatsapp: Open, service: StandIn) -> None:
    assert await whatsapp().settle(DOUBT, NOW + timedelta(seconds=14)) is Verdict.WAIT
    assert service.asked == []


@pytest.mark.parametrize(
    "body", [TEXT, "Alerte : *Le pont*\nEn bref : Une.\n\nSource : G\nÀ lire ici : https://e.org/\n\nSTOP"]
)
async def test_a_message_in_doubt_is_found_as_text_or_as_template(
    service: StandIn, whatsapp: Open, body: str
) -> None:
    service.on(
        "Messages.json",
        listed(
            ("SM-newer", "Autre chose", "outbound-api", NOW + timedelta(seconds=3)),
            ("SM-inbound", body, "inbound", NOW + timedelta(seconds=2)),
            ("SM-taken", body, "outbound-api", NOW + timedelta(seconds=1)),
            ("SM-found", body, "outbound-api", NOW - timedelta(seconds=1)),
            ("SM-before", body, "outbound-api", NOW - timedelta(hours=1)),
        ),
    )
    assert await whatsapp().settle(DOUBT, SETTLED) == Sent(NOA, "SM-found")
    (form,) = service.forms("Messages.json")
    assert form == {"To": "whatsapp:+972541234567", "PageSize": "50"}


@pytest.mark.parametrize(
    "message",
    [
        ("SM-other", "Autre chose https://e.org/", "outbound-api", NOW),
        ("SM-before", TEXT, "outbound-api", NOW - timedelta(minutes=3)),
        ("SM-undated", TEXT, "outbound-api", None),
        ("SM-empty", "", "outbound-api", NOW),
    ],
)
async def test_a_message_that_is_not_there_was_not_accepted(
    service: StandIn, whatsapp: Open, message: tuple[str, str, str, datetime | None]
) -> None:
    service.on("Messages.json", listed(message))
    assert await whatsapp().settle(DOUBT, SETTLED) is Verdict.ABSENT


async def test_a_message_of_nothing_but_lines_is_found_by_its_whole_text(
    service: StandIn, whatsapp: Open
) -> None:
    reply = replace(OUT, message=Message(MessageKind.REPLY, "fr", lines=("Bonjour",)))
    service.on("Messages.json", listed(("SM1", "Bonjour", "outbound-api", NOW)))
    assert await whatsapp().settle(Doubt(reply, NOW), SETTLED) == Sent(NOA, "SM1")


@pytest.mark.parametrize("script", [hangs, resets, mumbles("<html>"), says({"code": 20429}, 429)])
async def test_trouble_while_looking_leaves_the_doubt_for_later(
    service: StandIn, whatsapp: Open, script: Script
) -> None:
    service.on("Messages.json", script)
    assert await whatsapp(timeout=patience(script)).settle(DOUBT, SETTLED) is Verdict.WAIT


# ---- the rest ------------------------------------------------------------------------------------


async def test_a_hook_that_nobody_signed_is_forged(whatsapp: Open) -> None:
    with pytest.raises(Forged):
        whatsapp().receive(Hook("https://alerts.example.org/hooks/whatsapp", {}, b"Body=START"))


async def test_there_is_nothing_to_ask_for(whatsapp: Open) -> None:
    assert [batch async for batch in whatsapp().updates()] == []


async def test_the_join_link_says_start(whatsapp: Open) -> None:
    assert whatsapp().join_link("culture") == "https://wa.me/15550100?text=START%20culture"
    assert whatsapp().join_link("{payload}") == "https://wa.me/15550100?text=START%20{payload}"
    assert whatsapp().join_link("") == "https://wa.me/15550100?text=START"
    assert whatsapp(sender="MG1").join_link("culture") == ""


async def test_the_templates_that_whatsapp_has_shut_are_named(service: StandIn, whatsapp: Open) -> None:
    name = "tocsin_alert_fr"
    service.on("ContentAndApprovals", templates(name), templates(name, status="paused"))
    assert await whatsapp(languages=("fr",)).shut() == []
    assert await whatsapp(languages=("fr",)).shut() == [name]


async def test_templates_are_listed_and_submitted_for_the_command_line(
    service: StandIn, whatsapp: Open
) -> None:
    service.on("ContentAndApprovals", templates("tocsin_alert_fr"))
    channel = whatsapp()
    assert [each.name for each in await channel.list_templates()] == ["tocsin_alert_fr"]
    known = Draft("tocsin_alert_fr", "fr", "MARKETING", "…", {})
    assert await channel.submit_templates([known]) == []
