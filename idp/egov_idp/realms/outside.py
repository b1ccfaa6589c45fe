"""Modules that somebody else runs, and that prove who they are by a secret.

Keycloak takes one secret of a client at a time. So a change has a date: whoever runs the module and
we change at that moment.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from egov_idp.realms.section import Names, Section
from egov_idp.secrets import REFERENCE, referred


def _reference(text: str) -> str:
    if referred(text) is None:
        raise ValueError(
            "a secret itself must not stand here, only a reference such as ${secret:gis};"
            " the secret lies in var/secrets/gis"
        )
    return text


Reference = Annotated[
    str, AfterValidator(_reference), Field(json_schema_extra={"pattern": f"^{REFERENCE}$"})
]
"""Says where a secret lies, in place of the secret."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Address = Annotated[str, Field(pattern=r"^https://[^\s*?#]+$")]
"""One whole https address, without wildcard, query or fragment."""


class Following(Section):
    """The secret that takes the place of the other one at a moment."""

    secret: Reference
    starts: AwareDatetime = Field(alias="from")


class OutsideModule(Section):
    """One such module of a province."""

    title: Names
    module: Name
    """Whoever may open this module of the platform may open it."""
    redirect_uris: tuple[Address, ...] = Field(min_length=1)
    """Where sign-in comes back to."""
    back_channel: Address
    """Where Keycloak tells that a session has ended."""
    secret: Reference
    next: Following | None = None

    def secret_on(self, now: datetime) -> str:
        """The reference that counts at that moment."""
        return self.next.secret if self.next and now >= self.next.starts else self.secret
