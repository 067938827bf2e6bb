"""The tables. Every natural key is a unique constraint, so that every step can be repeated."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.alarm_tables import alarm, alarm_told, watch
from bot.store.audit_tables import audit, audit_head
from bot.store.campaign_tables import arrival
from bot.store.choice_tables import mute, question, question_card
from bot.store.columns import Id, Moment, metadata
from bot.store.columns import key as _key
from bot.store.columns import to as _to
from bot.store.consent_tables import consent, departure
from bot.store.delivery_tables import delivery, fault
from bot.store.digest_tables import digest
from bot.store.edition_tables import edition
from bot.store.file_tables import file, file_part, transfer
from bot.store.halt_tables import halt
from bot.store.hold_tables import card, held, hold
from bot.store.host_tables import host, hub
from bot.store.keyword_tables import keyword, keyword_key
from bot.store.laying_tables import laying
from bot.store.link_tables import link_code, link_guess
from bot.store.people_tables import alert_segment, ban, report, segment, weekly
from bot.store.picture_tables import picture_refusal
from bot.store.place_tables import place
from bot.store.plan_tables import plan
from bot.store.recovery_tables import recovery
from bot.store.retention_tables import listing, past, retention
from bot.store.revision_tables import revision, suspicion
from bot.store.staff_tables import staff_invite
from bot.store.story_tables import placement
from bot.store.trial_tables import trial
from bot.store.window_tables import conversation

__all__ = [
    "Id",
    "Moment",
    "alarm",
    "alarm_told",
    "alert",
    "alert_segment",
    "alert_topic",
    "arrival",
    "audit",
    "audit_head",
    "ban",
    "batch",
    "card",
    "consent",
    "conversation",
    "delivery",
    "departure",
    "digest",
    "edition",
    "entry",
    "event",
    "fault",
    "file",
    "file_part",
    "halt",
    "held",
    "hold",
    "host",
    "hub",
    "keyword",
    "keyword_key",
    "laying",
    "link_code",
    "link_guess",
    "listing",
    "metadata",
    "mute",
    "past",
    "picture_refusal",
    "place",
    "placement",
    "plan",
    "question",
    "question_card",
    "recovery",
    "report",
    "retention",
    "revision",
    "segment",
    "sender",
    "source",
    "source_topic",
    "staff_invite",
    "story",
    "subscriber",
    "subscription",
    "suspicion",
    "topic",
    "transfer",
    "trial",
    "watch",
    "weekly",
]

topic = Table(
    "topic",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("names", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("ended_at", Moment),  # no longer in the newsroom file
)

sender = Table(
    "sender",
    metadata,
    _key(),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    Column("due_at", Moment, nullable=False),  # GCRA: when the next message may leave
    Column("down_since", Moment),
    Column("down_reason", String(300), nullable=False, server_default=""),
    Column("heard_until", Moment),  # whose turn it is to ask the service for events; none: nobody's
    # whether what it has sent can be changed in place
    Column("edits", Boolean, nullable=False, server_default=text("false")),
    # whether it carries digests and answers only: see docs/decisions/0038-newsletter.md
    Column("digests_only", Boolean, nullable=False, server_default=text("false")),
    # with how many people it had conversations open that a template opened, when they were last counted
    Column("conversations", Integer, nullable=False, server_default="0"),
    Column("counted_at", Moment),
    Column("stalled_since", Moment),  # when the service first took nothing; none: it answered since
    Column("unheard_since", Moment),  # when it refused what people wrote first, of the last such row
    Column("unheard_at", Moment),  # when it did so last; none: never
    Column("unheard_reason", String(300), nullable=False, server_default=""),
    UniqueConstraint("channel", "account"),
)

subscriber = Table(
    "subscriber",
    metadata,
    _key(),
    Column("channel", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    _to("sender"),
    Column("name", String(200), nullable=False, server_default=""),
    Column("language", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("updates", String(16), nullable=False, server_default="all"),  # an Updates of bot/model.py
    Column("urgency", String(16), nullable=False, server_default="all"),  # an Urgency of bot/model.py
    # the languages that the person reads, the first one first, with spaces between; empty: any
    Column("reads", String(64), nullable=False, server_default=""),
    Column("menu", JSON, nullable=False),
    Column("last_heard_at", Moment),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("due_at", Moment, nullable=False),  # pacing of the chat
    Column(
        "capped_until", Moment
    ),  # until then the channel takes no alerts for this person, but breaking ones
    # whether there is a keyword of which an alert must say one, kept with the keywords
    Column("awaits_words", Boolean, nullable=False, server_default=text("false")),
    Column("forget_at", Moment),  # when the rest of who asked to be forgotten goes; none: nothing is left
    Column("wish", JSON(none_as_null=True)),  # a Wish of bot/model.py; none: alerts come as they are told
    Column("digest_due_at", Moment),  # none: no digest is wanted
    Column("person_id", Id),  # shared by the addresses of one person; none: this is the only one
    Column("pictures", Boolean),  # with alerts; none: as is usual on the channel
    Column("banned_at", Moment),  # since when nothing goes there and no word is answered; none: not banned
    UniqueConstraint("channel", "address"),
    Index("ix_subscriber_status", "status"),
    Index(
        "ix_subscriber_person_id",
        "person_id",
        sqlite_where=text("person_id IS NOT NULL"),
        postgresql_where=text("person_id IS NOT NULL"),
    ),
    Index(
        "ix_subscriber_left_at",
        "left_at",
        sqlite_where=text("status IN ('left', 'lost')"),
        postgresql_where=text("status IN ('left', 'lost')"),
    ),
    Index(
        "ix_subscriber_forget_at",
        "forget_at",
        sqlite_where=text("forget_at IS NOT NULL"),
        postgresql_where=text("forget_at IS NOT NULL"),
    ),
    Index(
        "ix_subscriber_digest_due_at",
        "digest_due_at",
        sqlite_where=text("digest_due_at IS NOT NULL"),
        postgresql_where=text("digest_due_at IS NOT NULL"),
    ),
)

subscription = Table(
    "subscription",
    metadata,
    _key(),
    _to("subscriber"),
    Column("topic_id", String(24), ForeignKey("topic.id"), nullable=False),
    Column("consent_at", Moment, nullable=False),
    Column("consent_how", String(64), nullable=False),
    Column("consent_words", Text, nullable=False),
    Column("consent_language", String(8), nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("subscriber_id", "topic_id"),
    Index("ix_subscription_topic_id", "topic_id", "subscriber_id", "consent_at", "ended_at"),
)

source = Table(
    "source",
    metadata,
    _key(),
    Column("url", Text, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("priority", Integer, nullable=False),
    Column("every", Float),  # seconds; none: the adaptive rule
    Column("own", Boolean, nullable=False, server_default=text("false")),  # the newsroom's: it speaks first
    Column(
        "pictures", Boolean, nullable=False, server_default=text("true")
    ),  # whether its own go with alerts
    Column("origin", String(16), nullable=False),  # file, chat or demo
    _to("subscriber", nullable=True, name="added_by"),
    Column("ranked_at", Moment),  # when the desk set its priority; none: it is the file's
    Column("memo", JSON, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("baseline_at", Moment),  # the first look: stored, nobody alerted
    Column("looked_at", Moment),  # the last look that worked
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Moment),
    Column("error", JSON(none_as_null=True)),  # a Text, said in the language of whoever asks
    Column("paused_at", Moment),
    Column("paused_why", String(16), nullable=False, server_default=""),
    Column("host", String(255), nullable=False, server_default=""),  # the registrable domain
    Column("rhythm", JSON(none_as_null=True)),  # what was learned of when it publishes
    Column("move", JSON(none_as_null=True)),  # where it says that it has moved, and how often it did
    Column("gone_at", Moment),  # the first 410
    Column("told_failing_at", Moment),  # when editors heard that it fails
    Column("told_silent_at", Moment),  # when editors heard that it is quiet beyond its habit
    Index("ix_source_due_at", "due_at"),
)

source_topic = Table(
    "source_topic",
    metadata,
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("topic_id", String(24), ForeignKey("topic.id"), primary_key=True),
)

story = Table(
    "story",
    metadata,
    _key(),
    Column("opened_at", Moment, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    _key(),
    _to("source"),
    Column("guid", String(512), nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("canonical_link", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("published_at", Moment),
    Column("language", String(8), nullable=False),
    Column("standfirst", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("picture", Text, nullable=False, server_default=""),
    Column("seen_at", Moment, nullable=False),
    Column("due_at", Moment),  # when to edit it; none: done with
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("outcome", String(16), nullable=False),  # an Outcome of bot/store/entry.py
    Column("story_id", Id, ForeignKey("story.id")),
    Column("back_at", Moment),  # when its source went back to this version from a later one
    UniqueConstraint("source_id", "guid", "version"),
    Index(
        "ix_entry_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_entry_source_id_seen_at", "source_id", "seen_at"),
    Index("ix_entry_canonical_link", "canonical_link"),
    Index("ix_entry_title_key", "title_key"),
    Index("ix_entry_story_id", "story_id"),
)

alert = Table(
    "alert",
    metadata,
    _key(),
    _to("story"),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("headline", Text, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("byline", String(200), nullable=False),
    Column("link", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("released_at", Moment),
    Column("expires_at", Moment, nullable=False),
    _to("entry", nullable=True),
    _to("subscriber", nullable=True, name="written_by"),
    Column("revision", Integer, nullable=False, server_default="1"),  # which version of its words these are
    Column("revised_at", Moment),
    Column("revised_as", String(16), nullable=False, server_default=""),  # a RevisionKind; none: never
    Column("others", Integer, nullable=False, server_default="0"),  # further sources that tell its story
    # whether an update reaches those who want important ones only
    Column("important", Boolean, nullable=False, server_default=text("true")),
    Column("picture", Text, nullable=False, server_default=""),  # the address of the one that goes with it
    Column("embargo_until", Moment),  # it leaves before by nobody's hand; none: there is none
    Column("corrects", Id),  # the alert that it corrects, or withdraws, for those who got that one
    UniqueConstraint("story_id", "sequence"),
    Index("ix_alert_released_at", "released_at"),
    Index("ix_alert_entry_id", "entry_id"),
)

alert_topic = Table(
    "alert_topic",
    metadata,
    Column("alert_id", Id, ForeignKey("alert.id"), primary_key=True),
    Column("topic_id", String(24), ForeignKey("topic.id"), primary_key=True),
    Index("ix_alert_topic_topic_id", "topic_id"),
)

event = Table(
    "event",
    metadata,
    _key(),
    _to("sender"),
    Column("key", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    Column("about", String(128), nullable=False, server_default=""),  # handled in order with others of it
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment),  # none: handled
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", String(300), nullable=False, server_default=""),
    UniqueConstraint("sender_id", "key"),
    Index(
        "ix_event_due_at",
        "due_at",
        "id",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_event_letters",  # what a person wrote
        "about",
        sqlite_where=text("due_at IS NULL AND kind = 'inbound'"),
        postgresql_where=text("due_at IS NULL AND kind = 'inbound'"),
    ),
    Index(
        "ix_event_about",
        "sender_id",
        "about",
        "id",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

batch = Table(  # a stretch of readers for whom an alert's deliveries are still to be made, or to be ended
    "batch",
    metadata,
    _key(),
    _to("alert"),
    Column("priority", Integer, nullable=False),
    Column("after_id", Id, nullable=False),  # the subscribers with the next ids
    UniqueConstraint("alert_id", "after_id"),
    Index("ix_batch_priority", "priority", "id"),
)
