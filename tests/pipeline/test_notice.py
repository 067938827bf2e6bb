from sqlalchemy import Connection

from bot.model import Role, SubscriberId, SubscriberStatus
from bot.pipeline.notice import tell_admins, tell_one
from bot.store.database import Database
from bot.texts import _
from tests.rows import NOW, a_subscriber, deliveries

WORDS = _("the Twilio account is not active")


def test_only_those_who_run_it_and_did_not_leave_are_told_each_in_their_language(database: Database) -> None:
    def work(tx: Connection) -> list[tuple[int, str]]:
        told = [
            a_subscriber(tx, role=Role.ADMIN, language="fr"),
            a_subscriber(tx, role=Role.OWNER, language="he"),
        ]
        a_subscriber(tx, role=Role.EDITOR)
        a_subscriber(tx, role=Role.ADMIN, status=SubscriberStatus.LEFT)
        a_subscriber(tx, role=Role.ADMIN, status=SubscriberStatus.LOST)
        tell_admins(tx, WORDS, NOW)
        said = [(row.subscriber_id, row.body["message"]["lines"][0]) for row in deliveries(tx)]
        assert [who for who, _words in said] == [one.id for one in told]
        return said

    french, hebrew = [words for _who, words in database.write_here(work)]
    assert french == "le compte Twilio n’est pas actif"
    assert "אינו פעיל" in hebrew


def test_one_person_more_is_told_unless_they_hear_it_as_an_admin_or_have_left(database: Database) -> None:
    def work(tx: Connection) -> None:
        admin, editor = a_subscriber(tx, role=Role.ADMIN), a_subscriber(tx, role=Role.EDITOR)
        left = a_subscriber(tx, role=Role.EDITOR, status=SubscriberStatus.LEFT)
        for also in (admin.id, editor.id, left.id, SubscriberId(10**6)):
            tell_admins(tx, WORDS, NOW, also=also)
        assert [row.subscriber_id for row in deliveries(tx)] == [
            admin.id,
            admin.id,
            editor.id,
            admin.id,
            admin.id,
        ]

    database.write_here(work)


def test_one_person_is_told_unless_they_have_left(database: Database) -> None:
    def work(tx: Connection) -> list[int]:
        stays = a_subscriber(tx, role=Role.EDITOR)
        left = a_subscriber(tx, role=Role.EDITOR, status=SubscriberStatus.LEFT)
        for id_ in (stays.id, left.id, SubscriberId(99_999)):
            tell_one(tx, id_, WORDS, NOW)
        assert stays.id in {row.subscriber_id for row in deliveries(tx)}
        return [row.subscriber_id for row in deliveries(tx)]

    assert len(database.write_here(work)) == 1
