"""Which provider an attempt was begun at; those under way do not know it and start anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("kit_attempt") as table:
        table.add_column(sa.Column("iss", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("kit_attempt") as table:
        table.drop_column("iss")
