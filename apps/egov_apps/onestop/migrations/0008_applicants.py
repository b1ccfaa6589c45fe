"""Applicants are found by their numbers."""

from alembic import op

revision = "0008"
down_revision = "0007"

_INDEX = "ix_dossier_applicant_number_received_at"


def upgrade() -> None:
    op.create_index(_INDEX, "dossier", ["applicant_number", "received_at"])


def downgrade() -> None:
    op.drop_index(_INDEX, "dossier")
