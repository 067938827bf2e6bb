from sqlalchemy import Connection

from bot.model import Message, MessageKind, Role, SubscriberStatus
from bot.pipeline.notice import tell_admins
from bot.store.database import Database
from tests.rows import NOW, a_subscriber, deliveries


def test_only_those_who_run_it_and_did_not_leave_are_told_each_in_their_language(database: Database) -> None:
    def work(tx: Connection) -> list[tuple[int, str]]:
        told = [
            a_subscriber(tx, role=Role.ADMIN, language="fr"),
            a_subscriber(tx, role=Role.OWNER, language="he"),
        ]
        a_subscriber(tx, role=Role.EDITOR)
        a_subscriber(tx, role=Role.ADMIN, status=SubscriberStatus.LEFT)
        a_subscriber(tx, role=Role.ADMIN, status=SubscriberStatus.LOST)
        tell_admins(tx, lambda language: Message(MessageKind.REPLY, language), NOW)
        queued = [(row.subscriber_id, row.body["message"]["language"]) for row in deliveries(tx)]
        assert queued == [(one.id, one.language) for one in told]
        return queued

    assert len(database.write_here(work)) == 2
