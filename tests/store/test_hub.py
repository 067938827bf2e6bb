from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.model import SourceId
from bot.store import hub as hubs
from bot.store import source as sources
from bot.store.hub import HubRow, HubState
from bot.store.schema import hub as hub_table
from bot.store.schema import source as source_table
from tests.rows import NOW, a_source

HUB, TOPIC = "https://hub.example/", "https://paper.example/feed"
HOUR = timedelta(hours=1)


def a_hub(tx: Connection, state: HubState = HubState.ACTIVE, **values: object) -> HubRow:
    source_id = a_source(tx)
    hubs.want(tx, source_id, HUB, TOPIC, NOW)
    about = {"state": state, "lease_until": NOW + HOUR, "due_at": NOW + HOUR} | values
    tx.execute(update(hub_table).where(hub_table.c.source_id == source_id).values(**about))
    return found(tx, source_id)


def found(tx: Connection, source_id: SourceId) -> HubRow:
    row = hubs.find(tx, source_id)
    assert row is not None
    return row


def due_at(tx: Connection, source_id: SourceId) -> datetime:
    row = sources.find(tx, source_id)
    assert row is not None
    return row.due_at


def test_a_hub_that_is_wanted_is_due_and_has_secrets_of_its_own(tx: Connection) -> None:
    first, second = a_source(tx), a_source(tx)
    for one in (first, second):
        hubs.want(tx, one, HUB, TOPIC, NOW)
    rows = hubs.due(tx, NOW, 5)
    assert [(row.source_id, row.url, row.topic, row.state, row.tries) for row in rows] == [
        (first, HUB, TOPIC, HubState.WANTED, 0),
        (second, HUB, TOPIC, HubState.WANTED, 0),
    ]
    secrets = {row.path for row in rows} | {row.secret for row in rows}
    assert len(secrets) == 4
    assert min(len(row.path) for row in rows) >= 22  # 128 bits in base64
    assert not any(secret in repr(row) for row in rows for secret in secrets)


def test_a_hub_that_is_wanted_anew_has_other_secrets(tx: Connection) -> None:
    old = a_hub(tx)
    hubs.want(tx, old.source_id, "https://new.example/", TOPIC, NOW)
    new = found(tx, old.source_id)
    assert (new.url, new.state) == ("https://new.example/", HubState.WANTED)
    assert not {new.path, new.secret} & {old.path, old.secret}
    assert hubs.by_path(tx, old.path) is None
    assert hubs.by_path(tx, new.path) == new


def test_a_source_without_a_hub_has_none(tx: Connection) -> None:
    assert hubs.find(tx, a_source(tx)) is None
    assert hubs.by_path(tx, "x") is None


def test_a_hub_is_active_until_its_lease_ends(tx: Connection) -> None:
    row = a_hub(tx)
    assert row.is_active(NOW)
    assert not row.is_active(NOW + HOUR)
    assert not a_hub(tx, HubState.DEMOTED).is_active(NOW)
    assert not a_hub(tx, lease_until=None).is_active(NOW)
    assert hubs.active_ids(tx, NOW) == {row.source_id}
    assert hubs.active_ids(tx, NOW + HOUR) == frozenset()


def test_a_change_is_lost_on_a_row_that_changed_meanwhile(tx: Connection) -> None:
    row = a_hub(tx)
    assert hubs.change(tx, row, tries=1)
    assert not hubs.change(tx, row, state=HubState.REFUSED)
    assert found(tx, row.source_id).state is HubState.ACTIVE


def test_the_hubs_that_are_due_come_first_due_first(tx: Connection) -> None:
    late, early = a_hub(tx, due_at=NOW), a_hub(tx, due_at=NOW - HOUR)
    a_hub(tx, due_at=None)
    assert hubs.any_due(tx, NOW)
    assert not hubs.any_due(tx, NOW - 2 * HOUR)
    assert [row.source_id for row in hubs.due(tx, NOW, 5)] == [early.source_id, late.source_id]
    assert [row.source_id for row in hubs.due(tx, NOW, 1)] == [early.source_id]


def test_leave_is_taken_of_the_hubs_of_paused_sources(tx: Connection) -> None:
    rows = {state: a_hub(tx, state, tries=2) for state in HubState}
    stays = a_hub(tx)
    assert not hubs.any_due(tx, NOW)
    for row in rows.values():
        sources.pause(tx, row.source_id, NOW, "desk")
    assert hubs.any_due(tx, NOW)
    hubs.leave_paused(tx, NOW)
    left = {state for state, row in rows.items() if hubs.find(tx, row.source_id)}
    assert left == {HubState.ASKED, HubState.ACTIVE, HubState.DEMOTED, HubState.LEAVING}
    assert {found(tx, rows[state].source_id).state for state in left} == {HubState.LEAVING}
    assert found(tx, rows[HubState.LEAVING].source_id).tries == 2
    assert found(tx, stays.source_id) == stays


def test_a_source_whose_hub_is_forgotten_is_looked_at_without_a_memo(tx: Connection) -> None:
    row, paused = a_hub(tx), a_hub(tx)
    tx.execute(update(source_table).values(memo={"etag": "x"}, due_at=NOW + HOUR))
    sources.pause(tx, paused.source_id, NOW, "desk")
    for one in (row, paused):
        hubs.forget(tx, one, NOW)
    assert hubs.find(tx, row.source_id) is None
    assert hubs.find(tx, paused.source_id) is None
    states = tx.execute(select(source_table.c.memo, source_table.c.due_at).order_by(source_table.c.id)).all()
    assert [tuple(state) for state in states] == [({}, NOW), ({"etag": "x"}, NOW + HOUR)]


def test_a_hint_makes_a_source_due_sooner_but_never_later(tx: Connection) -> None:
    well, failing, paused, soon = (a_source(tx) for _ in range(4))
    tx.execute(update(source_table).values(due_at=NOW + HOUR))
    tx.execute(update(source_table).where(source_table.c.id == failing).values(failures=1))
    tx.execute(update(source_table).where(source_table.c.id == soon).values(due_at=NOW))
    sources.pause(tx, paused, NOW, "desk")
    for one in (well, failing, paused, soon):
        hubs.look_by(tx, one, NOW + HOUR / 2)
    assert [due_at(tx, one) - NOW for one in (well, failing, paused, soon)] == [
        HOUR / 2,
        HOUR,
        HOUR,
        timedelta(),
    ]
