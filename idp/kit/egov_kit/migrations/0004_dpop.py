"""The key that a session's tokens are bound to, and proofs that were shown."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("kit_session", sa.Column("dpop_key", sa.Text))
    op.add_column("kit_attempt", sa.Column("dpop_key", sa.Text))
    op.create_table(
        "kit_proof",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_proof"),
    )
    op.create_index("ix_kit_proof_expires_at", "kit_proof", ["expires_at"])


def downgrade() -> None:
    op.drop_table("kit_proof")
    for table in ("kit_attempt", "kit_session"):
        op.drop_column(table, "dpop_key")
