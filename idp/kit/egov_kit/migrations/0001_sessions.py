"""Sign-in sessions, attempts and drafts."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    _sessions()
    _attempts()
    _drafts()


def downgrade() -> None:
    for table in ("kit_draft", "kit_attempt", "kit_session"):
        op.drop_table(table)


def _sessions() -> None:
    op.create_table(
        "kit_session",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("iss", sa.Text, nullable=False),
        sa.Column("sub", sa.Text, nullable=False),
        sa.Column("sid", sa.Text, nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("claims", sa.JSON, nullable=False),
        sa.Column("access_token", sa.Text),
        sa.Column("refresh_token", sa.Text),
        sa.Column("id_token", sa.Text),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("renewed_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("claims_at", UtcDateTime, nullable=False),
        sa.Column("access_expires_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("lease_id", sa.String(64)),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("retry_at", UtcDateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("refused", sa.Boolean, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_session"),
    )
    op.create_index("ix_kit_session_iss_sid", "kit_session", ["iss", "sid"])
    op.create_index("ix_kit_session_iss_sub", "kit_session", ["iss", "sub"])
    op.create_index("ix_kit_session_staff_id", "kit_session", ["staff_id"])
    op.create_index("ix_kit_session_seen_at", "kit_session", ["seen_at"])


def _attempts() -> None:
    op.create_table(
        "kit_attempt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text),
        sa.Column("acr", sa.Text),
        sa.Column("max_age", sa.Integer),
        sa.Column("restarts", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_attempt"),
    )
    op.create_index("ix_kit_attempt_expires_at", "kit_attempt", ["expires_at"])


def _drafts() -> None:
    op.create_table(
        "kit_draft",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_draft"),
    )
    op.create_index("ix_kit_draft_session_id", "kit_draft", ["session_id"])
    op.create_index("ix_kit_draft_expires_at", "kit_draft", ["expires_at"])
