from datetime import timedelta

import pytest

from bot.rules.quiet import Why
from bot.store import batch as batches
from bot.store import digest as digests
from bot.store.schema import delivery
from tests.chat import ANNA, Chat
from tests.rows import an_alert


@pytest.mark.parametrize(("wish", "told_now"), [("off", True), ("0:00-23:59", False)])
def test_what_was_held_is_told_when_the_new_wish_lets_it(chat: Chat, wish: str, *, told_now: bool) -> None:
    chat.says("/start")
    chat.says("/quiet 22-7")
    who = chat.person(ANNA).id

    def held() -> list[object]:
        return [
            at
            for some in [chat.database.read_here(lambda tx: digests.held(tx, [who]))]
            for at in some[who].values()
        ]

    def hold(tx: object) -> None:
        id_ = an_alert(tx, topics=["israel"], now=chat.now)  # type: ignore[arg-type]  # a transaction
        batches.fan_out(tx, id_, 5, chat.now)  # type: ignore[arg-type]  # the same
        later = chat.now + timedelta(hours=9)
        values = {"fold_at": later, "due_at": later, "error": Why.NIGHT.value}
        tx.execute(delivery.update().where(delivery.c.alert_id == id_).values(values))  # type: ignore[attr-defined]  # the same

    chat.database.write_here(hold)
    before = held()
    assert len(before) == 1
    chat.says(f"/quiet {wish}")
    (after,) = held()
    assert (after == chat.now) == told_now
    assert after != before[0]
