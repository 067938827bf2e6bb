"""The daily newsletter by mail: asked for on the join page, confirmed, chosen and left on pages of ours.

What is written in the form may be anybody's address. So it is answered by one letter an hour at most, and
nothing else comes before a person who has that letter says yes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.ask import Ask, Choice, Reply
from bot.commands import joining, wishes
from bot.commands.shown import topic_names, topics_among
from bot.model import DigestDays, Subscriber, SubscriberStatus, Topic, TopicId, Wish
from bot.ports import Inbound
from bot.rules.origin import Origin, is_campaign, origin_of, read, write
from bot.store import consent as consents
from bot.store import delivery as deliveries
from bot.store import digest as digests
from bot.store import newsletter as newsletters
from bot.store import subscriber as subscribers
from bot.store.consent import Step
from bot.texts import Text, _, languages, say

CHANNEL: Final = "email"
REST: Final = timedelta(hours=1)
"""How long an address is left alone after an answer."""

CONFIRM: Final = "confirm"
"""The data of the button that a letter shows as a link to the page with the yes."""

_NONE: Final = "_"


def asked_for(topics: Collection[str], campaign: str) -> str:
    """Write down what was asked for in the form; `heard` reads it."""
    return " ".join(("join", campaign if is_campaign(campaign) else _NONE, *topics))


def heard(ask: Ask, inbound: Inbound) -> Sequence[Reply]:
    """Answer who filled in the form: with a question, or with how things stand; once an hour."""
    campaign, *topics = inbound.text.split()[1:] or [_NONE]
    if ask.who.banned_at or newsletters.answered_since(ask.tx, ask.who.id, ask.now - REST):
        return ()
    if ask.who.status is SubscriberStatus.ACTIVE:
        return (_here_already(ask),)
    ask = replace(
        _in_language(ask, inbound.language), args=write("", campaign if is_campaign(campaign) else "")
    )
    return (_question(ask, topics_among(ask, topics) or list(ask.newsroom.topics)),)


def _in_language(ask: Ask, language: str) -> Ask:
    if language not in languages():
        return ask
    subscribers.change(ask.tx, ask.who.id, language=language)
    return replace(ask, who=replace(ask.who, language=language))


def _question(ask: Ask, topics: Sequence[Topic]) -> Reply:
    words = agreement(ask, topics)
    payload = read(ask.args)
    came = origin_of("", payload, pressed=False) if payload.campaign else Origin.LINK
    language = ask.who.language
    proof = subscribers.Consent(
        ask.now, f"{CHANNEL} /join", say(words, language), language, came, payload.campaign
    )
    consents.note(ask.tx, ask.who.id, proof.step(Step.ASKED, [topic.id for topic in topics]))
    ignored = _("If you did not ask for this, do nothing: no more letters come.")
    button = ((Choice(_("Yes, send me the newsletter"), CONFIRM),),)
    return Reply((words, ignored), _("Please confirm your address"), button)


def agreement(ask: Ask, topics: Sequence[Topic]) -> Text:
    """Say what a yes means: the words that are kept as proof."""
    return _(
        "Do you want the daily newsletter of {newsroom} by e-mail, on: {topics}? Nothing comes before you "
        "say yes. You can leave at any time by the link in each letter.",
        newsroom=ask.newsroom.name,
        topics=topic_names(ask, topics),
    )


def _here_already(ask: Ask) -> Reply:
    words = _(
        "This address gets the daily newsletter of {newsroom} already. The links at the foot of this letter "
        "lead to your topics, your hour, and out.",
        newsroom=ask.newsroom.name,
    )
    return Reply((words,), _("You get the newsletter"))


# ---- what the pages do ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose on the page of choices; `minute` is one of the day, in their time zone."""

    topics: frozenset[TopicId]
    language: str
    days: DigestDays
    minute: int


def open_question(ask: Ask) -> list[Topic]:
    """List the topics of the question that waits for a yes; none where none does."""
    return topics_among(ask, joining.waiting(ask))


def confirm(ask: Ask) -> bool:
    """Take the yes, once: the first newsletter is due at once. Say whether it comes, or came already."""
    if joining.confirm(ask):
        wish = ask.who.wish or Wish()
        if wish.digest is DigestDays.OFF:
            wish = replace(wish, digest=DigestDays.DAILY, digest_at=ask.promises.morning)
        wishes.keep(ask, wish)
        digests.put_off(ask.tx, ask.who.id, ask.now)  # nobody who has just said yes waits for the morning
        return True
    return ask.who.listens


def leave(ask: Ask) -> None:
    """End the newsletter at once; who has left, or never said yes, has left as well."""
    if ask.who.status is SubscriberStatus.LEFT:
        return
    subscribers.end(ask.tx, ask.who.id, SubscriberStatus.LEFT, ask.now, f"{CHANNEL} /stop", Origin.LINK)
    deliveries.drop_alerts_for(ask.tx, ask.who.id)


def choose(ask: Ask, chosen: Chosen) -> bool:
    """Take a reader's choices; False where nothing of it may be: no topic, or nobody who gets it."""
    topics = topics_among(ask, chosen.topics)
    if not ask.who.listens or not topics or chosen.language not in languages():
        return False
    ask = _in_language(ask, chosen.language)
    wanted, had = {topic.id for topic in topics}, subscribers.chosen(ask.tx, ask.who.id)
    how = f"{CHANNEL} /choices"
    if more := [topic.id for topic in topics if topic.id not in had]:
        words = agreement(ask, topics)
        language = ask.who.language
        proof = subscribers.Consent(ask.now, how, say(words, language), language, Origin.LINK)
        subscribers.subscribe(ask.tx, ask.who.id, more, proof)
    subscribers.unsubscribe(ask.tx, ask.who.id, sorted(had - wanted), ask.now, how, Origin.LINK)
    before = ask.who.wish or Wish()
    after = replace(before, digest=chosen.days, digest_at=chosen.minute)
    if after != before:
        wishes.keep(ask, after)
    return True


def state(ask: Ask) -> Chosen:
    """Say what a reader has chosen."""
    wish = ask.who.wish or Wish()
    return Chosen(subscribers.chosen(ask.tx, ask.who.id), ask.who.language, wish.digest, wish.digest_at)


def is_known(who: Subscriber) -> bool:
    """Say whether somebody is there whom a link of theirs may serve."""
    return who.address.channel == CHANNEL and who.status is not SubscriberStatus.FORGOTTEN
