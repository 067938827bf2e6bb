import pytest

from bot.store import source as sources
from tests.chat import CHIEF, Chat, data_of, labels_of, words_of


def test_a_source_is_paused_and_resumed_by_the_same_word(chat: Chat) -> None:
    new = sources.NewSource("https://example.org/feed", "file", name="Le {Fil}")
    id_ = chat.database.write_here(lambda tx: sources.add(tx, new, chat.now))
    reply = chat.say(f"/pause #{id_}", CHIEF)
    assert "Paused: \u2068Le {Fil}\u2069" in words_of(reply)
    assert (labels_of(reply), data_of(reply)) == (
        ["Resume", "Show the source"],
        [f"pause {id_}", f"sources {id_}"],
    )
    paused = chat.database.read_here(lambda tx: sources.find(tx, id_))
    assert paused
    assert paused.paused_at == chat.now
    (body,) = chat.presses(f"pause {id_}", CHIEF)
    assert labels_of(body.message)[0] == "Pause"
    assert body.replaces == "77"
    resumed = chat.database.read_here(lambda tx: sources.find(tx, id_))
    assert resumed
    assert resumed.paused_at is None


@pytest.mark.parametrize("args", ["", "x", "99999", "9" * 30])
def test_what_names_no_source_is_answered_with_where_to_look(chat: Chat, args: str) -> None:
    assert "/sources" in words_of(chat.say(f"/pause {args}", CHIEF))
