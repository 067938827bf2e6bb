import asyncio

import pytest
from aiohttp import encode_basic_auth
from twilio.request_validator import RequestValidator

from bot.sandbox import WHATSAPP_READER
from tests.sandbox.stand import ACCOUNT, AUTH, FROM, READER, Stand, standing, until


async def _template(stand: Stand, name: str = "tocsin_alert_fr") -> str:
    listed = await asyncio.to_thread(stand.client().content.v1.contents.list)
    return next(str(content.sid) for content in listed if content.friendly_name == name)


VARIABLES = '{"1": "Pont fermé", "2": "Deux lignes.", "3": "Gazette, 14:05", "4": "https://a.org"}'


async def test_statuses_are_called_back_signed_and_never_the_first(stand: Stand) -> None:
    callback = stand.hook.url + "/status?d=17"
    sent = await stand.create(body="x", status_callback=callback)
    await until(lambda: len(stand.hook.posted) == 2)
    assert [posted.form["MessageStatus"] for posted in stand.hook.posted] == ["sent", "delivered"]
    for posted in stand.hook.posted:
        assert posted.url == callback
        assert posted.form["MessageSid"] == sent.sid
        assert posted.form["To"] == READER
        signature = posted.headers["X-Twilio-Signature"]
        assert RequestValidator(AUTH).validate(posted.url, posted.form, signature)


async def test_it_is_read_when_somebody_looks(stand: Stand) -> None:
    async with stand.session.get(stand.base + "/phones/events"):
        sent = await stand.create(body="x", status_callback=stand.hook.url)
        await stand.status(sent.sid, "read")
    assert [posted.form["MessageStatus"] for posted in stand.hook.posted][-1] == "read"
    assert (await stand.bubbles("whatsapp"))[-1]["status"] == "read"


async def test_what_a_reader_writes_reaches_the_hook_as_twilio_would_post_it(stand: Stand) -> None:
    await stand.post("/phones/whatsapp/text", text="*Bonjour* & merci")
    (posted,) = stand.hook.posted
    assert posted.url == stand.hook.url
    assert RequestValidator(AUTH).validate(posted.url, posted.form, posted.headers["X-Twilio-Signature"])
    wanted = {
        "From": READER,
        "To": FROM,
        "WaId": WHATSAPP_READER[1:],
        "ProfileName": "Noa",
        "Body": "*Bonjour* & merci",
        "NumMedia": "0",
        "MessageType": "text",
        "SmsStatus": "received",
    }
    assert wanted.items() <= posted.form.items()
    assert posted.form["MessageSid"].startswith("SM")
    mine = (await stand.bubbles("whatsapp"))[-1]
    assert (mine["from"], mine["html"], mine["status"]) == ("me", "<b>Bonjour</b> &amp; merci", "delivered")


async def test_only_the_readers_own_words_open_the_24_hours(stand: Stand) -> None:
    sid = await _template(stand)
    stand.clock.advance(hours=25)
    failed = await stand.create(body="x")
    assert (await stand.status(failed.sid, "failed")).error_code == 63016
    sent = await stand.create(content_sid=sid, content_variables=VARIABLES)
    await stand.status(sent.sid, "delivered")
    failed = await stand.create(body="x")
    await stand.status(failed.sid, "failed")
    await stand.post("/phones/whatsapp/text", text="oui")
    sent = await stand.create(body="x")
    await stand.status(sent.sid, "delivered")


async def test_the_window_can_be_closed_and_opened_by_hand(stand: Stand) -> None:
    for opened, status in ((False, "failed"), (True, "delivered")):
        await stand.post("/phones/whatsapp/window", open=opened)
        await stand.status((await stand.create(body="x")).sid, status)


async def test_a_template_arrives_filled_in(stand: Stand) -> None:
    sent = await stand.create(content_sid=await _template(stand), content_variables=VARIABLES)
    assert sent.body.splitlines()[0] == "📰 *Pont fermé*"
    await stand.status(sent.sid, "delivered")
    bubble = (await stand.bubbles("whatsapp"))[-1]
    assert bubble["html"].startswith("📰 <b>Pont fermé</b><br>Deux lignes.<br>")


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        (VARIABLES.replace("Deux lignes.", ""), 63013),
        (VARIABLES.replace("Deux", r"Deux\n"), 63013),
        (VARIABLES.replace("Deux", "Deux     "), 63013),
        (VARIABLES.replace("Deux", "x" * 1024), 63021),
        ('{"1": "seul"}', 63028),
    ],
)
async def test_bad_variables_fail_after_acceptance(stand: Stand, variables: str, code: int) -> None:
    sent = await stand.create(content_sid=await _template(stand), content_variables=variables)
    assert (await stand.status(sent.sid, "failed")).error_code == code


async def test_a_reader_who_blocked_the_number_is_not_reached(stand: Stand) -> None:
    await stand.post("/phones/whatsapp/block", blocked=True)
    sent = await stand.create(body="x", status_callback=stand.hook.url)
    assert (await stand.status(sent.sid, "undelivered")).error_code == 63024
    await until(lambda: len(stand.hook.posted) == 2)
    assert stand.hook.posted[-1].form["ErrorCode"] == "63024"
    await stand.post("/phones/whatsapp/text", text="me revoilà")
    assert not (await stand.get("/phones"))["whatsapp"]["blocked"]


async def test_a_stranger_has_no_whatsapp(stand: Stand) -> None:
    sent = await stand.create(to="whatsapp:+15558888", body="x")
    assert (await stand.status(sent.sid, "undelivered")).error_code == 63003


async def test_a_crowd_gets_messages_but_shows_no_bubbles(stand: Stand) -> None:
    before = len(await stand.bubbles("whatsapp"))
    for number in (await stand.post("/people", whatsapp=2))["whatsapp"]:
        sent = await stand.create(to=f"whatsapp:{number}", body="x")
        await stand.status(sent.sid, "delivered")
    assert len(await stand.bubbles("whatsapp")) == before
    assert len(await stand.journal()) == 2


async def test_a_hook_that_refuses_leaves_one_tick() -> None:
    async with standing() as stand:
        stand.hook.statuses = [403]
        await stand.post("/phones/whatsapp/text", text="START")
        assert [bubble["status"] for bubble in await stand.bubbles("whatsapp")] == ["sent"]
        assert len(stand.hook.posted) == 1


async def test_without_a_hook_nobody_hears_the_reader() -> None:
    async with standing(whatsapp_hook="") as stand:
        await stand.post("/phones/whatsapp/text", text="START")
        assert [bubble["status"] for bubble in await stand.bubbles("whatsapp")] == ["sent"]


async def test_a_reply_button_comes_back_with_its_payload(stand: Stand) -> None:
    action = {"type": "QUICK_REPLY", "title": "Monde", "id": "t:monde"}
    async with stand.session.post(
        f"{stand.base}/content/v1/Content",
        json={
            "friendly_name": "topics",
            "language": "fr",
            "types": {"twilio/quick-reply": {"body": "Lequel ?", "actions": [action]}},
        },
        headers={"Authorization": encode_basic_auth(ACCOUNT, AUTH)},
    ) as answer:
        sid = (await answer.json())["sid"]
    sent = await stand.create(content_sid=sid)
    await stand.status(sent.sid, "delivered")
    assert (await stand.bubbles("whatsapp"))[-1]["buttons"] == [[{"text": "Monde", "data": "t:monde"}]]
    await stand.post("/phones/whatsapp/press", bubble=sent.sid, data="t:monde")
    (posted,) = stand.hook.posted
    wanted = {
        "Body": "Monde",
        "ButtonText": "Monde",
        "ButtonPayload": "t:monde",
        "MessageType": "button",
        "OriginalRepliedMessageSid": sent.sid,
    }
    assert wanted.items() <= posted.form.items()
