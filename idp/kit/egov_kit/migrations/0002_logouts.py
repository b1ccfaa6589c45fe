"""Orders of the provider to sign out, for a few minutes."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "kit_logout",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("iss", sa.Text, nullable=False),
        sa.Column("sub", sa.Text),
        sa.Column("sid", sa.Text),
        sa.Column("came_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kit_logout"),
    )
    op.create_index("ix_kit_logout_came_at", "kit_logout", ["came_at"])


def downgrade() -> None:
    op.drop_table("kit_logout")
