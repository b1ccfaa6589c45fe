"""Sessions of outside providers: no ``staff_id``, and maybe no ``sid``."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("kit_session") as table:
        table.alter_column("sid", existing_type=sa.Text, nullable=True)
        table.alter_column("staff_id", existing_type=sa.String(36), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM kit_session WHERE sid IS NULL OR staff_id IS NULL")
    with op.batch_alter_table("kit_session") as table:
        table.alter_column("sid", existing_type=sa.Text, nullable=False)
        table.alter_column("staff_id", existing_type=sa.String(36), nullable=False)
