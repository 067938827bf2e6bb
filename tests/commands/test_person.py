from bot.model import DeliveryState, Role
from bot.rules.window import Reason
from bot.store.schema import delivery
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of
from tests.commands.test_link import joined


def test_a_button_leads_to_a_persons_card(chat: Chat) -> None:
    chat.says("/start culture", ANNA, name="Anna")
    chat.says("/keywords port", ANNA)
    chat.alert("Port closed")
    id_ = chat.person(ANNA).id
    chat.set_state(chat.one_delivery(), DeliveryState.READ)
    (body,) = chat.presses(f"subscribers #{id_}", CHIEF)
    words = words_of(body.message)
    for part in ("Anna", "Telegram …0300", "State: active", "Topics: \u2068Culture\u2069", "1 keyword"):
        assert part in words, part
    assert "asked for alerts" in words
    assert "was shown: “\u2068You get news alerts" in words
    assert "Port closed\u2069: read" in words
    assert ANNA.id not in words
    others = [f"remove {id_}", f"ban {id_}", f"grant {id_}", "subscribers"]
    assert data_of(body.message) == [f"why 1 #{id_}", *others]
    (why,) = chat.presses(f"why 1 #{id_}", CHIEF)
    assert "Port closed" in words_of(why.message)


def test_a_card_tells_why_an_alert_did_not_come(chat: Chat) -> None:
    chat.says("START", BORIS)
    chat.alert()
    id_ = chat.one_delivery(BORIS)
    values = {"state": "failed", "error": Reason.NO_TEMPLATE.value}
    change = delivery.update().where(delivery.c.id == id_).values(**values)
    chat.database.write_here(lambda tx: tx.execute(change))
    words = words_of(chat.say(f"/subscribers #{chat.person(BORIS).id}", CHIEF))
    assert "failed (no approved template can carry it)" in words


def test_the_card_of_a_peer_offers_nothing_that_is_refused(chat: Chat) -> None:
    chat.appoint(ANNA, Role.ADMIN)
    chat.appoint(BORIS, Role.ADMIN)
    shown = chat.say(f"/subscribers #{chat.person(ANNA).id}", BORIS)
    assert data_of(shown) == ["subscribers"]
    assert "Role: admin" in words_of(shown)
    assert "no subscriber" in words_of(chat.say("/subscribers #999", BORIS)).lower()


def test_of_joined_phones_each_card_shows_the_choices_that_count(chat: Chat) -> None:
    joined(chat)
    chat.says("/urgency breaking", ANNA)
    for who, other in ((ANNA, BORIS), (BORIS, ANNA)):
        words = words_of(chat.say(f"/subscribers #{chat.person(who).id}", CHIEF))
        assert f"Joined with: #{chat.person(other).id}" in words
        assert "Urgency: breaking news" in words.replace("Breaking", "breaking")


def test_the_card_of_who_is_banned_offers_to_take_it_back(chat: Chat) -> None:
    chat.says("/start", ANNA)
    id_ = chat.person(ANNA).id
    chat.presses(f"ban {id_} yes", CHIEF)
    shown = chat.say(f"/subscribers #{id_}", CHIEF)
    assert f"ban {id_} undo" in data_of(shown)
    assert "State: banned" in words_of(shown)


def test_who_has_asked_for_nothing_has_a_card_as_well(chat: Chat) -> None:
    chat.says("hello", ANNA)
    words = words_of(chat.say(f"/subscribers #{chat.person(ANNA).id}", CHIEF))
    assert "Consent: none." in words
    assert "Alerts: none yet." in words
