"""Who changed what about people and units: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0001"
down_revision = None

TABLES = ("audit", "audit_outcome")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject_id", "audit", ["subject", "id"])
    op.create_table(
        "audit_outcome",
        sa.Column("audit_id", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit_outcome"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], "fk_audit_outcome_audit_id_audit"),
    )
    for statement in _append_only():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_outcome")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_append_only")


def _append_only() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            for table in TABLES
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$",
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
            for table in TABLES
        ),
    ]
