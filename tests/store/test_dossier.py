import json
from datetime import timedelta

from sqlalchemy import Connection, Table

from bot.model import Priority
from bot.store import batch as batches
from bot.store import dossier as dossiers
from bot.store import event as events
from bot.store.columns import metadata
from bot.store.event import NewEvent
from tests.rows import NOW, a_sender, a_subscriber, an_alert


def test_a_dossier_is_plain_json_and_holds_nothing_of_others(tx: Connection) -> None:
    reader = a_subscriber(tx, name="Anna", heard_at=NOW)
    a_subscriber(tx, name="Boris")
    kept = dossiers.dossier(tx, reader)
    assert "Boris" not in json.dumps(kept)
    assert kept["person"]["name"] == "Anna"
    assert kept["person"]["last_heard_at"] == NOW.isoformat()
    assert [one["topic_id"] for one in kept["choices"]] == ["israel"]
    assert [one["words"] for one in kept["consent"]] == ["Alerts?"]


def test_the_last_alerts_come_first_and_the_rest_is_counted(tx: Connection) -> None:
    reader = a_subscriber(tx)
    for number in range(3):
        batches.fan_out(tx, an_alert(tx), Priority.NORMAL, NOW + timedelta(seconds=number))
    told = dossiers.last_alerts(tx, reader, 2)
    assert [one.at for one in told] == [NOW + timedelta(seconds=2), NOW + timedelta(seconds=1)]
    assert (told[0].headline, told[0].state) == ("A headline", "queued")
    assert dossiers.count_alerts(tx, reader) == 3


def test_letters_are_those_from_the_persons_own_channel(tx: Connection) -> None:
    reader = a_subscriber(tx, address="1")
    for channel in ("telegram", "whatsapp"):
        by = a_sender(tx, channel)
        events.keep(tx, by, [NewEvent("1", "inbound", {"text": f"by {channel}"}, "1")], NOW)
        for row in events.take(tx, NOW, 9):
            events.finish(tx, row.id)
    assert dossiers.count_letters(tx, reader) == 1
    assert [one["text"] for one in dossiers.dossier(tx, reader)["letters"]["last"]] == ["by telegram"]


def test_every_table_that_names_a_subscriber_is_in_the_dossier() -> None:
    """Whoever adds a table of people's own need not think of it; whoever adds one with another name must."""

    def names(table: Table) -> set[str]:
        keys = (key for key in table.foreign_keys if key.column.table.name == "subscriber")
        return {key.parent.name for key in keys}

    found = {(table.name, name) for table in metadata.sorted_tables for name in names(table)}
    elsewhere = {pair for pair in found if pair[1] != "subscriber_id"}
    by_staff = {("alert", "written_by"), ("source", "added_by"), ("placement", "moved_by")}
    assert elsewhere == by_staff | {
        ("revision", "written_by"),
        ("suspicion", "decided_by"),
        ("question", "answered_by"),
        ("plan", "decided_by"),
        ("halt", "begun_by"),
    }
