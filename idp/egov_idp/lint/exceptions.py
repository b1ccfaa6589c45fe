"""Findings that somebody decided to live with, for a reason and for a time.

They stand in ``realms/_exceptions.yaml``, so that whoever examines a platform reads them in one
place. After its last day an exception counts no more.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from egov_idp.lint.finding import Finding
from egov_idp.realms import yaml_file
from egov_idp.realms.errors import RealmInvalid
from egov_idp.realms.mistakes import likely, mistakes
from egov_idp.realms.spec import REALMS

PATH: Final = REALMS / "_exceptions.yaml"
EVERYWHERE: Final = "all"
"""Stands for every realm."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Exempt(_Section):
    """One rule does not count for one object of a realm, or of all realms.

    With ``says`` only if the finding says that.
    """

    rule: str
    realm: str
    object: str
    says: str = ""
    reason: Annotated[str, Field(min_length=10)]
    until: date

    def is_for(self, rule: str, realm: str, finding: Finding) -> bool:
        """Whether that is what it lets pass."""
        return (
            self.rule == rule
            and self.realm in (realm, EVERYWHERE)
            and self.object == finding.object
            and self.says in finding.text
        )


class _File(_Section):
    exceptions: tuple[Exempt, ...]


def load(rules: Iterable[str], realms: Iterable[str], path: Path = PATH) -> tuple[Exempt, ...]:
    """All of the file; raises `RealmInvalid`, also for a rule or a realm that there is not."""
    file = yaml_file.read(path)
    try:
        found = _File.model_validate(file.values).exceptions
    except ValidationError as error:
        raise RealmInvalid(*mistakes(error, _File, file)) from error
    known = {"rule": set(rules), "realm": {*realms, EVERYWHERE}}
    wrong = [
        file.mistake(("exceptions", place, field), f"{field}: {likely(name, names)}")
        for place, each in enumerate(found)
        for field, names in known.items()
        if (name := getattr(each, field)) not in names
    ]
    if wrong:
        raise RealmInvalid(*wrong)
    return found
