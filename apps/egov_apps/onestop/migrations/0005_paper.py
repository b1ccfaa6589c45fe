"""Wrong tries to follow a dossier, counted by its code and by code and address."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "tracking_tries",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("code", "address", name="pk_tracking_tries"),
    )
    op.create_index("ix_tracking_tries_began_at", "tracking_tries", ["began_at"])


def downgrade() -> None:
    op.drop_table("tracking_tries")
