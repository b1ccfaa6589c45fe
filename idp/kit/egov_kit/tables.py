"""The kit's own tables: sessions, attempts, drafts, logouts and proofs of one module of one tenant.

What a browser presents (cookie values, ``state``) is kept only as its SHA-256: reading the
database opens nobody's session.
"""

from hashlib import sha256

from sqlalchemy import JSON, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from egov_kit.database import NAMING, UtcDateTime

metadata = MetaData(naming_convention=NAMING)

kit_session = Table(
    "kit_session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("iss", Text, nullable=False),
    Column("sub", Text, nullable=False),
    Column("sid", Text),
    Column("staff_id", String(36)),
    Column("claims", JSON, nullable=False),
    Column("access_token", Text),
    Column("refresh_token", Text),
    Column("id_token", Text),
    Column("dpop_key", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("renewed_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("claims_at", UtcDateTime, nullable=False),
    Column("access_expires_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("lease_id", String(64)),
    Column("lease_until", UtcDateTime),
    Column("retry_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("refused", Boolean, nullable=False),
    Column("data", JSON, nullable=False),
    Column("agent", Text),
    Index(None, "iss", "sid"),
    Index(None, "iss", "sub"),
    Index(None, "staff_id"),
    Index(None, "seen_at"),
)

kit_attempt = Table(
    "kit_attempt",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("browser", String(64), nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("prompt", Text),
    Column("acr", Text),
    Column("max_age", Integer),
    Column("restarts", Integer, nullable=False),
    Column("dpop_key", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("iss", Text),
    Index(None, "expires_at"),
)

kit_draft = Table(
    "kit_draft",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("session_id", String(64), nullable=False),
    Column("staff_id", String(36), nullable=False),
    Column("page", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "session_id"),
    Index(None, "expires_at"),
)


kit_logout = Table(
    "kit_logout",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("iss", Text, nullable=False),
    Column("sub", Text),
    Column("sid", Text),
    Column("came_at", UtcDateTime, nullable=False),
    Index(None, "came_at"),
)


kit_proof = Table(
    "kit_proof",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "expires_at"),
)


def digest(secret: str) -> str:
    """What is stored in place of something a browser presents."""
    return sha256(secret.encode()).hexdigest()
