"""Dossiers, their parts, and a counter per unit and day."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("dossier", *_identity(), *_reception(), *_procedure(), *_applicant(), *_keys())
    op.create_index("ix_dossier_unit_code_received_at", "dossier", ["unit_code", "received_at"])
    op.create_index("ix_dossier_received_at", "dossier", ["received_at"])
    op.create_table(
        "dossier_part",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name_vi", sa.String(500), nullable=False),
        sa.Column("name_en", sa.String(500), nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "position", name="pk_dossier_part"),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], "fk_dossier_part_dossier_id_dossier"
        ),
    )
    op.create_table(
        "dossier_counter",
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("unit_code", "day", name="pk_dossier_counter"),
    )


def downgrade() -> None:
    op.drop_table("dossier_counter")
    op.drop_table("dossier_part")
    op.drop_table("dossier")


def _identity() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("tracking_secret", sa.String(8), nullable=False),
        sa.Column("submission_id", sa.Uuid, nullable=False),
        sa.Column("submission_digest", sa.String(64), nullable=False),
    ]


def _reception() -> list[sa.Column[Any]]:
    return [
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("channel", sa.Integer, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("received_by", sa.Uuid, nullable=False),
        sa.Column("received_by_name", sa.String(200), nullable=False),
        sa.Column("received_post", sa.Uuid, nullable=False),
        sa.Column("received_title", sa.String(60), nullable=False),
        sa.Column("received_acting", sa.Boolean, nullable=False),
    ]


def _procedure() -> list[sa.Column[Any]]:
    return [
        sa.Column("procedure_code", sa.String(30), nullable=False),
        sa.Column("procedure_start", sa.Date, nullable=False),
        sa.Column("procedure_name_vi", sa.String(500), nullable=False),
        sa.Column("procedure_name_en", sa.String(500), nullable=False),
        sa.Column("procedure_verified", sa.Boolean, nullable=False),
        sa.Column("processing_amount", sa.Integer, nullable=False),
        sa.Column("processing_unit", sa.String(10), nullable=False),
        sa.Column("fee_amount", sa.Integer, nullable=False),
        sa.Column("fee_per", sa.String(10), nullable=False),
    ]


def _applicant() -> list[sa.Column[Any]]:
    return [
        sa.Column("applicant_type", sa.String(20), nullable=False),
        sa.Column("applicant_name", sa.String(200), nullable=False),
        sa.Column("applicant_number", sa.String(20), nullable=False),
        sa.Column("applicant_address", sa.String(300), nullable=False),
        sa.Column("applicant_phone", sa.String(20), nullable=False),
        sa.Column("applicant_email", sa.String(254), nullable=False),
        sa.Column("delegate_name", sa.String(200), nullable=False),
        sa.Column("delegate_number", sa.String(20), nullable=False),
        sa.Column("sets", sa.Integer, nullable=False),
        sa.Column("result_way", sa.String(20), nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
    ]


def _keys() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name="pk_dossier"),
        sa.UniqueConstraint("code", name="uq_dossier_code"),
        sa.UniqueConstraint("submission_id", name="uq_dossier_submission_id"),
    ]
