"""Questions with what their askers thought of the answers, and the gaps that were closed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("understood", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("asker", sa.String(16), nullable=False),
        sa.Column("abstained", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("closed", sa.String(16), nullable=False),
    )
    op.create_index("questions_by_time", "questions", ["at"])
    op.create_table(
        "feedback",
        sa.Column("question", sa.String(64), sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("useful", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("passed_on", sa.Integer, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
    )
    op.create_table(
        "closures",
        sa.Column("gap", sa.String(16), primary_key=True),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("results", sa.JSON, nullable=False),
    )
