"""An installation with one of everything that moves with people, for the tests of moving."""

from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection

from bot.model import Address, DigestDays, Role, Subscriber, SubscriberStatus, Topic, TopicId, Wish
from bot.rules.departure import digest, mark
from bot.rules.keyword import keys_for
from bot.settings import Settings
from bot.store import ban, erasure, keyword, link, mute, place, source, subscriber, topic
from bot.store.database import Database
from bot.store.keyword import NewKeyword
from bot.store.migration import migrate
from bot.store.subscriber import Consent
from tests.rows import NOW, a_sender

NEWSROOM = """
[newsroom]
name = "Le Fil"
languages = ["fr", "he"]
timezone = "Europe/Paris"
[[topic]]
id = "monde"
names = { fr = "Monde", he = "עולם" }
[[topic]]
id = "culture"
names = { fr = "Culture" }
"""
TOKEN = "4711:secret"
KEY = b"key"
AGO = NOW - timedelta(days=90)
SAID = "You get news alerts from Le Fil here,\non: Monde. To end them, write STOP at any time."


def settings_of(folder: Path, url: str, *, newsroom: str | None = NEWSROOM, token: str = TOKEN) -> Settings:
    file = folder / "newsroom.toml"
    if newsroom is not None:
        file.write_text(newsroom, "utf-8")
    return Settings(
        database_url=SecretStr(url),
        newsroom=file,
        telegram_bot_token=SecretStr(token),
        twilio_account_sid="AC1",
        twilio_auth_token=SecretStr(KEY.decode()),
        twilio_whatsapp_from="+14155238886",
        public_url="https://alerts.example.org",
    )


def an_empty_one(folder: Path, *, newsroom: str | None = NEWSROOM, token: str = TOKEN) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return settings_of(folder, f"sqlite:///{folder / 'tocsin.db'}", newsroom=newsroom, token=token)


def opened(settings: Settings) -> Database:
    database = Database(settings.database_url.get_secret_value())
    migrate(database)
    return database


def furnish(settings: Settings) -> None:
    """Put one of everything in."""
    database = opened(settings)
    database.write_here(_furnish)
    database.close()


def _furnish(tx: Connection) -> None:
    _topics(tx)
    feed = source.add(
        tx,
        source.NewSource(
            "https://a.example/feed",
            "chat",
            name="A",
            language="fr",
            topics=("monde",),
            own=True,
            pictures=False,
        ),
        NOW,
    )
    other = source.add(tx, source.NewSource("https://b.example/feed", "chat", every=900.0), NOW)
    source.pause(tx, other, NOW, "desk")
    for one in (_reader(tx, "10", "Zoé =1+1"), _reader(tx, "11", "'t Hooft"), _reader(tx, "12", "'=x")):
        subscriber.subscribe(tx, one.id, [TopicId("monde")], _consent("telegram /start", "link", "radio"))
    rich = _reader(tx, "13", "Rich")
    subscriber.subscribe(tx, rich.id, [TopicId("culture"), TopicId("monde")], _consent("telegram /topics"))
    subscriber.unsubscribe(tx, rich.id, [TopicId("culture")], NOW, "telegram /topics")
    wish = Wish(zone="Asia/Jerusalem", quiet_from=1320, quiet_until=420, most=5, digest=DigestDays.DAILY)
    subscriber.wish(tx, rich.id, wish, NOW + timedelta(hours=3))
    subscriber.change(
        tx,
        rich.id,
        silent=True,
        updates="none",
        urgency="important",
        reads="fr he",
        pictures=False,
        role=Role.ADMIN,
    )
    keyword.add(tx, rich.id, [NewKeyword("Élysée", frozenset(keys_for("Élysée")))])
    keyword.add(tx, rich.id, [NewKeyword("foot", frozenset(keys_for("foot")), excludes=True)])
    mute.add(tx, rich.id, feed)
    ended = _reader(tx, "14", "Of a topic that has ended")
    subscriber.subscribe(tx, ended.id, [TopicId("sport")], _consent("telegram /start"))
    group = _reader(tx, "-100123/45", "A forum")
    place.note(tx, group.id, "group", "13", NOW)
    subscriber.subscribe(tx, group.id, [TopicId("monde")], _consent("telegram /start"))
    gone = _reader(tx, "15", "Gone")
    subscriber.subscribe(tx, gone.id, [TopicId("monde")], _consent("telegram /start"))
    subscriber.end(tx, gone.id, SubscriberStatus.LEFT, NOW, "telegram /stop", "word")
    banned = _reader(tx, "16", "Banned")
    ban.lay(tx, banned.id, NOW)
    phone = _reader(tx, "+33612345678", "Rich", "whatsapp")
    subscriber.subscribe(tx, phone.id, [TopicId("monde")], _consent("whatsapp /start"))
    link.join(tx, rich, phone, "telegram /link", NOW)
    _reader(tx, "17", "Met only", subscribed=False)
    forgotten = _reader(tx, "+33611111111", "Forgotten", "whatsapp")
    subscriber.subscribe(tx, forgotten.id, [TopicId("monde")], _consent("whatsapp /start"))
    until = NOW + timedelta(days=3650)
    erasure.begin(tx, forgotten, NOW, until, digest, mark(forgotten.address, KEY))
    erasure.finish_at(tx, forgotten.address)


def _topics(tx: Connection) -> None:
    sport = Topic(TopicId("sport"), {"fr": "Sport"})
    kept = [
        Topic(TopicId("monde"), {"fr": "Monde", "he": "עולם"}),
        Topic(TopicId("culture"), {"fr": "Culture"}),
    ]
    topic.keep(tx, [*kept, sport], AGO)
    topic.keep(tx, kept, AGO)


def _reader(
    tx: Connection, id_: str, name: str, channel: str = "telegram", *, subscribed: bool = True
) -> Subscriber:
    account = "4711" if channel == "telegram" else "+14155238886"
    one = subscriber.meet(tx, Address(channel, id_), a_sender(tx, channel, account), "fr", AGO)
    status = SubscriberStatus.ACTIVE if subscribed else SubscriberStatus.INVITED
    subscriber.change(tx, one.id, name=name, status=status)
    found = subscriber.find(tx, one.id)
    assert found is not None
    return found


def _consent(how: str, origin: str = "", campaign: str = "") -> Consent:
    return Consent(AGO + timedelta(microseconds=17), how, SAID, "fr", origin, campaign)
