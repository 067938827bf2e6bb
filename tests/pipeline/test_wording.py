from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.commands.replies import spelled
from bot.model import AlertKind, Message, MessageKind, Priority, Role
from bot.pipeline.notice import tell_admins
from bot.pipeline.wording import outbound
from bot.store import batch as batches
from bot.store import claim as claims
from bot.store import delivery as deliveries
from bot.store.database import Database
from bot.store.message import to_json
from bot.texts import _
from tests.rows import NOW, SUMMARY, a_sender, a_story, a_subscriber, an_alert
from tests.store.press import CHANGED, amend, revise

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def taken(tx: Connection) -> deliveries.DeliveryRow:
    """The one delivery there is, as its lane takes it."""
    (row,) = claims.take(tx, claims.Lane(a_sender(tx), 0.0, 30.0), NOW, 5)
    return row


def test_an_alert_is_said_in_its_readers_language_and_the_newsrooms_time(database: Database) -> None:
    def work(tx: Connection) -> deliveries.DeliveryRow:
        a_subscriber(tx, language="fr", silent=True, heard_at=NOW)
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
        return taken(tx)

    row = database.write_here(work)
    said = outbound(row, JERUSALEM)
    assert said.to == row.subscriber.address
    assert said.reference == row.id
    assert said.last_heard_at == NOW
    assert (said.message.kind, said.message.language) == (MessageKind.ALERT, "fr")
    assert said.message.byline == "The Paper · 12:00"  # 10:00 UTC in Jerusalem's winter
    assert said.message.silent
    assert not said.message.note


def test_an_update_names_what_it_follows_by_its_id_and_its_headline(database: Database) -> None:
    def work(tx: Connection) -> deliveries.DeliveryRow:
        a_subscriber(tx, language="fr")
        story = a_story(tx)
        batches.fan_out(tx, an_alert(tx, story_id=story), Priority.NORMAL, NOW)
        deliveries.sent(tx, taken(tx), "M1", NOW)
        more = an_alert(tx, story_id=story, kind=AlertKind.UPDATE, summary=CHANGED)
        batches.fan_out(tx, more, Priority.NORMAL, NOW)
        return taken(tx)

    said = outbound(database.write_here(work), JERUSALEM)
    assert (said.follows, said.message.quoted) == ("M1", SUMMARY.headline)
    assert said.message.headline == CHANGED.headline
    assert said.message.byline == "Mise à jour · The Paper · 12:00"


def test_an_alert_sent_again_after_a_doubt_says_so(database: Database) -> None:
    def work(tx: Connection) -> deliveries.DeliveryRow:
        a_subscriber(tx)
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW)
        deliveries.resend(tx, taken(tx), NOW, repeat=True)
        return taken(tx)

    assert outbound(database.write_here(work), JERUSALEM).message.note


def test_a_reply_keeps_its_words_and_what_the_channel_wants_back(database: Database) -> None:
    message = Message(MessageKind.REPLY, "he", lines=("שלום",))

    def work(tx: Connection) -> deliveries.DeliveryRow:
        who = a_subscriber(tx)
        deliveries.queue_reply(tx, who.id, to_json(message, answering="press-1", replaces="77"), NOW)
        return taken(tx)

    said = outbound(database.write_here(work), JERUSALEM)
    assert said.message == message
    assert (said.answering, said.replaces) == ("press-1", "77")


def test_what_is_changed_says_so_with_the_newsrooms_time(database: Database) -> None:
    def work(tx: Connection) -> deliveries.DeliveryRow:
        a_subscriber(tx, language="fr")
        id_ = an_alert(tx)
        batches.fan_out(tx, id_, Priority.NORMAL, NOW)
        deliveries.sent(tx, taken(tx), "M1", NOW)
        revise(tx, id_)
        (row,) = amend(tx)
        return row

    said = outbound(database.write_here(work), JERUSALEM)
    assert (said.message.headline, said.message.note) == (CHANGED.headline, "Corrigé à 12:00")


def test_a_digest_that_is_sent_again_after_a_doubt_says_so(database: Database) -> None:
    said = Message(MessageKind.DIGEST, "en", "The day at a glance", ("• One",), note="2 more stories")

    def work(tx: Connection) -> deliveries.DeliveryRow:
        who = a_subscriber(tx)
        deliveries.queue_reply(tx, who.id, to_json(said), NOW, priority=Priority.DIGEST)
        deliveries.resend(tx, taken(tx), NOW, repeat=True)
        return taken(tx)

    note = outbound(database.write_here(work), JERUSALEM).message.note
    assert note == "You may have received this already. 2 more stories"


@pytest.mark.parametrize(("language", "word"), [("en", "PAUSE 3"), ("fr", "SUSPENDRE 3"), ("he", "השהיה 3")])
def test_a_notice_names_commands_as_words_on_a_phone_where_none_is_written_with_a_slash(
    database: Database, language: str, word: str
) -> None:
    def work(tx: Connection) -> list[deliveries.DeliveryRow]:
        for channel in ("telegram", "whatsapp"):
            a_subscriber(tx, channel=channel, role=Role.ADMIN, language=language)
        tell_admins(tx, _("I keep trying, ever less often. /pause {id} stops it.", id=3), NOW)
        lanes = [claims.Lane(a_sender(tx, name), 0.0, 30.0) for name in ("telegram", "whatsapp")]
        return [row for lane in lanes for row in claims.take(tx, lane, NOW, 5)]

    rows = database.write_here(work)
    with_slash, in_words = (outbound(row, JERUSALEM, spelled).message.lines[0] for row in rows)
    assert "/pause 3" in with_slash
    assert "/" not in in_words
    assert word in in_words


def test_an_editors_preview_is_told_as_it_is(database: Database) -> None:
    def work(tx: Connection) -> deliveries.DeliveryRow:
        who = a_subscriber(tx, channel="whatsapp", role=Role.EDITOR)
        preview = Message(MessageKind.ALERT, "en", "What /pause means", byline="The Paper")
        deliveries.queue_reply(tx, who.id, to_json(preview), NOW)
        (row,) = claims.take(tx, claims.Lane(a_sender(tx, "whatsapp"), 0.0, 30.0), NOW, 5)
        return row

    assert outbound(database.write_here(work), JERUSALEM, spelled).message.headline == "What /pause means"
