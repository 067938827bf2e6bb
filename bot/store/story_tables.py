"""The table of what was placed into stories, in its order, and by what."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.columns import Id, Moment, metadata, to

placement = Table(
    "placement",
    metadata,
    Column("entry_id", Id, ForeignKey("entry.id"), primary_key=True),
    Column("position", Id, nullable=False),  # the order in which entries were placed; a move is a new one
    to("story"),
    to("source"),
    Column("title", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("link", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("vector", LargeBinary),  # of meaning; none: nothing here could make one
    Column("verdict", String(8), nullable=False),  # a Verdict of bot/rules/story
    Column("score", Float, nullable=False),
    Column("features", JSON, nullable=False),
    Column("like_id", Id),  # the entry that it is likest to
    to("subscriber", nullable=True, name="moved_by"),
    Column("placed_at", Moment, nullable=False),
    UniqueConstraint("position"),
    Index("ix_placement_story_id", "story_id"),
    Index("ix_placement_published_at", "published_at"),
)
