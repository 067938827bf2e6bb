from dataclasses import replace

import pytest

from bot.channels.fitting import units
from bot.channels.whatsapp_words import TEXT_LIMIT
from bot.model import Entry, SourceId
from bot.rules.identity import fingerprint
from bot.rules.story import canonical_link, title_key
from bot.store import entry as entries
from tests.chat import ANNA, CHIEF, data_of, words_of
from tests.commands.desk import AGAIN, ELSE, FIRE, Desk


async def test_the_chain_says_of_each_entry_what_became_of_it_and_why(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    await desk.tells(AGAIN, name="Deux")
    shown = desk.chat.say("/story 1", CHIEF)
    assert shown.headline == "The story of alert #1"
    alerts, first, second = shown.lines
    assert alerts.startswith("alert #1 · 11/23/26")
    assert alerts.endswith(" · out")
    heading, title, fate, why = first.splitlines()
    assert heading.startswith("1. \u2068Un\u2069 · 11/23/26")
    assert (title, fate) == (f"\u2068{FIRE.title}\u2069", "alert #1")
    assert why == "opened the story: nothing like it had been told"
    _heading, _title, fate, why = second.splitlines()
    assert fate == "told nothing new"
    assert "%, as entry 1: " in why
    assert "rare words in common (\u2068" in why
    assert "incendie" in why


async def test_what_opened_a_story_names_the_likest_that_it_was_not_joined_to(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    other = replace(ELSE, title="Montreval : les députés adoptent le budget, douze voix d'écart")
    await desk.tells(other, name="Trois")
    why = desk.chat.say("/story 2", CHIEF).lines[1].splitlines()[-1]
    assert why.startswith(f"opened the story; the likest was \u2068{FIRE.title}\u2069 of \u2068Un\u2069")
    assert "%: " in why


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (replace(ELSE, link=FIRE.link), "same link as entry 1"),
        (replace(ELSE, title=FIRE.title.upper()), "same title as entry 1"),
        (
            replace(ELSE, guid="https://un.example/42"),
            "known by its link, its title or its source's own number for it",
        ),
    ],
)
async def test_a_link_or_a_title_is_said_to_have_joined(desk: Desk, again: Entry, why: str) -> None:
    await desk.tells(replace(FIRE, guid="https://un.example/42"), name="Un")
    await desk.tells(again, name="Deux")
    assert desk.chat.say("/story 1", CHIEF).lines[2].splitlines()[-1] == why


async def test_versions_are_counted_and_what_could_not_be_edited_is_named(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    later = replace(FIRE, body="Autre chose.")
    new = entries.NewEntry(
        later, canonical_link(later.link), title_key(later.title), fingerprint(later), entries.Outcome.WAITING
    )
    source = desk.room.source()
    desk.database.write_here(lambda tx: entries.keep(tx, SourceId(source - 1), [new], desk.room.clock.now))
    assert "2 versions" in desk.say("/story #1")


async def test_a_long_chain_is_paged(desk: Desk) -> None:
    await desk.tells(FIRE, name="Un")
    for number in range(5):
        await desk.tells(replace(AGAIN, guid=f"g{number}"), name=f"Autre {number}")
    first = desk.chat.say("/story 1", CHIEF)
    assert (len(first.lines), data_of(first)) == (4, ["story @2 1"])
    (second,) = desk.chat.presses("story @2 1", CHIEF)
    assert second.replaces == "77"
    assert [line[:2] for line in second.message.lines] == ["4.", "5.", "6."]
    assert data_of(second.message) == ["story @1 1"]


async def test_a_page_of_long_titles_is_what_whatsapp_carries(desk: Desk) -> None:
    words = " ".join(f"Montreval{number}" for number in range(9))
    await desk.tells(
        replace(ELSE, title=f"Les pompiers de {words} reviennent, ceux de Brévant repartent"), name="A" * 60
    )
    for number in range(4):
        one = replace(
            AGAIN,
            guid=f"g{number}",
            link=f"https://{number}.example/1",
            title=f"{AGAIN.title} {words} {number}",
        )
        await desk.tells(one, name="B" * 60)
    shown = desk.chat.say(f"/story {len(desk.room.alerts())}", CHIEF)
    assert len(shown.lines) == 4
    assert units(words_of(shown)) < TEXT_LIMIT


def test_an_alert_that_a_person_wrote_has_no_entries(desk: Desk) -> None:
    id_ = desk.chat.alert()
    assert "No source of ours tells it." in desk.say(f"/story {id_}")


@pytest.mark.parametrize("args", ["", "x", "1 2"])
def test_what_is_no_number_is_answered_with_what_to_write(desk: Desk, args: str) -> None:
    assert "such as /story 12" in desk.say(f"/story {args}")
    assert "no alert #7" in desk.say("/story 7")


async def test_a_reader_sees_no_chain(desk: Desk) -> None:
    await desk.tells(FIRE)
    assert "I do not know" in words_of(desk.chat.say("/story 1", ANNA))
