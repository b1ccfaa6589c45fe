"""What the national portal has not been told yet: of older dossiers the last step of each."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("try_after", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=True),
        sa.Column("refused", sa.Boolean, nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id", "position"],
            ["dossier_step.dossier_id", "dossier_step.position"],
            name="fk_outbox_dossier_id_dossier_step",
        ),
    )
    op.create_index(
        "ix_outbox_dossier_id_position", "outbox", ["dossier_id", "position"], unique=True
    )
    op.create_index("ix_outbox_sent_at_try_after", "outbox", ["sent_at", "try_after"])
    op.execute(
        "INSERT INTO outbox (dossier_id, position, tries, try_after, refused, problem) "
        "SELECT dossier_id, position, 0, at, false, '' FROM dossier_step ORDER BY at"
    )


def downgrade() -> None:
    op.drop_table("outbox")
