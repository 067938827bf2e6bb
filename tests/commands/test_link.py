import re
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from bot.commands.link import ALPHABET, read
from bot.model import Address, AlertId, DeliveryState, Message, Priority, Role, SubscriberStatus
from bot.pipeline import losing
from bot.store import batch as batches
from bot.store import link as links
from bot.store.message import from_json
from bot.store.schema import delivery, link_code
from tests.chat import ANNA, BORIS, CHIEF, Chat, data_of, labels_of, words_of
from tests.rows import NOW

S = SubscriberStatus
CARLA = Address("telegram", "7003")


def code_of(shown: Message) -> str:
    found = re.search(rf"/link ([{ALPHABET}]{{4}} [{ALPHABET}]{{4}})", words_of(shown))
    assert found
    return found[1]


def joined(chat: Chat) -> None:
    """Let Anna's Telegram show a code, and write it on Boris's WhatsApp: they are one person."""
    chat.says("/start")
    chat.says("start", BORIS)
    chat.says(f"link {code_of(chat.say('/link'))}", BORIS)
    chat.says("1", BORIS)


def got(chat: Chat, who: Address) -> list[tuple[int, str]]:
    id_ = chat.person(who).id
    query = select(delivery.c.alert_id, delivery.c.state).where(
        delivery.c.subscriber_id == id_, delivery.c.alert_id.is_not(None)
    )
    return [(row.alert_id, row.state) for row in chat.database.read_here(lambda tx: tx.execute(query).all())]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("abcd-efgh", "ABCDEFGH"),
        (" AB CD EF GH ", "ABCDEFGH"),
        ("link-ABCDEFG2", "ABCDEFG2"),
        ("ABCDEFG", None),
        ("ABCDEFG1", None),
        ("ABCDEFGHJ", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_write_it(words: str, code: str | None) -> None:
    assert read(words) == code


def test_two_phones_are_one_person_with_one_set_of_choices(chat: Chat) -> None:
    joined(chat)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.ACTIVE, S.LINKED)
    chat.says("urgency breaking", BORIS)
    assert chat.person(ANNA).urgency == "breaking"
    chat.says("/reading he")
    assert "עברית" in words_of(chat.say("settings", BORIS))
    assert "Phones: 2 phones" in words_of(chat.say("settings", BORIS))


def test_the_first_phone_hears_of_it_and_can_part_them_with_one_press(chat: Chat) -> None:
    chat.says("/start")
    chat.says("start", BORIS)
    shown = code_of(chat.say("/link"))
    chat.says(f"/link {shown}", BORIS)
    assert chat.status(BORIS) is S.ACTIVE, "nothing happens before the yes"
    bodies = chat.presses(f"link yes {shown}", BORIS)
    (told,) = [body.message for body in bodies if "just now" in words_of(body.message)]
    assert data_of(told) == ["unlink"]
    chat.presses("unlink")
    assert chat.status(BORIS) is S.LEFT
    assert chat.database.read_here(lambda tx: links.of(tx, chat.person(ANNA).id)) == ()


def test_an_alert_comes_once_and_where_it_is_asked_for(chat: Chat) -> None:
    joined(chat)
    first = chat.alert("The bridge is closed")
    assert (len(got(chat, ANNA)), len(got(chat, BORIS))) == (1, 0)
    chat.presses("link here", BORIS)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.LINKED, S.ACTIVE)
    assert got(chat, ANNA) == []
    assert got(chat, BORIS) == [(first, "queued")], "what waits goes along"
    second = chat.alert("The bridge is open")
    assert got(chat, BORIS) == [(first, "queued"), (second, "queued")]
    assert got(chat, ANNA) == []


def test_what_came_to_one_phone_is_not_laid_for_the_other(chat: Chat) -> None:
    joined(chat)
    alert = chat.alert("The bridge is closed")
    chat.set_state(chat.one_delivery(ANNA), DeliveryState.SENT)
    chat.presses("link here", BORIS)
    chat.presses("topics on", BORIS)
    chat.database.write_here(lambda tx: _lay_again(tx, alert))
    assert got(chat, BORIS) == []


def _lay_again(tx: Connection, alert: int) -> None:
    batches.fan_out(tx, AlertId(alert), Priority.NORMAL, NOW)


@pytest.mark.parametrize("who", [ANNA, BORIS])
def test_stop_on_either_ends_the_alerts_and_start_on_either_brings_them_back(
    chat: Chat, who: Address
) -> None:
    joined(chat)
    chat.alert("The bridge is closed")
    chat.says("STOP", who)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.LEFT, S.LINKED)
    assert got(chat, ANNA)[0][1] == "dropped"
    chat.alert("Nobody hears this")
    assert len(got(chat, ANNA) + got(chat, BORIS)) == 1
    chat.says("START", who)
    assert chat.status(ANNA) is S.ACTIVE
    chat.alert("The bridge is open")
    assert [len(got(chat, one)) for one in (ANNA, BORIS)] == [2, 0]


def test_a_phone_that_blocks_us_hands_the_alerts_to_the_other_which_hears_of_it(chat: Chat) -> None:
    joined(chat)
    chat.says("/updates none")
    alert = chat.alert("The bridge is closed")
    chat.blocked(ANNA)
    query = select(delivery.c.body).where(delivery.c.subscriber_id == chat.person(BORIS).id)
    (told, *_before) = chat.database.read_here(
        lambda tx: tx.scalars(query.order_by(delivery.c.id.desc())).all()
    )
    assert "your alerts come here" in from_json(told).message.headline
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.LOST, S.ACTIVE)
    assert got(chat, BORIS) == [(alert, "queued")]
    assert chat.person(BORIS).updates == "none"
    chat.says("/start")
    assert chat.status(ANNA) is S.ACTIVE, "a phone that comes back is one by itself"


def test_the_phone_without_alerts_may_go_without_harm(chat: Chat) -> None:
    joined(chat)
    chat.blocked(BORIS)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.ACTIVE, S.LOST)
    assert chat.database.read_here(lambda tx: links.of(tx, chat.person(ANNA).id)) == ()


def test_who_left_by_the_channels_word_left_for_good(chat: Chat) -> None:
    joined(chat)
    chat.database.write_here(lambda tx: losing.end(tx, chat.person(ANNA).id, S.LEFT, chat.now))
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.LEFT, S.LINKED)


def test_the_choices_of_the_other_phone_can_be_kept_instead(chat: Chat) -> None:
    chat.says("/start")
    chat.says("start", BORIS)
    chat.says("urgency breaking", BORIS)
    chat.says("keywords drone", BORIS)
    chat.says(f"link {code_of(chat.say('/link'))}", BORIS)
    shown = chat.presses(f"link yes {_code(chat)}", BORIS)[0].message
    assert "link mine" in data_of(shown)
    chat.presses("link mine", BORIS)
    assert chat.person(ANNA).urgency == "breaking"
    assert "drone" in words_of(chat.say("/keywords"))


def _code(chat: Chat) -> str:
    return code_of(chat.say("/link"))


def test_alerts_come_to_the_phone_that_gets_some_where_the_other_gets_none(chat: Chat) -> None:
    chat.says("start", BORIS)
    chat.says("quiet 22-7", BORIS)
    chat.says("hello there my friends of the press")  # Anna is no subscriber
    chat.presses(f"link yes {_code(chat)}", BORIS)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.LINKED, S.ACTIVE)
    assert chat.person(BORIS).wish is not None
    chat.alert("The bridge is closed")
    assert [len(got(chat, one)) for one in (ANNA, BORIS)] == [0, 1]


def test_parted_phones_keep_the_choices_and_one_the_alerts(chat: Chat) -> None:
    joined(chat)
    chat.says("/updates none")
    bodies = chat.presses("unlink", BORIS)
    assert sorted(label for body in bodies for label in labels_of(body.message)) == ["Get alerts here, too"]
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.ACTIVE, S.LEFT)
    assert chat.person(BORIS).updates == "none"
    chat.says("start", BORIS)
    chat.alert("The bridge is closed")
    assert [len(got(chat, one)) for one in (ANNA, BORIS)] == [1, 1]


def test_a_wrong_code_says_what_to_do_and_may_be_guessed_a_few_times(chat: Chat) -> None:
    chat.says("/start")
    for _number in range(links.GUESSES):
        assert "wrong, or older" in words_of(chat.say("/link ABCD EFGH", BORIS))
    assert "in an hour" in words_of(chat.say(f"/link {code_of(chat.say('/link'))}", BORIS))


def test_a_code_is_good_for_ten_minutes_and_once(chat: Chat) -> None:
    chat.says("/start")
    old = code_of(chat.say("/link"))
    chat.now += links.LIFE
    assert "wrong, or older" in words_of(chat.say(f"/link {old}", BORIS))
    new = code_of(chat.say("/link"))
    chat.presses(f"link yes {new}", BORIS)
    assert "wrong, or older" in words_of(chat.say(f"/link {new}", CARLA))
    assert chat.database.read_here(lambda tx: tx.execute(select(link_code)).all()) == []


def test_a_code_on_its_own_phone_or_a_phone_that_is_joined_changes_nothing(chat: Chat) -> None:
    chat.says("/start")
    own = code_of(chat.say("/link"))
    assert "your other phone" in words_of(chat.say(f"/link {own}"))
    joined(chat)
    chat.says("/start", CARLA)
    theirs = code_of(chat.say("/link", CARLA))
    assert "joined to another already" in words_of(chat.say(f"/link {theirs}", BORIS))


def test_join_links_carry_the_code(chat: Chat) -> None:
    chat.says("/start")
    code = code_of(chat.say("/link")).replace(" ", "")
    assert "Join these phones?" in words_of(chat.say(f"START link-{code}", BORIS))
    assert "Join these phones?" in words_of(chat.say(f"/start link-{code}", CARLA))


def test_rights_stay_with_the_address_that_proved_itself(chat: Chat) -> None:
    chat.appoint(ANNA, Role.EDITOR)
    joined(chat)
    assert chat.person(BORIS).role is Role.READER
    shown = chat.say("/alert The bridge is closed", BORIS)
    assert "This is how it will look" not in words_of(shown)
    assert "/alert" not in words_of(chat.say("/help", BORIS))


def test_forgetting_one_phone_forgets_the_other_and_says_so(chat: Chat) -> None:
    joined(chat)
    assert "The same is erased of" in words_of(chat.say("/forget", BORIS))
    chat.presses("forget yes", BORIS)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.FORGOTTEN, S.FORGOTTEN)


def test_what_is_kept_names_both_phones(chat: Chat) -> None:
    joined(chat)
    assert "Joined with: " in words_of(chat.say("/mydata"))
    exported = "".join(words_of(one) for one in chat.says("/mydata export"))
    assert '"joined"' in exported


def test_an_admin_who_removes_the_phone_without_alerts_ends_nothing_else(chat: Chat) -> None:
    joined(chat)
    chat.presses(f"remove {chat.person(BORIS).id} yes", CHIEF)
    assert (chat.status(ANNA), chat.status(BORIS)) == (S.ACTIVE, S.LEFT)


# ---- whatever happens ----------------------------------------------------------------------------

_numbers = count()
ACTIONS = ("link", "unlink", "here", "stop", "start", "block")


class Two:
    """Two phones, and an account of what ought to have come."""

    def __init__(self, chat: Chat) -> None:
        number = next(_numbers)
        self.chat = chat
        self.phones = (Address("telegram", f"81{number:04}"), Address("whatsapp", f"+9725777{number:04}"))
        for one in self.phones:
            chat.says("start", one)
        self.apart = [True, True]  # whether each, by itself, wants alerts
        self.together: int | None = None  # the phone that gets them, where they are joined
        self.wants = True
        self.alerts: dict[int, set[int]] = {}  # which phones are to have it, or either where both are

    def act(self, action: str, which: int) -> None:
        phone = self.phones[which]
        if action == "link":
            self._link(which)
        elif action == "unlink":
            self._unlink(phone)
        elif action == "here":
            self.chat.presses("link here", phone)
            self.together = which if self.together is not None and self.wants else self.together
        elif action in {"stop", "start"}:
            self.chat.says(action.upper(), phone)
            if self.together is None:
                self.apart[which] = action == "start"
            else:
                self.wants = action == "start"
        else:
            self._block(which)

    def _link(self, which: int) -> None:
        if self.together is not None:
            return
        shown = self.chat.say("/link", self.phones[which])
        if "/link" not in words_of(shown) or not any(self.apart):
            return  # who left is told how to come back
        code = code_of(shown)
        self.chat.presses(f"link yes {code}", self.phones[1 - which])
        if not self.apart[1 - which] and not self.apart[which]:
            return
        if any(one.status is S.LINKED for one in map(self.chat.person, self.phones)):
            self.together = which if self.apart[which] else 1 - which
            self.wants = True

    def _unlink(self, phone: Address) -> None:
        self.chat.presses("unlink", phone)
        if self.together is not None:
            self.apart = [self.wants and self.together == number for number in (0, 1)]
            self.together = None

    def _block(self, which: int) -> None:
        self.chat.blocked(self.phones[which])
        if self.together is None:
            self.apart[which] = False
            return
        if self.wants or which != self.together:
            self.apart = [number != which and self.wants for number in (0, 1)]
            self.together = None

    def alert(self) -> None:
        before = {
            which: {id_ for id_, _state in got(self.chat, one)} for which, one in enumerate(self.phones)
        }
        id_ = self.chat.alert(f"Bridge number {next(_numbers)} is closed")
        now = {which for which, one in enumerate(self.phones) if id_ in dict(got(self.chat, one))}
        assert not any(id_ in ids for ids in before.values())
        if self.together is None:
            assert now == {which for which in (0, 1) if self.apart[which]}
        else:
            assert now == ({self.together} if self.wants else set())
            self.alerts[id_] = now

    def check(self) -> None:
        """No alert of the time together stands twice, and none waits for who wants none."""
        for id_ in self.alerts:
            states = [dict(got(self.chat, one)).get(id_, "dropped") for one in self.phones]
            assert sum(state != "dropped" for state in states) <= 1, (id_, states)
        for which, one in enumerate(self.phones):
            wanted = self.wants if self.together is not None else self.apart[which]
            if not wanted or self.together == 1 - which:
                assert not [id_ for id_, state in got(self.chat, one) if state == "queued"]

    def send(self) -> None:
        ids = [self.chat.person(one).id for one in self.phones]
        queued = update(delivery).where(delivery.c.subscriber_id.in_(ids), delivery.c.state == "queued")
        self.chat.database.write_here(lambda tx: tx.execute(queued.values(state="sent")))


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(ACTIONS), st.integers(0, 1)),
            st.tuples(st.sampled_from(("alert", "send")), st.just(0)),
        ),
        min_size=4,
        max_size=14,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_phones_do_no_alert_comes_twice_is_lost_or_comes_after_stop(
    chat: Chat, steps: list[tuple[str, int]]
) -> None:
    two = Two(chat)
    for action, which in steps:
        if action == "alert":
            two.alert()
        elif action == "send":
            two.send()
        else:
            two.act(action, which)
        two.check()
