"""The life of a dossier: its four lines, who works on it, its steps, pauses and openings.

The state takes the place of the national status, which follows from it. What was received before
has one step, its reception.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0003"
down_revision = "0002"

_STATES = {
    "registered": 1,
    "received": 2,
    "not_received": 3,
    "with_specialist": 4,
    "with_head": 4,
    "with_signer": 4,
    "with_clerk": 4,
    "awaiting_papers": 5,
    "awaiting_payment": 6,
    "withdrawn": 7,
    "stopped": 8,
    "void": 8,
    "finished": 9,
    "returned": 10,
}

_NO_ENTRIES = ("with_head", "with_signer", "with_clerk", "void")
"""States that their national status alone does not lead back to."""


def upgrade() -> None:
    for column in _lines():
        op.add_column("dossier", column)
    op.execute("UPDATE dossier SET at_unit = unit_code")
    op.execute("UPDATE dossier SET financial = 'unpaid' WHERE fee_amount > 0")
    for state, status in _STATES.items():
        if state not in _NO_ENTRIES:
            op.execute(f"UPDATE dossier SET state = '{state}' WHERE status = {status}")  # noqa: S608 - our own words
    op.drop_column("dossier", "status")
    op.create_index("ix_dossier_state_at_unit_due_at", "dossier", ["state", "at_unit", "due_at"])
    op.create_index(
        "ix_dossier_state_unit_code_due_at", "dossier", ["state", "unit_code", "due_at"]
    )
    op.create_table("dossier_step", *_step())
    op.create_table("dossier_pause", *_pause())
    op.create_table("dossier_defect", *_defect())
    op.create_table("dossier_opening", *_opening())
    op.create_index("ix_dossier_opening_dossier_id_at", "dossier_opening", ["dossier_id", "at"])
    op.execute(_FIRST_STEPS)


def downgrade() -> None:
    for table in ("dossier_opening", "dossier_defect", "dossier_pause", "dossier_step"):
        op.drop_table(table)
    op.drop_index("ix_dossier_state_unit_code_due_at", "dossier")
    op.drop_index("ix_dossier_state_at_unit_due_at", "dossier")
    op.add_column("dossier", sa.Column("status", sa.Integer, nullable=False, server_default="2"))
    cases = " ".join(f"WHEN '{state}' THEN {status}" for state, status in _STATES.items())
    op.execute(f"UPDATE dossier SET status = CASE state {cases} END")  # noqa: S608 - our own words
    for column in reversed(_lines()):
        op.drop_column("dossier", column.name)


_FIRST_STEPS = """
INSERT INTO dossier_step (dossier_id, position, version, action, from_state, to_state, to_unit, at,
  staff_id, name, post, unit_code, title, acting, for_name, note, legal_basis, due_at)
SELECT id, 1, 1, 'receive', '', 'received', unit_code, received_at, received_by, received_by_name,
  received_post, unit_code, received_title, received_acting, '', '', '', due_at
FROM dossier
"""


def _lines() -> list[sa.Column[Any]]:
    return [
        sa.Column("at_unit", sa.String(40), nullable=False, server_default=""),
        sa.Column("state", sa.String(20), nullable=False, server_default="received"),
        sa.Column("financial", sa.String(20), nullable=False, server_default="free"),
        sa.Column("delivery", sa.String(20), nullable=False, server_default="none"),
        sa.Column("sync", sa.String(20), nullable=False, server_default="pending"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("holder", sa.Uuid, nullable=True),
        sa.Column("holder_name", sa.String(200), nullable=False, server_default=""),
        sa.Column("extended_by", sa.Integer, nullable=False, server_default="0"),
        sa.Column("result_number", sa.String(60), nullable=False, server_default=""),
        sa.Column("finished_at", UtcDateTime, nullable=True),
        sa.Column("returned_at", UtcDateTime, nullable=True),
    ]


def _step() -> list[Any]:
    return [
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("from_state", sa.String(20), nullable=False),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("to_unit", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("post", sa.Uuid, nullable=False),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("acting", sa.Boolean, nullable=False),
        sa.Column("for_name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "position", name="pk_dossier_step"),
        _of_a_dossier("dossier_step"),
    ]


def _pause() -> list[Any]:
    return [
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("stage", sa.String(200), nullable=False),
        sa.Column("approver", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "position", name="pk_dossier_pause"),
        _of_a_dossier("dossier_pause"),
    ]


def _defect() -> list[Any]:
    return [
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("pause", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("part_vi", sa.String(500), nullable=False),
        sa.Column("part_en", sa.String(500), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "pause", "position", name="pk_dossier_defect"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "pause"],
            ["dossier_pause.dossier_id", "dossier_pause.position"],
            "fk_dossier_defect_dossier_id_pause_dossier_pause",
        ),
    ]


def _opening() -> list[Any]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_opening"),
        _of_a_dossier("dossier_opening"),
    ]


def _of_a_dossier(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], f"fk_{table}_dossier_id_dossier")
