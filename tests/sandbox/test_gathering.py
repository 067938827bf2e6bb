from bot.sandbox import TELEGRAM_READER_ID
from tests.sandbox.stand import Stand

OTHER = 4242


async def test_a_place_lets_the_bot_in_and_knows_what_each_member_is(stand: Stand) -> None:
    place = (await stand.post("/places", kind="channel", title="Le Fil"))["id"]
    assert place < 0
    await stand.post(f"/places/{place}/members", person=OTHER, standing="member")
    standings = [
        (await stand.call("getChatMember", chat_id=place, user_id=person))["result"]["status"]
        for person in (TELEGRAM_READER_ID, OTHER)
    ]
    assert standings == ["creator", "member"]
