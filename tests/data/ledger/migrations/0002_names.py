"""Accounts have names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("name", sa.String(40), nullable=False, server_default="?"))


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.drop_column("name")
