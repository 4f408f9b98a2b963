"""Learners, the paths that they follow, their answers, what they should see again, and what they object to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _learner() -> sa.Column[str]:
    return sa.Column("learner", sa.String(200), sa.ForeignKey("learners.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "learners",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("since", sa.String(20), nullable=False),
    )
    op.create_table(
        "enrolments",
        _learner(),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("started", sa.String(20), nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner", "path"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        _learner(),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("sent", sa.String(64), nullable=False),
        sa.Column("given", sa.JSON, nullable=False),
        sa.Column("judgement", sa.JSON, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("review", sa.Integer, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.UniqueConstraint("learner", "sent"),
    )
    op.create_index("attempts_of_path", "attempts", ["path", "step"])
    op.create_index("attempts_of_learner", "attempts", ["learner", "path", "step"])
    op.create_table(
        "cards",
        _learner(),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("point", sa.String(200), nullable=False),
        sa.Column("card", sa.JSON, nullable=False),
        sa.Column("due", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("learner", "path", "step", "point"),
    )
    op.create_table(
        "objections",
        sa.Column("attempt", sa.Integer, sa.ForeignKey("attempts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("point", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "point"),
    )
