"""An import from the file that an admin sends to the people who get alerts."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import func, select

from bot.ask import Promises
from bot.errors import Refused, TryLater
from bot.model import Address, Role, SubscriberStatus
from bot.pipeline import taking_in
from bot.rules.departure import digest, mark
from bot.store import consent as consents
from bot.store import erasure
from bot.store import roster as rosters
from bot.store import subscriber as subscribers
from bot.store.database import Database
from bot.store.schema import delivery, subscriber, subscription
from bot.store.transfer import Overtaken, State
from tests.chat import ANNA, BORIS, CHIEF, data_of, typed_of, words_of
from tests.pipeline.post_office import KEY, Office

HEAD = "channel,address,name,language,topics,consent_at,consent_how,consent_words\n"
PROVED = "2025-03-01,a form on our site,Send me the news"


@pytest.fixture
def office(database: Database, now) -> Office:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- a moment
    made = Office(database, now)
    made.chat.says("/start", CHIEF)
    return made


def line(number: int, proof: str = PROVED, topics: str = "monde") -> str:
    return f"whatsapp,+3361234{number:04d},Person {number},fr,{topics},{proof}\n"


def people(office: Office) -> int:
    query = select(func.count()).select_from(subscriber).where(subscriber.c.channel == "whatsapp")
    return office.database.read_here(lambda tx: tx.scalar(query)) or 0


def last_card(office: Office, who: Address = CHIEF):  # type: ignore[no-untyped-def]  # noqa: ANN201 -- a message
    return next(one for one in reversed(office.told(who)) if one.buttons)


async def look(office: Office, text: str, who: Address = CHIEF) -> str:
    office.send(text.encode(), who)
    await office.work()
    return typed_of(last_card(office, who)) if any(one.buttons for one in office.told(who)) else ""


async def test_a_look_changes_nothing_and_a_yes_takes_in_with_the_proof(office: Office) -> None:
    card = await look(office, HEAD + line(1) + line(2, topics="monde; Culture"))
    assert "2 people can be taken in" in card
    assert "Nothing has been changed yet" in card
    assert people(office) == 0
    yes, no = data_of(last_card(office))
    assert (yes, no) == ("import yes 1", "import no 1")
    office.chat.presses(yes, CHIEF)
    await office.work()
    assert people(office) == 2
    one = Address("whatsapp", "+33612340002")
    assert office.chat.status(one) is SubscriberStatus.ACTIVE
    assert office.chat.chosen(one) == {"monde", "culture"}
    proof = office.chat.proofs(one)["monde"]
    assert proof.how == "import #1: a form on our site"
    assert (proof.words, proof.at.year) == ("Send me the news", 2025)
    who = office.chat.person(one)
    (step,) = office.database.read_here(lambda tx: consents.history(tx, who.id))
    assert (step.origin, step.step) == ("import", "given")
    assert "2 people were taken in" in typed_of(office.told()[-1])
    assert office.transfer().state is State.DONE


async def test_every_kind_of_wrong_line_is_told_with_its_line_and_reason(office: Office) -> None:
    office.chat.says("START", BORIS)
    left = Address("whatsapp", "+33612349999")
    office.chat.says("START", left)
    office.chat.says("STOP", left)
    text = (
        HEAD
        + line(1)
        + "whatsapp,0612345678,x,fr,,,,\n"
        + "sms,+33612345678,x,fr,,,,\n"
        + "whatsapp,3.36E+10,x,fr,,,,\n"
        + line(1)
        + f"whatsapp,{BORIS.id},x,fr,,,,\n"
        + f"whatsapp,{left.id},x,fr,,,,\n"
        + "telegram,4242,x,fr,,,,\n"
        + "telegram,@somebody,x,fr,,,,\n"
        + "whatsapp,+33612345679,x,xx,,,,\n"
        + "whatsapp,+33612345679,x,fr,sport,,,\n"
        + "whatsapp,+33612345679,x,fr,,yesterday,,\n"
        + "whatsapp,+33612345679,x,fr,,2099-01-01,,\n"
    )
    card = await look(office, text)
    assert "1 person can be taken in" in card
    for words in ("country code", "rounded", "already", "left", "written to the bot first", "Line 3:"):
        assert words in card, words
    file = office.content(next(one for one in office.told() if one.attachment))
    lines = file.splitlines()
    assert [each.split(",")[0] for each in lines[1:]] == [str(n) for n in range(3, 15)]
    assert "the same person as in an earlier line" in lines[4]
    assert "a date that can't be read: write it as 2026-03-31 (\u2068yesterday\u2069)" in lines[11]


async def test_without_a_proof_in_the_file_the_one_who_presses_states_it_and_that_is_kept(
    office: Office,
) -> None:
    card = await look(office, HEAD + line(1, proof=",,"))
    assert "holds no proof of consent of 1" in card
    assert "can be shown" in card
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    proof = office.chat.proofs(Address("whatsapp", "+33612340001"))["monde"]
    assert "asked Le Fil for these news alerts" in proof.words
    assert proof.how == f"import #1: stated by #{office.chat.person(CHIEF).id}"
    assert proof.at == office.chat.now


async def test_a_yes_is_pressed_by_who_sent_the_file_and_once(office: Office) -> None:
    await look(office, HEAD + line(1))
    office.chat.appoint(ANNA, Role.ADMIN)
    assert "You have no import" in words_of(office.chat.presses("import yes 1", ANNA)[0].message)
    assert "Press the button" in words_of(office.chat.say("/import yes 1", CHIEF))
    assert office.transfer().state is State.ASKING
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    assert "nothing any more" in words_of(office.chat.presses("import yes 1", CHIEF)[0].message)
    await office.work()
    assert people(office) == 1


async def test_a_reader_and_an_editor_learn_nothing_from_sending_a_file(office: Office) -> None:
    office.chat.says("/start", ANNA)
    before = words_of(office.chat.say("hm", ANNA))
    for role in (Role.READER, Role.EDITOR):
        office.chat.appoint(ANNA, role)
        (answer,) = office.send(HEAD.encode(), ANNA, "hm")
        assert "mport" not in words_of(answer)
        if role is Role.READER:
            assert words_of(answer) == before
    assert not await office.transfers.run_due()
    assert office.telegram.asked == []


async def test_who_was_erased_is_never_taken_in(office: Office) -> None:
    gone = Address("whatsapp", "+33612340001")
    office.chat.says("START", gone)
    office.chat.presses("forget yes", gone)
    who = office.chat.person(gone)
    office.database.write_here(lambda tx: erasure.finish_at(tx, gone))
    assert office.database.read_here(lambda tx: subscribers.at(tx, gone)) is None
    assert who.status is SubscriberStatus.FORGOTTEN
    card = await look(office, HEAD + line(1) + line(2))
    assert "asked to be forgotten, and can only come back by themself" in card
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    assert office.database.read_here(lambda tx: subscribers.at(tx, gone)) is None
    assert people(office) == 2  # the other one, and the row that names nobody


async def test_who_is_banned_is_never_taken_in_not_even_once_forgotten(office: Office) -> None:
    banned = Address("whatsapp", "+33612340001")
    office.chat.says(
        "hello", banned
    )  # has never asked for alerts: there is no proof to keep, and no departure
    office.chat.presses(f"ban {office.chat.person(banned).id} yes", CHIEF)
    await look(office, HEAD + line(1))
    assert "nobody to take in" in words_of(office.told()[-1])
    office.chat.says("/forget", banned)
    office.chat.presses("forget yes", banned)
    office.database.write_here(lambda tx: erasure.finish_at(tx, banned))
    assert office.database.read_here(lambda tx: subscribers.at(tx, banned)) is None
    await look(office, HEAD + line(1))
    assert "nobody to take in" in words_of(office.told()[-1])
    assert people(office) == 1  # the row that names nobody


async def test_who_was_erased_with_another_key_is_known_by_trial_or_not_taken_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Address("whatsapp", "+33612340001")
    office.chat.context = replace(office.chat.context, promises=Promises(key=b"an older key"))
    office.chat.says("START", gone)
    office.chat.presses("forget yes", gone)
    office.database.write_here(lambda tx: erasure.finish_at(tx, gone))
    card = await look(office, HEAD + line(1) + line(2))
    assert "may have asked to be forgotten" in card
    assert "1 person can be taken in" in card
    monkeypatch.setattr(taking_in, "TRIED", 1)
    await look(office, HEAD + line(1) + line(2))
    assert "nobody to take in" in words_of(office.told()[-1])
    assert mark(gone, KEY) != mark(gone, b"an older key")
    assert digest(gone, "salt")


async def test_who_leaves_between_the_look_and_the_yes_is_left_out(office: Office) -> None:
    await look(office, HEAD + line(1) + line(2))
    one = Address("whatsapp", "+33612340001")
    office.chat.says("START", one)
    office.chat.says("STOP", one)
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    assert office.chat.status(one) is SubscriberStatus.LEFT
    assert office.chat.status(Address("whatsapp", "+33612340002")) is SubscriberStatus.ACTIVE
    assert "has left" in typed_of(office.told()[-1])


async def test_who_came_by_themself_keeps_what_they_chose(office: Office) -> None:
    await look(office, HEAD + line(1))
    one = Address("whatsapp", "+33612340001")
    office.chat.says("START culture", one)
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    assert "culture" in office.chat.chosen(one)
    assert "import" not in office.chat.proofs(one)["culture"].how


async def test_an_imported_person_gets_nothing_that_was_sent_before(office: Office) -> None:
    office.chat.alert("Old news")
    await look(office, HEAD + line(1))
    office.chat.presses("import yes 1", CHIEF)
    await office.work()
    one = Address("whatsapp", "+33612340001")
    assert office.chat.alert_states(one) == []
    assert office.told(one) == []
    office.chat.alert("News")
    assert len(office.chat.alert_states(one)) == 1


async def test_a_kill_between_any_two_stretches_loses_and_doubles_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "STRETCH", 3)
    await look(office, HEAD + "".join(line(n) for n in range(20)) + "whatsapp,nonsense,,,,,,\n")
    office.chat.presses("import yes 1", CHIEF)
    real, calls = rosters.take_in, 0

    def dies(*args):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN202 -- whatever it takes
        nonlocal calls
        calls += 1
        added = real(*args)
        if calls % 2 == 0:
            raise KeyboardInterrupt  # as a kill: within the transaction, after its inserts
        return added

    monkeypatch.setattr(rosters, "take_in", dies)
    for _each in range(20):
        office.transfers = office.new()
        try:
            if not await office.transfers.run_due():
                break
        except KeyboardInterrupt:
            office.chat.now += timedelta(seconds=61)  # the lease of the dead
    assert office.transfer().state is State.DONE
    assert people(office) == 20
    assert office.transfer().counts["added"] == 20
    query = select(func.count()).select_from(subscription).where(subscription.c.consent_how.like("import%"))
    assert office.database.read_here(lambda tx: tx.scalar(query)) == 20
    file = office.content([one for one in office.told() if one.attachment][-1])
    assert len(file.splitlines()) == 2


async def test_two_replicas_at_one_import_take_each_stretch_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "STRETCH", 2)
    await look(office, HEAD + "".join(line(n) for n in range(10)))
    office.chat.presses("import yes 1", CHIEF)
    other = office.new()._in
    row = office.transfer()
    held = await other._held(row)
    row = office.database.write_here(lambda tx: other._begin(tx, row, held))
    stretch = list(islice(held.rows(), 2))
    people_read, wrong = other._judge(held, stretch, None)  # a replica that stands still here
    office.chat.now += timedelta(seconds=61)
    await office.work()
    assert people(office) == 10
    with pytest.raises(Overtaken):  # and goes on
        office.database.write_here(lambda tx: other._take(tx, row, people_read, wrong, stretch))
    assert people(office) == 10
    assert office.transfer().counts["added"] == 10


async def test_a_stop_ends_it_after_the_stretch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "STRETCH", 2)
    await look(office, HEAD + "".join(line(n) for n in range(10)))
    office.chat.presses("import yes 1", CHIEF)
    real, calls = taking_in.TakingIn._judge, 0

    def judge(self, *args):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202 -- whatever it takes
        nonlocal calls
        calls += 1
        if calls == 3:
            office.chat.presses("import no 1", CHIEF)
        return real(self, *args)

    monkeypatch.setattr(taking_in.TakingIn, "_judge", judge)
    await office.work()
    assert office.transfer().state is State.CANCELLED
    assert people(office) == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04....", "spreadsheet's own file"),
        (b"name,phone\nx,1\n", "missing: channel"),
        (b"channel,address,channel\nx,1\n", "names this column twice: channel"),
        (b"channel,address\n", "no line below"),
        (b"", "missing: channel"),
    ],
)
async def test_a_file_that_is_no_table_gets_a_clear_answer(
    office: Office, content: bytes, words: str
) -> None:
    office.send(content)
    await office.work()
    assert words in typed_of(office.told()[-1])
    assert office.transfer().state is State.FAILED


async def test_a_file_that_cant_be_fetched_now_is_asked_for_again(office: Office) -> None:
    office.send(HEAD.encode() + line(1).encode())
    kept = dict(office.telegram.held)
    office.telegram.held["file-0"] = TryLater("not now", 5.0)
    await office.work()
    assert office.transfer().state is State.FETCHING
    office.telegram.held.update(kept)
    office.chat.now += timedelta(minutes=5)
    await office.work()
    assert office.transfer().state is State.ASKING
    office.send(b"gone")
    office.telegram.held["file-1"] = Refused("gone")
    await office.work()
    assert "too large, or kept no longer" in typed_of(office.told()[-1])


async def test_progress_is_changed_in_place_on_telegram_and_told_by_quarters_on_whatsapp(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "STRETCH", 1)
    office.chat.says("START", BORIS)
    office.chat.appoint(BORIS, Role.ADMIN)
    for who in (CHIEF, BORIS):
        start = 20 if who is BORIS else 0
        await look(office, HEAD + "".join(line(start + n) for n in range(20)), who)
        yes = data_of(last_card(office, who))[0]
        office.chat.presses(yes, who)
        await office.work()
    said = [
        typed_of(one).split("\n")[1]
        for one in office.told(BORIS)
        if "% :" in typed_of(one) or "%:" in typed_of(one)
    ]
    assert [each.split(" %")[0] for each in said] == ["25", "50", "75"]  # then the end
    on_telegram = [one for one in office.told() if "%:" in typed_of(one) or " %: " in typed_of(one)]
    assert len(on_telegram) == 1  # no time has passed since, by the clock of the test


async def test_when_whatsapps_window_is_shut_a_word_says_that_the_file_waits(office: Office) -> None:
    office.chat.says("START", BORIS)
    office.chat.appoint(BORIS, Role.ADMIN)
    rows = select(func.count()).select_from(delivery)
    office.send((HEAD + "whatsapp,1,,,,,,\n").encode(), BORIS)
    before = office.database.read_here(lambda tx: tx.scalar(rows)) or 0
    monkey = office.whatsapp
    monkey.terms = lambda: None  # type: ignore[attr-defined]  # what makes it a channel with hours
    office.chat.now += timedelta(hours=25)
    await office.work()
    told = office.told(BORIS)[-2:]
    assert all(one.kind.value == "alert" for one in told)
    assert "Write IMPORT" in words_of(told[0])
    after = office.database.read_here(lambda tx: tx.scalar(rows)) or 0
    assert after == before + 2
    answers = office.chat.says("import", BORIS)
    assert answers[1].attachment
