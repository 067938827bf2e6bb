from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, update

from bot.model import AlertState, Role
from bot.store.schema import alert
from tests.chat import ANNA, CHIEF, data_of, labels_of
from tests.commands.desk import AGAIN, FIRE, Desk


def be_in(state: AlertState, tx: Connection) -> None:
    tx.execute(update(alert).values(state=state))


async def a_story(desk: Desk) -> None:
    """Let two papers tell one story, of which Anna has the alert."""
    desk.chat.says("/start", ANNA)
    await desk.tells(FIRE, name="Un")
    await desk.tells(AGAIN, name="Deux")
    desk.chat.arrived(1, ANNA, "41")


async def test_a_reader_who_replies_to_an_alert_reads_who_tells_its_story(desk: Desk) -> None:
    await a_story(desk)
    shown = desk.chat.replies("/sources", "41")
    assert shown.headline == f"Who tells this story: \u2068{FIRE.title}\u2069"
    first, second = (line.splitlines() for line in shown.lines)
    assert first[0].startswith("\u2068Un\u2069 · 11/23/26")
    assert (first[1], second[1]) == (FIRE.link, AGAIN.link)
    assert desk.chat.say("/sources #1", ANNA) == shown
    assert desk.chat.say("/sources 1", ANNA) == shown
    assert desk.chat.replies("sources", "41") == shown


async def test_the_one_that_speaks_comes_first(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    await desk.tells(AGAIN, name="Le Fil", own=True)
    lines = desk.chat.say("/sources #1", CHIEF).lines
    assert [line.split("\u2069")[0].strip("\u2068") for line in lines] == ["Le Fil", "Un"]


async def test_a_source_that_tells_it_twice_is_named_once(desk: Desk) -> None:
    await desk.tells(FIRE, replace(AGAIN, guid="b"), name="Un")
    assert len(desk.chat.say("/sources #1", CHIEF).lines) == 1


async def test_many_are_paged(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    for number in range(8):
        await desk.tells(replace(AGAIN, guid=str(number)), name=f"Autre {number}")
    shown = desk.chat.say("/sources #1", CHIEF)
    assert (len(shown.lines), data_of(shown)[-1]) == (8, "sources @2 #1")
    (second,) = desk.chat.presses("sources @2 #1", CHIEF)
    assert len(second.message.lines) == 1


async def test_each_source_has_a_button_that_mutes_it_or_lets_it_be_heard_again(desk: Desk) -> None:
    await a_story(desk)
    assert data_of(desk.chat.say("/sources #1", ANNA)) == ["mute #1", "mute #2"]
    (muted,) = desk.chat.presses("mute #2", ANNA)
    assert muted.replaces == ""  # the list stays where it is
    shown = desk.chat.say("/sources #1", ANNA)
    assert data_of(shown) == ["mute #1", "mute off #2"]
    assert labels_of(shown) == ["Mute Un", "Hear Deux again"]


async def test_a_reader_learns_nothing_of_an_alert_that_is_not_out(desk: Desk) -> None:
    await a_story(desk)
    for state in set(AlertState) - {AlertState.RELEASED}:
        desk.database.write_here(partial(be_in, state))
        gone = desk.chat.say("/sources #1", ANNA).lines
        assert gone == tuple(line.replace("7", "1") for line in desk.chat.say("/sources #7", ANNA).lines)
        assert len(desk.chat.say("/sources #1", CHIEF).lines) == 2


async def test_a_reader_without_an_alert_is_told_what_to_do_and_sees_no_list(desk: Desk) -> None:
    await a_story(desk)
    for text in ("/sources", "/sources x", "/sources @2", "/sources #"):
        assert "Reply to an alert with /sources" in desk.chat.say(text, ANNA).lines[0]


async def test_editors_keep_their_list(desk: Desk) -> None:
    await a_story(desk)
    desk.chat.appoint(ANNA, Role.EDITOR)
    for text in ("/sources", "/sources @1"):
        assert desk.chat.say(text, ANNA).headline == "Sources"
    assert desk.chat.say("/sources 2", ANNA).headline == "Source #2"
    assert desk.chat.replies("/sources", "41").headline.startswith("Who tells this story")


def test_an_alert_that_a_person_wrote_says_so(desk: Desk) -> None:
    id_ = desk.chat.alert()
    assert "A person has written this alert" in desk.say(f"/sources #{id_}")
