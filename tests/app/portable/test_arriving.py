import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from bot.app.portable import arriving, exporting
from bot.app.portable.exporting import export
from bot.app.portable.importing import import_everything, import_people
from bot.app.portable.work import Terms
from bot.model import Address
from bot.rules.departure import digest, mark
from bot.settings import Settings
from bot.store import arrival, erasure
from bot.store import subscriber as subscribers
from bot.store.consent import Step, Taken, note
from bot.store.schema import subscriber, subscription
from tests.app.portable.installation import KEY, an_empty_one, opened, settings_of
from tests.rows import NOW, a_sender

HEAD = "channel,address,name,language,topics,consent_at,consent_how,consent_words"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_of(tmp_path, database_url)


def table(path: Path, *lines: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def people(settings: Settings) -> dict[str, str]:
    database = opened(settings)
    rows = database.read_here(lambda tx: tx.execute(select(subscriber)).all())
    database.close()
    return {row.address: row.status for row in rows}


def wall(number: int) -> str:
    return f"whatsapp,+3361234{number:04d},N{number},fr,monde,2025-03-01,a form,Send me the news"


class Killed(Exception):
    """The process died here."""


def test_a_run_that_was_killed_is_simply_repeated(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "people.csv", *map(wall, range(50)))
    monkeypatch.setattr(arriving, "STRETCH", 8)
    real, left = arrival.take, iter([False, False, True])

    def dying(*args: object) -> object:
        fates = real(*args)  # type: ignore[arg-type]  # as it is called
        if next(left):
            raise Killed  # within the transaction, after all was written
        return fates

    with monkeypatch.context() as patch:
        patch.setattr(arrival, "take", dying)
        with pytest.raises(Killed):
            import_people(settings, path, Terms())
    assert len(people(settings)) == 16
    done = import_people(settings, path, Terms())
    assert done.lines[0] == "50 lines: 34 added, 16 there already"
    database = opened(settings)
    count = database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(subscription)))
    database.close()
    assert (len(people(settings)), count) == (50, 50)


def test_who_has_come_by_themself_meanwhile_is_there_already(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "people.csv", *map(wall, range(3)))
    real, first = arrival._there, iter([True])

    def late(*args: object) -> object:
        found = real(*args)  # type: ignore[arg-type]  # as it is called
        if next(first, False):
            found.clear()  # what another replica commits after this look
        return found

    import_people(settings, table(tmp_path / "one.csv", wall(1)), Terms())
    monkeypatch.setattr(arrival, "_there", late)
    done = import_people(settings, path, Terms())
    assert done.lines[0] == "3 lines: 2 added, 1 there already"


def test_who_asked_to_be_forgotten_does_not_come_back(settings: Settings, tmp_path: Path) -> None:
    gone = Address("whatsapp", "+33612340001")
    database = opened(settings)

    def forget(tx: Connection) -> None:
        who = subscribers.meet(tx, gone, a_sender(tx, "whatsapp", "+14155238886"), "fr", NOW)
        note(tx, who.id, Taken(Step.GIVEN, NOW, "whatsapp /start"))
        erasure.begin(tx, who, NOW, NOW.replace(year=2036), digest, mark(gone, KEY))
        erasure.finish_at(tx, gone)

    database.write_here(forget)
    database.close()
    path = table(tmp_path / "people.csv", *map(wall, range(3)))
    done = import_people(settings, path, Terms())
    assert sorted(one for one in people(settings) if one.startswith("+")) == ["+33612340000", "+33612340002"]
    assert done.troubles == (
        'line 3: asked to be forgotten, and can only come back by themself "whatsapp:…01"',
    )
    other = settings.model_copy(update={"twilio_auth_token": type(settings.twilio_auth_token)("another")})
    done = import_people(other, path, Terms())  # by another key no mark is known again: they are compared
    assert "asked to be forgotten" in done.troubles[0]


def test_a_table_without_proofs_wants_a_statement(settings: Settings, tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", "whatsapp,+33612345678,Zoé,fr,,,,")
    refused = import_people(settings, path, Terms())
    assert (refused.troubles, people(settings)) == (("line 2: no proof of consent",), {})
    import_people(settings, path, Terms("They wrote to us"))
    database = opened(settings)
    words = database.read_here(lambda tx: tx.scalars(select(subscription.c.consent_words)).all())
    database.close()
    assert words == ["They wrote to us", "They wrote to us"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("whatsapp,0612345678,,,,,,", "a number without its country code"),
        ("telegram,@zoe,,,,,,", "Telegram needs its own number of the person, not a name"),
        ("sms,1,,,,,,", 'the channel must be whatsapp or telegram "sms"'),
        ("telegram,1,,xx,,,,", 'a language that the bot does not speak "xx"'),
        ("telegram,1,,,sport,,,", 'a topic that does not exist "sport"'),
        ("telegram,1,,,,2099-01-01,form,", 'a consent that lies in the future "2099-01-01"'),
        ("telegram,1,,,,,,,,more", 'more cells than there are columns "10"'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    settings: Settings, tmp_path: Path, line: str, told: str
) -> None:
    done = import_people(settings, table(tmp_path / "people.csv", wall(0), line, wall(1)), Terms("yes"))
    assert done.troubles == (f"line 3: {told}",)
    assert len(people(settings)) == 2


def test_a_quotation_mark_that_is_never_closed_costs_what_follows(settings: Settings, tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", wall(0), 'telegram,1,"never closed', *map(wall, range(1, 300)))
    done = import_people(settings, path, Terms("yes"))
    assert done.troubles == ("line 3: a quotation mark that is never closed",)
    assert list(people(settings)) == ["+33612340000"]


def test_on_telegram_people_are_invited_unless_it_is_the_same_bot(settings: Settings, tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", "telegram,1,,,,,,", "telegram,2,,,,,,")
    import_people(settings, path, Terms("yes"))
    assert people(settings) == {"1": "invited", "2": "invited"}
    database = opened(settings)
    heard = update(subscriber).where(subscriber.c.address == "1").values(last_heard_at=NOW)
    database.write_here(lambda tx: tx.execute(heard))
    database.close()
    import_people(settings, path, Terms("yes"))
    assert people(settings) == {"1": "active", "2": "invited"}
    import_people(settings, path, Terms("yes", known=True))
    assert people(settings) == {"1": "active", "2": "active"}


def test_a_huge_table_takes_no_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "STRETCH", 500)
    monkeypatch.setattr(exporting, "STRETCH", 500)

    def most(count: int) -> int:
        settings = an_empty_one(tmp_path / str(count))
        path = table(
            tmp_path / f"{count}.csv",
            *(f"whatsapp,+336{number:08d},,,,2025-03-01,form,yes" for number in range(10**7, 10**7 + count)),
        )
        tracemalloc.start()
        import_people(settings, path, Terms())
        export(settings, tmp_path / f"{count}.zip")
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(10)
    assert most(6_000) < 1.5 * most(1_500)


def test_how_far_it_is_is_told(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "STRETCH", 10)
    path = table(tmp_path / "people.csv", *map(wall, range(40)))
    told: list[tuple[int, int]] = []
    import_people(settings, path, Terms(), lambda done, of: told.append((done, of)))
    assert [done for done, _of in told] == [10, 20, 30, 40]
    export(settings, tmp_path / "all")
    other = an_empty_one(tmp_path / "there")
    import_everything(other, tmp_path / "all", Terms())
    assert len(people(other)) == 40
