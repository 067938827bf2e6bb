from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from bot.model import Address, AlertId, AlertState, DeliveryState, MessageKind, Priority, Role
from bot.store import alert as alerts
from bot.store import batch as batches
from bot.store.schema import alert as table
from bot.store.schema import delivery, subscriber
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, words_of

WRITTEN = "monde Le {titre}\nUne ligne.\nhttps://example.org/a"


def row(chat: Chat, id_: int) -> alerts.AlertRow:
    found = chat.database.read_here(lambda tx: alerts.find(tx, AlertId(id_)))
    assert found
    return found


def written(chat: Chat, text: str = WRITTEN) -> int:
    _preview, question = chat.says(f"/alert {text}", CHIEF)
    return int(data_of(question)[0].split()[-1])


def test_an_alert_is_shown_as_it_will_look_and_nothing_is_sent(chat: Chat) -> None:
    chat.says("/start monde", ANNA)
    chat.says("/start israel", BORIS)
    preview, question = chat.says(f"/alert {WRITTEN}", CHIEF, "fr")
    assert preview.kind is MessageKind.ALERT
    assert (preview.headline, preview.lines) == ("Le {titre}", ("Une ligne.",))
    assert (preview.byline, preview.link) == ("Le Fil · 11:00", "https://example.org/a")
    assert preview.buttons == ()
    assert "1 lecteur" in words_of(question)
    assert "Monde" in words_of(question)
    assert [data.rpartition(" ")[0] for data in data_of(question)] == [
        "alert send",
        "alert breaking",
        "later",
        "alert cancel",
    ]
    assert chat.alert_states() == []
    assert row(chat, int(data_of(question)[0].split()[-1])).state is AlertState.HELD


def test_sending_makes_one_delivery_for_each_reader_of_its_topics(chat: Chat) -> None:
    chat.says("/start monde", ANNA)
    chat.says("/start israel", BORIS)
    id_ = written(chat)
    chat.now += timedelta(minutes=5)
    (body,) = chat.presses(f"alert send {id_}", CHIEF)
    assert body.message.lines == (
        "On its way to 1 reader.",
        f"It is alert #{id_}; /recall {id_} stops it.",
    )
    assert body.replaces == "77"
    assert body.message.buttons == ()
    assert chat.alert_states(ANNA) == [DeliveryState.QUEUED]
    assert chat.alert_states(BORIS) == []
    sent = row(chat, id_)
    assert (sent.state, sent.released_at, sent.published_at) == (AlertState.RELEASED, chat.now, chat.now)
    assert sent.expires_at == chat.now + timedelta(hours=6)
    assert sent.written_by == chat.person(CHIEF).id


def test_an_alert_lives_as_long_as_the_settings_say(chat: Chat) -> None:
    chat.context = replace(chat.context, alert_life=timedelta(minutes=90))
    id_ = written(chat)
    assert row(chat, id_).expires_at == chat.now + timedelta(minutes=90)
    chat.now += timedelta(minutes=5)
    chat.presses(f"alert send {id_}", CHIEF)
    assert row(chat, id_).expires_at == chat.now + timedelta(minutes=90)


def test_a_breaking_alert_goes_ahead_of_the_others(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.presses(f"alert breaking {written(chat)}", CHIEF)
    query = select(delivery.c.priority).where(delivery.c.id == chat.one_delivery(ANNA))
    assert chat.database.read_here(lambda tx: tx.scalar(query)) == Priority.BREAKING


def test_a_cancelled_alert_reaches_nobody_and_stays_cancelled(chat: Chat) -> None:
    chat.says("/start", ANNA)
    id_ = written(chat)
    (body,) = chat.presses(f"alert cancel {id_}", CHIEF)
    assert "nobody" in words_of(body.message)
    (body,) = chat.presses(f"alert send {id_}", CHIEF)
    assert "cancelled already" in words_of(body.message)
    assert chat.alert_states(ANNA) == []


def test_all_who_will_get_it_are_counted_not_only_the_first_batch(chat: Chat) -> None:
    chat.says("/start monde", ANNA)
    chat.appoint(BORIS, Role.READER)
    boris = subscriber.c.address == chat.person(BORIS).address.id
    far = subscriber.update().where(boris).values(id=batches.SIZE + 7)
    chat.database.write_here(lambda tx: tx.execute(far))
    chat.says("START", BORIS)
    id_ = written(chat)
    (body,) = chat.presses(f"alert send {id_}", CHIEF)
    assert "On its way to 2 readers." in words_of(body.message)


def test_the_first_to_act_wins(chat: Chat) -> None:
    chat.says("/start", ANNA)
    chat.appoint(BORIS, Role.EDITOR)
    id_ = written(chat)
    chat.presses(f"alert send {id_}", BORIS)
    for word in ("send", "breaking", "cancel"):
        (body,) = chat.presses(f"alert {word} {id_}", CHIEF)
        assert "sent already" in words_of(body.message), word
    assert chat.alert_states(ANNA) == [DeliveryState.QUEUED]
    assert row(chat, id_).priority is Priority.NORMAL


def test_a_recalled_alert_can_not_be_sent_again(chat: Chat) -> None:
    id_ = chat.alert()
    chat.say(f"/recall {id_}", CHIEF)
    (body,) = chat.presses(f"alert send {id_}", CHIEF)
    assert "recalled already" in words_of(body.message)


def test_what_is_too_long_is_refused_and_not_kept(chat: Chat) -> None:
    assert "10 characters too long" in words_of(chat.say("/alert " + "x" * 100, CHIEF))
    assert "no alert #1" in words_of(chat.say("/alert send 1", CHIEF))


# ---- in several languages ------------------------------------------------------------------------

IN_TWO = "monde Un incendie\nhttps://example.org/a\nhe:\nשריפה"


def in_two(chat: Chat) -> int:
    """Let Anna read French and Boris Hebrew, and write an alert in both."""
    chat.says("/start monde", ANNA, language="fr")
    chat.says("START", BORIS, language="he")
    french, hebrew, question = chat.says(f"/alert {IN_TWO}", CHIEF)
    assert (french.headline, hebrew.headline) == ("Un incendie", "שריפה")
    assert hebrew.link == "https://example.org/a"
    assert "Each reader gets it in one language" in words_of(question)
    return int(data_of(question)[0].split()[-1])


def told_to(chat: Chat, who: Address) -> list[tuple[str, DeliveryState]]:
    query = (
        select(table.c.headline, delivery.c.state)
        .join(delivery, delivery.c.alert_id == table.c.id)
        .where(delivery.c.subscriber_id == chat.person(who).id)
    )
    return chat.database.read_here(lambda tx: [(one, DeliveryState(how)) for one, how in tx.execute(query)])


def test_each_reader_gets_the_alert_in_their_language(chat: Chat) -> None:
    id_ = in_two(chat)
    chat.presses(f"alert send {id_}", CHIEF)
    assert told_to(chat, ANNA) == [("Un incendie", DeliveryState.QUEUED)]
    assert told_to(chat, BORIS) == [("שריפה", DeliveryState.QUEUED)]
    chat.say(f"/recall {id_ + 1}", CHIEF)
    assert told_to(chat, ANNA) == [("Un incendie", DeliveryState.RECALLED)]
    assert told_to(chat, BORIS) == [("שריפה", DeliveryState.RECALLED)]


def test_it_is_cancelled_and_withdrawn_in_all_languages(chat: Chat) -> None:
    first, second = in_two(chat), in_two(chat)
    chat.presses(f"alert cancel {first}", CHIEF)
    assert {row(chat, one).state for one in (first, first + 1)} == {AlertState.DROPPED}
    chat.presses(f"alert send {second}", CHIEF)
    chat.says(f"/withdraw {second}", CHIEF)
    assert {row(chat, one).state for one in (second, second + 1)} == {AlertState.WITHDRAWN}


def test_one_language_twice_is_refused_and_nothing_is_kept(chat: Chat) -> None:
    told = words_of(chat.say("/alert A fire at the old market this morning\nen:\nA fire", CHIEF))
    assert "two parts in" in told
    assert chat.database.read_here(lambda tx: tx.scalar(select(func.count()).select_from(table))) == 0


def test_an_alert_by_hand_goes_with_its_picture(chat: Chat) -> None:
    id_ = written(chat, "monde Titre\nhttps://example.org/a\nhttps://img.example.org/fire.jpg")
    assert row(chat, id_).picture == "https://img.example.org/fire.jpg"
    assert row(chat, id_).link == "https://example.org/a"
