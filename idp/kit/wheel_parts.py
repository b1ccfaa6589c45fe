"""Refuse a wheel that lacks what is built from the sources: it would install and then fail."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILT = ("egov_kit/static/manifest.json", "egov_kit/translations/vi/LC_MESSAGES/messages.mo")


class WheelParts(BuildHookInterface[Any]):
    """Asks for the front end and the compiled translations, but not where the source is used."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raise `FileNotFoundError` that names what is missing and what builds it."""
        missing = [name for name in _BUILT if not (Path(self.root) / name).exists()]
        if missing and version != "editable":
            raise FileNotFoundError(f"{', '.join(missing)}: build it first with ./egov test --unit")
