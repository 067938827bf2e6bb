"""The tables of consent: each step that a person took, and what outlasts those who asked to be forgotten."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text, text

from bot.store.columns import Moment, key, metadata, to

consent = Table(  # only added to; erased with the person
    "consent",
    metadata,
    key(),
    to("subscriber"),
    Column("step", String(16), nullable=False),  # a Step of bot/store/consent.py
    Column("at", Moment, nullable=False),
    Column("how", String(64), nullable=False),  # the channel and the command line
    Column("origin", String(16), nullable=False),  # an Origin of bot/rules/origin.py; none: before there were
    Column("campaign", String(64), nullable=False),  # what the link named beside the topic
    Column("words", Text, nullable=False),  # that were shown
    Column("language", String(8), nullable=False),
    Column("topics", JSON, nullable=False),
    Index("ix_consent_subscriber_id", "subscriber_id"),
)

departure = Table(  # names nobody: see docs/decisions/0022-forgetting.md
    "departure",
    metadata,
    key(),
    Column("channel", String(32), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),  # of the address
    # the address under a key of the settings, by which an import knows it again; empty: there was none
    Column("mark", String(80), nullable=False, server_default="", index=True),
    Column("steps", JSON, nullable=False),  # what was consented to and ended, when: [step, moment]
    Column("left_at", Moment, nullable=False),
    Column("erase_at", Moment, nullable=False),
    # whether the person asked for it; else it is long ago that they left
    Column("asked", Boolean, nullable=False, server_default=text("true")),
)
