"""Money, corrections and the calendar; who gets the post, who helped, and who decides.

What was received before has its one fee as a levy that is collected with the result, since nobody
noted which of the two it was or when it is due. Its helper and its competent unit are the one that
received it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from egov_kit.database import UtcDateTime

revision = "0007"
down_revision = "0006"

_FIELDS = {
    "1.001193": "ho-tich",
    "1.000894": "ho-tich",
    "1.000656": "ho-tich",
    "1.004873": "ho-tich",
    "2.000815": "chung-thuc",
    "1.001612": "ho-kinh-doanh",
}
_LEVIES = """
INSERT INTO dossier_levy
  (dossier_id, position, kind, name_vi, name_en, amount, per, collect, account, item)
SELECT id, 1, 'fee', 'Phí, lệ phí', 'Fee or charge', fee_amount, fee_per, 4, '', ''
FROM dossier WHERE fee_amount > 0
"""


def upgrade() -> None:
    for column in _columns():
        op.add_column("dossier", column)
    op.execute("UPDATE dossier SET helper_unit = unit_code, competent_unit = unit_code")
    for code, field in _FIELDS.items():
        op.execute(f"UPDATE dossier SET field_code = '{field}' WHERE procedure_code = '{code}'")  # noqa: S608 - our own words
    op.create_index("ix_dossier_field_code_received_at", "dossier", ["field_code", "received_at"])
    op.create_table("dossier_levy", *_levy())
    op.execute(_LEVIES)
    op.drop_column("dossier", "fee_amount")
    op.drop_column("dossier", "fee_per")
    op.create_table("payment", *_payment())
    op.create_index(
        "uq_payment_standing",
        "payment",
        ["dossier_id", "position"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table("payment_counter", *_counter())
    op.create_table("dossier_correction", *_correction())
    op.create_index(
        "ix_dossier_correction_dossier_id_made_at", "dossier_correction", ["dossier_id", "made_at"]
    )
    op.create_table("calendar_change", *_change())
    op.create_index("ix_calendar_change_day_made_at", "calendar_change", ["day", "made_at"])


def downgrade() -> None:
    free = sa.Column("fee_amount", sa.Integer, nullable=False, server_default="0")
    op.add_column("dossier", free)
    op.add_column(
        "dossier", sa.Column("fee_per", sa.String(10), nullable=False, server_default="dossier")
    )
    op.execute(
        "UPDATE dossier SET fee_amount = coalesce("
        "(SELECT sum(amount) FROM dossier_levy WHERE dossier_id = dossier.id), 0)"
    )
    for table in ("calendar_change", "dossier_correction", "payment_counter", "payment"):
        op.drop_table(table)
    op.drop_table("dossier_levy")
    op.drop_index("ix_dossier_field_code_received_at", "dossier")
    for column in _columns():
        op.drop_column("dossier", column.name)


def _columns() -> list[sa.Column[Any]]:
    sizes = {
        "field_code": 40,
        "helper_unit": 40,
        "competent_unit": 40,
        "postal_name": 200,
        "postal_phone": 20,
        "postal_address": 300,
    }
    return [
        sa.Column(name, sa.String(size), nullable=False, server_default="")
        for name, size in sizes.items()
    ]


def _levy() -> list[Any]:
    return [
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name_vi", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("per", sa.String(10), nullable=False),
        sa.Column("collect", sa.Integer, nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("item", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "position", name="pk_dossier_levy"),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], "fk_dossier_levy_dossier_id_dossier"
        ),
    ]


def _payment() -> list[Any]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *_who("paid"),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("ended_by", sa.Uuid, nullable=True),
        sa.Column("ended_by_name", sa.String(200), nullable=True),
        sa.Column("ended_reason", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("unit_code", "year", "number", name="uq_payment_unit_code_year_number"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "position"],
            ["dossier_levy.dossier_id", "dossier_levy.position"],
            "fk_payment_dossier_id_position_dossier_levy",
        ),
    ]


def _counter() -> list[Any]:
    return [
        sa.Column("unit_code", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("unit_code", "year", name="pk_payment_counter"),
    ]


def _correction() -> list[Any]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        *_who("made"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_correction"),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], "fk_dossier_correction_dossier_id_dossier"
        ),
    ]


def _change() -> list[Any]:
    return [
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("works", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        *_who("made"),
        sa.Column("undone_at", UtcDateTime, nullable=True),
        sa.Column("undone_by", sa.Uuid, nullable=True),
        sa.Column("undone_by_name", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_change"),
    ]


def _who(did: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(f"{did}_at", UtcDateTime, nullable=False),
        sa.Column(f"{did}_by", sa.Uuid, nullable=False),
        sa.Column(f"{did}_by_name", sa.String(200), nullable=False),
        sa.Column(f"{did}_post", sa.Uuid, nullable=False),
    ]
