import asyncio
from typing import Any

import pytest
from aiohttp import encode_basic_auth

from tests.sandbox.stand import ACCOUNT, AUTH, Stand

HOUSE = {
    f"tocsin_{kind}_{language}"
    for kind in ("alert", "breaking", "digest", "correction", "welcome")
    for language in ("fr", "en", "he", "ar", "fa", "ru", "es", "de")
}
TEXT = {"twilio/text": {"body": "Bonjour {{1}}, à bientôt."}}


async def _ask(stand: Stand, method: str, path: str, **body: object) -> tuple[int, Any]:
    headers = {"Authorization": encode_basic_auth(ACCOUNT, AUTH)}
    url = f"{stand.base}/content/v1/{path}"
    async with stand.session.request(method, url, json=body or None, headers=headers) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def _created(stand: Stand, **body: object) -> str:
    usual = {"friendly_name": "hello", "language": "fr", "variables": {"1": "Léa"}, "types": TEXT}
    status, template = await _ask(stand, "POST", "Content", **(usual | body))
    assert status == 201
    return str(template["sid"])


async def test_the_house_templates_come_approved_in_eight_languages(stand: Stand) -> None:
    listed = await asyncio.to_thread(
        lambda: stand.client().content.v1.content_and_approvals.list(page_size=4)
    )
    assert {content.friendly_name for content in listed} == HOUSE
    for content in listed:
        assert content.approval_requests is not None
        assert content.approval_requests["status"] == "approved"
        assert str(content.friendly_name).endswith(f"_{content.language}")


async def test_a_template_is_fetched_by_its_sid(stand: Stand) -> None:
    client = stand.client()
    listed = await asyncio.to_thread(lambda: client.content.v1.contents.list(limit=99))
    (sid,) = {str(content.sid) for content in listed if content.friendly_name == "tocsin_alert_fr"}
    fetched = await asyncio.to_thread(client.content.v1.contents(sid).fetch)
    assert (fetched.friendly_name, fetched.language) == ("tocsin_alert_fr", "fr")


async def test_a_new_template_is_submitted_reviewed_and_approved(stand: Stand) -> None:
    sid = await _created(stand)
    fetch = stand.client().content.v1.contents(sid).approval_fetch()

    async def status() -> object:
        approval = await asyncio.to_thread(fetch.fetch)
        return (approval.whatsapp or {})["status"]

    assert await status() == "unsubmitted"
    code, answer = await _ask(
        stand, "POST", f"Content/{sid}/ApprovalRequests/whatsapp", name="hello", category="UTILITY"
    )
    assert (code, answer["status"], answer["content_type"]) == (201, "received", "twilio/text")
    stand.clock.advance(seconds=2)
    assert await status() == "pending"
    stand.clock.advance(seconds=2)
    assert await status() == "approved"


@pytest.mark.parametrize("body", ["{{1}}, bonjour.", "Bonjour {{1}}"])
async def test_a_variable_at_an_edge_is_rejected(stand: Stand, body: str) -> None:
    sid = await _created(stand, types={"twilio/text": {"body": body}})
    await _ask(stand, "POST", f"Content/{sid}/ApprovalRequests/whatsapp", name="hello", category="UTILITY")
    stand.clock.advance(seconds=5)
    _, answer = await _ask(stand, "GET", f"Content/{sid}/ApprovalRequests")
    assert answer["whatsapp"]["status"] == "rejected"
    assert "start or end" in answer["whatsapp"]["rejection_reason"]


async def test_an_unapproved_template_does_not_leave_the_window(stand: Stand) -> None:
    sid = await _created(stand)
    sent = await stand.create(content_sid=sid, content_variables='{"1": "Léa"}')
    await stand.status(sent.sid, "delivered")
    await stand.post("/phones/whatsapp/window", open=False)
    sent = await stand.create(content_sid=sid, content_variables='{"1": "Léa"}')
    assert (await stand.status(sent.sid, "failed")).error_code == 63016


async def test_a_deleted_template_is_gone(stand: Stand) -> None:
    sid = await _created(stand)
    assert (await _ask(stand, "DELETE", f"Content/{sid}"))[0] == 204
    assert (await _ask(stand, "DELETE", f"Content/{sid}"))[0] == 404
    assert (await _ask(stand, "GET", f"Content/{sid}"))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"language": "fr"},
        {"language": "fr", "types": {}},
        {"language": "fr", "types": {"twilio/text": "x"}},
    ],
)
async def test_a_template_needs_a_language_and_types(stand: Stand, body: dict[str, object]) -> None:
    status, answer = await _ask(stand, "POST", "Content", **body)
    assert (status, answer["code"]) == (400, 20001)


@pytest.mark.parametrize(
    "body", [{"name": "Hello!", "category": "UTILITY"}, {"name": "hello", "category": "NEWS"}]
)
async def test_a_submission_needs_a_plain_name_and_a_category(stand: Stand, body: dict[str, object]) -> None:
    sid = await _created(stand, variables=None)
    status, _ = await _ask(stand, "POST", f"Content/{sid}/ApprovalRequests/whatsapp", **body)
    assert status == 400


async def test_pages_link_to_each_other(stand: Stand) -> None:
    _, page = await _ask(stand, "GET", "Content?PageSize=9&Page=4")
    assert len(page["contents"]) == len(HOUSE) % 9
    assert page["meta"]["next_page_url"] is None
    assert page["meta"]["previous_page_url"].endswith("PageSize=9&Page=3")
