from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app.moving import Asked, Filing, Terms, take_in
from bot.app.portable.telling import Done
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store.consent import history
from bot.store.schema import subscriber, subscription
from tests.app.portable.installation import opened, settings_of
from tests.app.rivals.samples import LISTMONK, listmonk
from tests.rows import NOW, a_sender

SAID = "They confirmed by e-mail on our site"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    made = settings_of(tmp_path, database_url)
    database = opened(made)
    database.write_here(lambda tx: a_sender(tx, "email", "news@example.org", NOW))
    database.close()
    return made


def move(
    settings: Settings, path: Path, status: str = "", topic: str = "monde", *, dry_run: bool = False
) -> Done:
    asked = Asked(Terms(SAID, dry_run=dry_run), Filing((topic,)), list_status=status)
    return take_in(settings, path, asked)


def people(settings: Settings) -> dict[str, Any]:
    database = opened(settings)
    rows = database.read_here(lambda tx: tx.execute(select(subscriber).order_by(subscriber.c.id)).all())
    database.close()
    return {row.address: row for row in rows}


def standing(settings: Settings) -> dict[str, str]:
    return {address: row.status for address, row in people(settings).items()}


def test_who_has_confirmed_gets_the_newsletter_and_who_is_blocked_never_will(
    settings: Settings, tmp_path: Path
) -> None:
    done = move(settings, listmonk(tmp_path / "s.csv"), "confirmed")
    assert standing(settings) == {
        "zoe@example.org": "active",
        "blocked@example.org": "left",
        "off@example.org": "invited",
    }
    one = people(settings)["zoe@example.org"]
    assert (one.name, one.language, one.channel) == ("Zoé, de Paris", "fr", "email")
    assert [line.partition(":")[0] for line in done.troubles] == ["line 5", "line 7", "line 6"]
    database = opened(settings)
    given = database.read_here(lambda tx: history(tx, one.id))[0]
    kept = database.read_here(lambda tx: tx.execute(select(subscription)).all())
    database.close()
    assert (given.at, given.how) == (datetime(2023, 1, 2, 15, 4, 5, 999999, UTC), "import: listmonk")
    assert given.words.endswith(SAID)
    assert {row.topic_id for row in kept} == {"monde"}


def test_who_may_not_have_confirmed_is_only_invited(settings: Settings, tmp_path: Path) -> None:
    path = listmonk(tmp_path / "s.csv")
    done = move(settings, path)
    assert standing(settings)["zoe@example.org"] == "invited"
    assert "--list-status confirmed" in done.lines[-1]
    move(settings, path, "confirmed")
    assert standing(settings)["zoe@example.org"] == "active"


def test_who_unsubscribed_there_is_ended_here(settings: Settings, tmp_path: Path) -> None:
    path = listmonk(tmp_path / "s.csv")
    move(settings, path, "confirmed")
    done = move(settings, path, "unsubscribed")
    assert standing(settings)["zoe@example.org"] == "left"
    assert "2 have left since they were taken in" in " ".join(done.lines)
    move(settings, path, "confirmed")
    assert standing(settings)["zoe@example.org"] == "left"


def test_a_column_can_tell_the_status_of_each(settings: Settings, tmp_path: Path) -> None:
    at = "2023-01-02 15:04:05 +0000 UTC"
    more = [
        f"u8,one@example.org,One,{{}},enabled,{at},{at},unsubscribed",
        f"u9,two@example.org,Two,{{}},enabled,{at},{at},confirmed",
        f"u10,three@example.org,Three,{{}},enabled,{at},{at},perhaps",
        f"u11,four@example.org,Four,{{}},enabled,{at},{at},confirmed,more",
        f'u12,five@example.org,"Five,{{}},enabled,{at},{at},confirmed',
    ]
    head = f"{LISTMONK},subscription_status"
    done = move(settings, listmonk(tmp_path / "s.csv", *more, head=head, ends=",unconfirmed"))
    found = standing(settings)
    assert (found["one@example.org"], found["two@example.org"]) == ("left", "active")
    assert found["zoe@example.org"] == "invited"
    assert "three@example.org" not in found
    assert "four@example.org" not in found
    assert (
        'line 10: a status that is not known here, or of somebody who has not asked for alerts "perhaps"'
        in (done.troubles)
    )
    assert not any("--list-status" in line for line in done.lines)


def test_a_look_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    looked = move(settings, listmonk(tmp_path / "s.csv"), "confirmed", dry_run=True)
    assert standing(settings) == {}
    done = move(settings, tmp_path / "s.csv", "confirmed")
    assert looked.lines[0].removeprefix("would be: ") == done.lines[0]


def test_what_has_to_be_said_first(settings: Settings, tmp_path: Path) -> None:
    path = listmonk(tmp_path / "s.csv")
    with pytest.raises(SettingsError, match="listmonk keeps no proof of consent"):
        take_in(settings, path, Asked(Terms(), Filing()))
    with pytest.raises(SettingsError, match="--list-status is x; write one of confirmed, unconfirmed"):
        move(settings, path, "x")
    with pytest.raises(SettingsError, match="--topic names sport"):
        move(settings, path, topic="sport")


def test_without_the_channel_nobody_comes(tmp_path: Path, database_url: str) -> None:
    bare = settings_of(tmp_path, database_url)
    with pytest.raises(SettingsError, match="on email, which is not set up here"):
        move(bare, listmonk(tmp_path / "s.csv"), "confirmed")
