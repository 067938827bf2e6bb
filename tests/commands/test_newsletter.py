from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.ask import Ask, Promises
from bot.commands import newsletter
from bot.commands.newsletter import Chosen
from bot.inbox import ask_of
from bot.model import (
    NO_WISH,
    Address,
    AlertId,
    DeliveryState,
    DigestDays,
    Message,
    Role,
    SenderId,
    SubscriberStatus,
    TopicId,
)
from bot.outcome import Outcome
from bot.pipeline.forget import Forget
from bot.ports import Inbound, InboundKind
from bot.rules.hours import next_slot
from bot.rules.keyword import keys_of
from bot.rules.origin import Origin
from bot.rules.why import WHYS, of_laid
from bot.store import consent as consents
from bot.store import sender as senders
from bot.store import subscriber as subscribers
from bot.store import then as thens
from bot.store import why as whys
from bot.store.consent import Step
from bot.store.database import Database
from bot.store.schema import delivery, subscriber
from tests.chat import ALL, ANNA, Chat, data_of

READER = Address("email", "anna@example.org")
HOUR = timedelta(hours=1)


class Post(Chat):
    """A chat in which some read by mail."""

    def _prepare(self, tx: Connection) -> dict[str, SenderId]:
        made = super()._prepare(tx)
        self.context = replace(self.context, promises=Promises(morning=7 * 60 + 30))
        return made | {"email": senders.enrol(tx, "email", "news@example.org", self.now, digests_only=True)}

    def joins(
        self, *topics: str, campaign: str = "", language: str = "fr", who: Address = READER
    ) -> list[Message]:
        text = newsletter.asked_for(topics, campaign)
        form = Inbound(self._key(), who, InboundKind.WROTE, text, language=language)
        return [body.message for body in self.hear(form, "email")]

    def ask(self, tx: Connection, who: Address = READER) -> Ask:
        return replace(ask_of(tx, self.person(who), self.context, self.now), origin=Origin.LINK)

    def confirms(self, who: Address = READER) -> bool:
        return self.database.write_here(lambda tx: newsletter.confirm(self.ask(tx, who)))

    def leaves(self, who: Address = READER) -> None:
        self.database.write_here(lambda tx: newsletter.leave(self.ask(tx, who)))

    def chooses(self, chosen: Chosen) -> bool:
        return self.database.write_here(lambda tx: newsletter.choose(self.ask(tx), chosen))

    def laid(self, who: Address = READER) -> list[DeliveryState]:
        return self.alert_states(who)


@pytest.fixture
def post(database: Database, now: datetime) -> Post:
    return Post(database, now)


def test_the_form_is_answered_by_one_question_in_the_language_of_the_page(post: Post) -> None:
    (asked,) = post.joins("israel", "monde", language="fr", campaign="radio")
    assert data_of(asked) == [newsletter.CONFIRM]
    assert (asked.language, asked.headline) == ("fr", "Veuillez confirmer votre adresse")
    assert "Israël, Monde" in "\n".join(asked.lines).replace("\u2068", "").replace("\u2069", "")
    assert post.status(READER) is SubscriberStatus.INVITED
    assert post.chosen(READER) == set()
    assert post.person(READER).wish is None


def test_nobody_gets_more_than_one_letter_an_hour_by_the_form(post: Post) -> None:
    assert len(post.joins()) == 1
    post.now += HOUR - timedelta(seconds=1)
    assert post.joins("culture") == []
    post.now += timedelta(seconds=2)
    (again,) = post.joins("culture")
    assert data_of(again) == [newsletter.CONFIRM]
    post.confirms()
    post.now += HOUR + timedelta(seconds=1)
    (known,) = post.joins("monde")
    assert (data_of(known), known.headline) == ([], "Vous recevez la lettre")
    assert post.chosen(READER) == {"culture"}
    assert post.joins() == []


def test_the_yes_subscribes_once_at_the_newsrooms_hour_and_is_proved(post: Post) -> None:
    post.joins("israel", campaign="radio")
    post.now += timedelta(minutes=5)
    assert post.confirms()
    assert post.status(READER) is SubscriberStatus.ACTIVE
    who = post.person(READER)
    assert who.wish is not None
    assert (who.wish.digest, who.wish.digest_at) == (DigestDays.DAILY, 450)
    steps = post.database.read_here(lambda tx: consents.history(tx, who.id))
    assert [one.step for one in steps] == [Step.ASKED, Step.CONFIRMED]
    assert (steps[0].how, steps[0].origin, steps[0].campaign) == ("email /join", "campaign", "radio")
    assert (steps[1].origin, steps[1].topics) == ("link", ("israel",))
    assert steps[0].words == steps[1].words
    assert "Le Fil" in steps[1].words
    assert post.confirms()
    assert len(post.database.read_here(lambda tx: consents.history(tx, who.id))) == 2


def test_a_yes_that_comes_too_late_changes_nothing(post: Post) -> None:
    post.joins()
    post.now += timedelta(days=7, seconds=1)
    assert not post.confirms()
    assert post.status(READER) is SubscriberStatus.INVITED


def test_no_topic_means_all_and_unknown_ones_are_nothing(post: Post) -> None:
    post.joins("nonsense", campaign='"><script>')
    post.confirms()
    assert post.chosen(READER) == set(ALL)


def test_what_looks_like_a_command_is_none_and_a_role_gives_no_right_by_mail(post: Post) -> None:
    post.appoint(READER, Role.OWNER)
    for text in ("/alert Hello", "/places", "stop", ""):
        post.now += HOUR * 2
        heard = post.hear(post.inbound(text, READER, "fr"), "email")
        assert [data_of(one.message) for one in heard] == [[newsletter.CONFIRM]]


def test_leaving_is_at_once_for_good_and_repeated_harmless(post: Post) -> None:
    post.joins()
    post.confirms()
    post.leaves()
    assert post.status(READER) is SubscriberStatus.LEFT
    who = post.person(READER)
    post.leaves()
    steps = post.database.read_here(lambda tx: consents.history(tx, who.id))
    assert [one.step for one in steps][-1:] == [Step.ENDED]
    assert len(steps) == 3
    assert not post.confirms()
    post.now += HOUR * 2
    post.joins()
    assert post.confirms()


def test_who_never_said_yes_can_leave_and_the_question_is_void(post: Post) -> None:
    post.joins()
    post.leaves()
    assert not post.confirms()
    assert post.status(READER) is SubscriberStatus.LEFT


def test_choices_are_taken_with_their_proof(post: Post) -> None:
    post.joins("israel", "monde")
    post.confirms()
    chosen = Chosen(frozenset({TopicId("monde"), TopicId("culture")}), "he", DigestDays.WEEKDAYS, 18 * 60)
    assert post.chooses(chosen)
    assert post.chosen(READER) == {"monde", "culture"}
    who = post.person(READER)
    assert who.wish is not None
    assert (who.language, who.wish.digest, who.wish.digest_at) == ("he", DigestDays.WEEKDAYS, 1080)
    assert post.proofs(READER)["culture"].how == "email /choices"
    assert post.database.read_here(lambda tx: newsletter.state(post.ask(tx))) == chosen
    assert not post.chooses(replace(chosen, topics=frozenset()))
    assert not post.chooses(replace(chosen, language="xx"))
    post.leaves()
    assert not post.chooses(chosen)


def test_no_alert_is_laid_for_who_reads_the_newsletter_and_why_says_so(post: Post) -> None:
    post.joins()
    post.confirms()
    post.says("/start")
    number = post.alert("Le pont ferme")
    assert post.laid(ANNA) == [DeliveryState.QUEUED]
    assert post.laid() == []
    rules = whys.Rules(keys_of, WHYS, of_laid)

    def outcome(tx: Connection) -> Outcome:
        told = thens.then(tx, AlertId(number), post.now)
        assert told is not None
        return whys.of_reader(tx, told, post.person(READER).id, post.now, rules)[0]

    assert post.database.read_here(outcome) is Outcome.NEWSLETTER


def test_who_is_banned_gets_no_letter(post: Post) -> None:
    post.joins()
    post.database.write_here(lambda tx: subscribers.change(tx, post.person(READER).id, banned_at=post.now))
    post.now += HOUR * 2
    assert post.joins() == []


async def test_an_address_that_nobody_confirmed_is_forgotten_in_time(post: Post) -> None:
    post.joins()
    post.joins(who=Address("email", "boris@example.org"))
    post.confirms(Address("email", "boris@example.org"))
    id_ = post.person(READER).id
    forget = Forget(post.database, post.context.promises, lambda: post.now)
    post.now += timedelta(days=6)
    await forget.run_due()
    assert post.person(READER).id == id_
    post.now += timedelta(days=1, seconds=1)
    await forget.run_due()
    post.now += timedelta(minutes=11)
    await forget.run_due()
    assert post.database.read_here(lambda tx: subscribers.at(tx, READER)) is None
    assert post.status(Address("email", "boris@example.org")) is SubscriberStatus.ACTIVE
    bodies = select(delivery.c.body).where(delivery.c.subscriber_id == id_)
    assert post.database.read_here(lambda tx: list(tx.scalars(bodies))) == [None]


def test_the_first_newsletter_is_due_at_once_and_the_next_in_the_newsrooms_morning(post: Post) -> None:
    post.joins()
    post.confirms()
    who = post.person(READER)
    due = select(subscriber.c.digest_due_at).where(subscriber.c.id == who.id)
    assert post.database.read_here(lambda tx: tx.scalar(due)) == post.now
    morning = next_slot(who.wish or NO_WISH, post.context.newsroom.timezone, post.now)
    assert morning == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)  # 7:30 in Paris
