"""What a module brings for those who try the platform: ``fill`` in ``<package>/samples.py``."""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, cast

from sqlalchemy.orm import Session

from egov_kit.database import transaction
from egov_kit.module import Module
from egov_kit.person import Person
from egov_kit.settings import Settings

People = Callable[[], Sequence[Person]]


class Fill(Protocol):
    """Put samples into a store that has nothing yet; into any other nothing."""

    def __call__(self, session: Session, people: People, *, now: datetime) -> None:
        """``people`` answers those who may sign in, as the module would see them."""


def fill(settings: Settings, tenant: str, module: Module, people: People, *, now: datetime) -> None:
    """Let ``module`` put its samples, if it brings any, into its migrated store: all or none."""
    name = f"{module.package}.samples"
    if importlib.util.find_spec(name) is None:
        return
    bring = cast(Fill, importlib.import_module(name).fill)
    with transaction(settings, tenant, module.name) as session:
        bring(session, people, now=now)
