"""Conversations with their turns, as long as the settings keep them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("owner", sa.String(16), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("begun", sa.String(20), nullable=False),
        sa.Column("last", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("owner", "id"),
    )
    op.create_index("conversations_by_time", "conversations", ["owner", "last"])
    op.create_table(
        "turns",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("wanted", sa.String(2), nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["owner", "conversation"], ["conversations.owner", "conversations.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("turns_of_conversation", "turns", ["owner", "conversation", "seq"])
