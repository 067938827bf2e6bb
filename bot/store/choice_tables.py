"""The tables of the sources that readers want nothing of, and of what readers ask the newsroom."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from bot.store.columns import Id, Moment, key, metadata, to

mute = Table(
    "mute",
    metadata,
    # the source first: an alert asks for a stretch of the readers who mute the one that it speaks by
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("subscriber_id", Id, ForeignKey("subscriber.id"), primary_key=True),
    Index("ix_mute_subscriber_id", "subscriber_id"),
)

question = Table(
    "question",
    metadata,
    key(),
    to("subscriber"),
    Column("words", Text, nullable=False),
    to("alert", nullable=True),  # to which they were a reply
    Column("asked_at", Moment, nullable=False),
    to("subscriber", nullable=True, name="answered_by"),
    Column("answered_at", Moment),
    Column("reminded_at", Moment),  # when editors were reminded that its time runs out
    Column("closed_at", Moment),  # when an editor said that it needs no answer
    Index("ix_question_subscriber_id_asked_at", "subscriber_id", "asked_at"),
    Index(
        "ix_question_asked_at",  # of those whose words are kept still
        "asked_at",
        sqlite_where=text("words <> ''"),
        postgresql_where=text("words <> ''"),
    ),
)

# which messages to editors show a question, so that a reply to one of them is known for its answer
question_card = Table(
    "question_card",
    metadata,
    Column("delivery_id", Id, ForeignKey("delivery.id"), primary_key=True),
    Column("question_id", Id, ForeignKey("question.id"), nullable=False),
    Index("ix_question_card_question_id", "question_id"),
)
