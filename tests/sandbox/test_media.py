import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.stand import Stand


def picture(stand: Stand) -> str:
    return f"{stand.base}/newsroom/pictures/12.png"


async def test_a_picture_is_fetched_and_shown_above_its_words(stand: Stand) -> None:
    sent = await stand.create(body="*Pont*", media_url=picture(stand))
    assert (sent.status, sent.num_media) == ("queued", "1")
    await stand.status(sent.sid, "delivered")
    bubble = (await stand.bubbles("whatsapp"))[-1]
    assert bubble["text"] == "Pont"
    async with stand.session.get(stand.root + bubble["picture"]) as answer:
        assert answer.content_type == "image/png"


@pytest.mark.parametrize(
    ("kind", "code"), [("picture_404", 63019), ("picture_huge", 63034), ("picture_gif", 63021)]
)
async def test_what_can_not_be_had_or_carried_fails_once_it_was_accepted(
    stand: Stand, kind: str, code: int
) -> None:
    await stand.post("/faults", service="pictures", kind=kind)
    before = len(await stand.bubbles("whatsapp"))
    sent = await stand.create(
        body="Pont", media_url=picture(stand), status_callback=f"{stand.hook.url}/status"
    )
    assert (await stand.status(sent.sid, "failed")).error_code == code
    assert len(await stand.bubbles("whatsapp")) == before


async def test_one_on_another_machine_is_taken_for_had_and_not_shown(stand: Stand) -> None:
    sent = await stand.create(body="Pont", media_url="https://img.paper.example/1.png")
    await stand.status(sent.sid, "delivered")
    assert "picture" not in (await stand.bubbles("whatsapp"))[-1]


async def test_an_address_that_is_none_is_refused_at_once(stand: Stand) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await stand.create(body="Pont", media_url="img.paper.example/1.png")
    assert refused.value.code == 21620
    await stand.post("/faults", service="twilio", kind="picture_refused")
    await stand.create(body="Pont")
    with pytest.raises(TwilioRestException) as struck:
        await stand.create(body="Pont", media_url=picture(stand))
    assert struck.value.code == 21620
