from datetime import timedelta

from sqlalchemy import Connection, select

from bot.model import SenderId
from bot.store import refusal
from bot.store.schema import sender
from tests.rows import NOW, a_sender

HALF_A_MINUTE = timedelta(seconds=30)


def kept(tx: Connection, id_: SenderId) -> tuple[object, ...]:
    columns = (sender.c.unheard_since, sender.c.unheard_at, sender.c.unheard_reason)
    return tuple(tx.execute(select(*columns).where(sender.c.id == id_)).one())


def test_refusals_close_together_are_a_row(tx: Connection) -> None:
    id_ = a_sender(tx)
    assert kept(tx, id_) == (None, None, "")
    refusal.note(tx, id_, "elsewhere", NOW)
    assert kept(tx, id_) == (NOW, NOW, "elsewhere")
    refusal.note(tx, id_, "still", NOW + HALF_A_MINUTE)
    assert kept(tx, id_) == (NOW, NOW + HALF_A_MINUTE, "still")


def test_one_long_after_begins_another_row(tx: Connection) -> None:
    id_, later = a_sender(tx), NOW + refusal.ROW
    refusal.note(tx, id_, "elsewhere", NOW)
    refusal.note(tx, id_, "elsewhere", later)
    assert kept(tx, id_) == (later, later, "elsewhere")


def test_each_sender_has_its_own_and_no_reason_is_too_long(tx: Connection) -> None:
    id_, other = a_sender(tx, "telegram"), a_sender(tx, "whatsapp")
    refusal.note(tx, id_, "x" * 1000, NOW)
    assert kept(tx, id_) == (NOW, NOW, "x" * 300)
    assert kept(tx, other) == (None, None, "")
