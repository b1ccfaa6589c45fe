"""When a dossier is due. Those received before have no date: nobody was told one."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("dossier", sa.Column("due_at", UtcDateTime, nullable=True))


def downgrade() -> None:
    op.drop_column("dossier", "due_at")
