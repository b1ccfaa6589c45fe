"""The base of the module's tables."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from egov_kit.database import NAMING, UtcDateTime
from sqlalchemy import MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The tables of the module."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, UUID: Uuid}
