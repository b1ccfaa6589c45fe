"""Which browser a session is in, roughly."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("kit_session") as table:
        table.add_column(sa.Column("agent", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("kit_session") as table:
        table.drop_column("agent")
