from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Address, AlertKind, Priority, Role, SubscriberStatus, Topic, TopicId, Updates, Urgency

ADDRESS = Address("whatsapp", "+972501234567")


@given(st.text("0123456789", min_size=3, max_size=20))
def test_an_address_never_shows_itself_whole(digits: str) -> None:
    address = Address("telegram", digits)
    for shown in (str(address), repr(address), f"{address}", f"{[address]}", "%s" % (address,)):  # noqa: UP031 -- as a logger does
        assert f":{digits}" not in shown
        assert shown.count(digits) == 0


def test_an_address_shows_enough_to_tell_two_apart() -> None:
    assert f"{ADDRESS}" == "whatsapp:…67"


def test_an_address_is_written_whole_where_it_is_asked_for() -> None:
    assert ADDRESS.whole == "whatsapp:+972501234567"


def test_two_addresses_are_one_where_channel_and_id_are() -> None:
    assert Address("whatsapp", "+972501234567") == ADDRESS
    assert len({ADDRESS, Address("whatsapp", "+972501234567"), Address("telegram", "+972501234567")}) == 2


def test_each_role_may_all_that_the_ones_before_it_may_and_no_more() -> None:
    assert list(Role) == [Role.READER, Role.EDITOR, Role.ADMIN, Role.OWNER]
    for low, high in combinations(Role, 2):
        assert high.may(low)
        assert not low.may(high)
    assert all(role.may(role) for role in Role)


def test_a_reply_goes_before_breaking_before_normal_before_the_digest() -> None:
    order = [Priority.REPLY, Priority.BREAKING, Priority.NORMAL, Priority.DIGEST]
    assert all(sooner < later for sooner, later in pairwise(order))


@pytest.mark.parametrize(("language", "name"), [("he", "עולם"), ("fr", "Monde"), ("en", "Monde")])
def test_a_topic_is_named_in_a_language_or_in_the_newsrooms_first(language: str, name: str) -> None:
    assert Topic(TopicId("monde"), {"fr": "Monde", "he": "עולם"}).name(language) == name


def test_a_topic_without_any_name_has_its_id() -> None:
    assert Topic(TopicId("monde"), {}).name("fr") == "monde"


@pytest.mark.parametrize("category", ["monde", "Monde", " MONDE ", "עולם", "International news"])
def test_a_category_means_a_topic_by_its_id_or_any_of_its_names(category: str) -> None:
    topic = Topic(TopicId("monde"), {"fr": "Monde", "he": "עולם", "en": "International News"})
    assert topic.is_called(category)
    assert not topic.is_called(f"{category} x")
    assert not topic.is_called("")


def test_an_alert_is_urgent_enough_by_its_priority_or_by_how_many_tell_it() -> None:
    met = {
        (priority, others): {one for one in Urgency if one.met_by(priority, others)}
        for priority in (Priority.BREAKING, Priority.NORMAL, Priority.DIGEST)
        for others in (0, 1, 2, 9)
    }
    for (priority, others), wishes in met.items():
        if priority is Priority.BREAKING:
            assert wishes == {*Urgency}
        elif others >= 2:
            assert wishes == {Urgency.ALL, Urgency.IMPORTANT}
        else:
            assert wishes == {Urgency.ALL}


def test_of_updates_what_is_breaking_matters_in_any_case() -> None:
    kinds = {one: [one.met_by(AlertKind.UPDATE, p, matters=m) for p, m in _CASES] for one in Updates}
    assert kinds == {
        Updates.ALL: [True, True, True],
        Updates.IMPORTANT: [False, True, True],
        Updates.NONE: [False, False, False],
    }
    assert Updates.NONE.met_by(AlertKind.NEW, Priority.NORMAL, matters=False)


_CASES = [(Priority.NORMAL, False), (Priority.NORMAL, True), (Priority.BREAKING, False)]


def test_who_left_is_lost_or_was_forgotten_hears_nothing_of_ours() -> None:
    deaf = {one for one in SubscriberStatus if not one.hears}
    assert deaf == {SubscriberStatus.LEFT, SubscriberStatus.LOST, SubscriberStatus.FORGOTTEN}
