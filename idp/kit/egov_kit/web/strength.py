"""How strongly and how recently a person signed in, held against what a view wants."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from egov_kit.kit import Kit
from egov_kit.person import Person
from egov_kit.web.guard import Access

GRACE: Final = timedelta(seconds=60)
"""How long a sign-in stays recent beyond ``max_age``.

Twice the leeway with which the answer of the provider is judged: who was let in there reaches the
page, and no redirect goes round in a circle.
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to ask the provider for: ``acr_values`` in order, and the age in seconds."""

    acr: str
    max_age: int | None


def lacking(kit: Kit, access: Access, person: Person) -> Wanted | None:
    """What the sign-in of ``person`` lacks for a view, `None` if it is enough."""
    asked = access.strength
    if asked is None:
        return None
    values = kit.settings.acr_values[asked.level]
    recent = asked.max_age is None or _is_recent(kit, person, asked.max_age)
    if recent and person.acr in values:
        return None
    return Wanted(acr=" ".join(values), max_age=asked.max_age)


def _is_recent(kit: Kit, person: Person, max_age: int) -> bool:
    if person.auth_time is None:
        return False
    return kit.now() - person.auth_time <= timedelta(seconds=max_age) + GRACE
