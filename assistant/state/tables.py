"""The tables of the state database, as the newest migration leaves them. Times are ISO 8601 in UTC, to the second.

Questions are kept as long as the settings say, with what their askers thought of the answers; a closure is a gap that was closed.
Conversations are their askers' own, and are kept apart from the record of questions: an answer's id may stand in both.
An attempt is only ever added, so that two devices at once can't take anything from each other; what is derived from attempts is
computed. A card is a learner's memory of one key point, as the `fsrs` library keeps it.
"""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

learners = Table(
    "learners",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("since", String(20), nullable=False),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("learner", String(200), ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("started", String(20), nullable=False),
    Column("steps", JSON, nullable=False),  # the fingerprint of each step as the learner knows it
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("learner", String(200), ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("path", String(200), nullable=False),
    Column("step", String(200), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("sent", String(64), nullable=False),  # the sender's own id of this answer: the same one sent twice counts once
    Column("given", JSON, nullable=False),
    Column("judgement", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("review", Integer, nullable=False),
    Column("at", String(20), nullable=False),
    UniqueConstraint("learner", "sent"),
    Index("attempts_of_path", "path", "step"),
    Index("attempts_of_learner", "learner", "path", "step"),
)

cards = Table(
    "cards",
    metadata,
    Column("learner", String(200), ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("step", String(200), primary_key=True),
    Column("point", String(200), primary_key=True),
    Column("card", JSON, nullable=False),
    Column("due", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
)

objections = Table(
    "objections",
    metadata,
    Column("attempt", Integer, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("point", String(200), primary_key=True),
    Column("note", Text, nullable=False),
    Column("at", String(20), nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String(64), primary_key=True),  # the answer's id, as the asker was told it
    Column("at", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("understood", Text, nullable=False),  # a follow-up as it was resolved; empty: as it was written
    Column("language", String(2), nullable=False),
    Column("groups", JSON, nullable=False),  # the asker's groups; null: the owner
    Column("asker", String(16), nullable=False),  # stands for the asker's key in place of its name
    Column("abstained", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("closed", String(16), nullable=False),  # the gap that it was closed with; empty: none
    Index("questions_by_time", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("question", String(64), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("useful", Integer),  # null: only passed on
    Column("reason", Text, nullable=False),
    Column("passed_on", Integer, nullable=False),
    Column("at", String(20), nullable=False),
)

closures = Table(
    "closures",
    metadata,
    Column("gap", String(16), primary_key=True),
    Column("at", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("results", JSON, nullable=False),  # each question, whether it is answered now, and from which documents
)

conversations = Table(
    "conversations",
    metadata,
    Column("owner", String(16), primary_key=True),  # stands for the asker's key in place of its name
    Column("id", String(200), primary_key=True),  # as the client chose it
    Column("title", Text, nullable=False),
    Column("folded", Text, nullable=False),  # the title as it is searched
    Column("begun", String(20), nullable=False),
    Column("last", String(20), nullable=False),
    Index("conversations_by_time", "owner", "last"),
)

turns = Table(
    "turns",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order in which they were asked
    Column("id", String(64), nullable=False),  # the answer's id, as the asker was told it
    Column("owner", String(16), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("at", String(20), nullable=False),
    Column("question", Text, nullable=False),
    Column("wanted", String(2), nullable=False),  # the language that the answer was wanted in; empty: that of the question
    Column("answer", JSON, nullable=False),  # the answer, whole or as far as it had come
    Column("state", String(8), nullable=False),  # whole, stopped, or new: answered again since, and not seen yet
    Column("folded", Text, nullable=False),  # question and answer as they are searched
    ForeignKeyConstraint(["owner", "conversation"], ["conversations.owner", "conversations.id"], ondelete="CASCADE"),
    UniqueConstraint("id"),
    Index("turns_of_conversation", "owner", "conversation", "seq"),
)
