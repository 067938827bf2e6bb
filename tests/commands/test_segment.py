import pytest

from bot.model import DeliveryState, Role
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of


def test_a_segment_is_saved_shown_changed_and_deleted(chat: Chat) -> None:
    chat.says("START", BORIS)
    assert "No segment" in words_of(chat.say("/segment", CHIEF))
    saved = words_of(chat.say("/segment Riverside topic=israel channel=whatsapp", CHIEF))
    assert "Saved." in saved
    assert "1 reader is in it now" in saved
    assert "topics Israel; channel \u2068WhatsApp\u2069" in saved
    changed = words_of(chat.say("/segment riverside language=he", CHIEF))
    assert "it was: topics Israel" in changed
    assert "0 readers" in changed
    shown = chat.say("/segment", CHIEF)
    (body,) = chat.presses(data_of(shown)[0], CHIEF)
    assert "language Hebrew" in words_of(body.message)
    (asked,) = chat.presses(data_of(body.message)[0], CHIEF)
    (gone,) = chat.presses(data_of(asked.message)[0], CHIEF)
    assert "Deleted" in words_of(gone.message)
    assert "is gone" in words_of(chat.presses(data_of(asked.message)[0], CHIEF)[0].message)
    assert "no segment" in words_of(chat.say("/segment riverside", CHIEF)).lower()
    assert "saved" in words_of(chat.say("/audit", CHIEF))


def test_an_alert_for_a_segment_goes_to_it_alone(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.says("START", BORIS)
    chat.say("/segment phones channel=whatsapp", CHIEF)
    _preview, question = chat.says("/alert @phones The bridge is closed", CHIEF)
    assert "It goes to 1 reader" in words_of(question)
    assert "Only to \u2068@phones\u2069: channel" in words_of(question)
    (sent,) = chat.presses(data_of(question)[0], CHIEF)
    assert "On its way to 1 reader" in words_of(sent.message)
    assert chat.alert_states(ANNA) == []
    assert chat.alert_states(BORIS) == [DeliveryState.QUEUED]
    assert "bridge" not in words_of(chat.say("/latest", ANNA))
    assert "bridge" in words_of(chat.say("latest", BORIS))


def test_it_is_about_the_segments_topics_unless_another_is_named(chat: Chat) -> None:
    chat.says("/start culture", ANNA)
    chat.say("/segment people topic=culture", CHIEF)
    _preview, question = chat.says("/alert @people The museum opens", CHIEF)
    assert "on: Culture." in words_of(question)
    _preview, question = chat.says("/alert @people monde The museum opens", CHIEF)
    assert "It goes to 0 readers, on: World." in words_of(question)  # nobody of it consented to that


def test_a_deleted_segment_does_not_let_its_alert_out_to_all(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.say("/segment none language=he", CHIEF)
    _preview, question = chat.says("/alert @none For few", CHIEF)
    (shown,) = chat.presses("segment", CHIEF)
    chat.presses(f"{data_of(shown.message)[0]} yes", CHIEF)
    chat.presses(data_of(question)[0], CHIEF)
    assert chat.alert_states(ANNA) == []


def test_an_unknown_segment_holds_no_alert(chat: Chat) -> None:
    chat.says("/start", ANNA)
    assert "There is no segment" in words_of(chat.say("/alert @nowhere Headline", CHIEF))
    chat.say("/segment phones channel=whatsapp", CHIEF)
    assert "headline" in words_of(chat.say("/alert @phones", CHIEF))


def test_many_segments_come_in_pages(chat: Chat) -> None:
    for number in range(20):
        chat.say(f"/segment ש{number:02}{'א' * 21} language=he", CHIEF)
    seen, shown = [], chat.say("/segment", CHIEF)
    for _ in range(3):
        seen += [one for one in data_of(shown) if "#" in one]
        assert all(len(one.encode()) <= 64 for one in data_of(shown))
        if ">" in data_of(shown)[-1]:
            shown = chat.presses(data_of(shown)[-1], CHIEF)[0].message
    assert len(set(seen)) == len(seen) == 20


@pytest.mark.parametrize("args", ["", "a b", "=", "topic=israel", "a topic=sport", "a b=c", "#999"])
def test_what_is_wrong_is_said_and_saves_nothing(chat: Chat, args: str) -> None:
    chat.appoint(ANNA, Role.EDITOR)
    assert words_of(chat.say(f"/segment {args}", ANNA))
    assert "No segment" in words_of(chat.say("/segment", ANNA))
