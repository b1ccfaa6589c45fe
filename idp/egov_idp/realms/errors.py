"""What can go wrong with realms.

::

    IdpError
    └── RealmError
        ├── RealmInvalid     files of realms/ cannot be used; the text names file, line and key
        ├── EditRefused      a value cannot be written into a file without changing more of it
        ├── NotAdoptable     a change by hand that no province's file can say
        ├── OverlayMoved     somebody wrote into a province's file since it was read
        ├── IgnoringRefused  a change by hand cannot be ignored without a reason, or that long
        ├── ClaimedTwice     two modules, or a module and Keycloak, want the same name
        ├── RealmRefused     Keycloak did not take the realm
        ├── OutsideRefused   a module that somebody else runs names one that is not there
        ├── ProvinceRefused  a new province would take what another one has
        ├── EmergencyRefused nothing of that name can be switched off or on
        └── InNoRing         that province is not changed along with others
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from egov_idp.errors import IdpError
from egov_idp.local.layout import ROOT


class RealmError(IdpError):
    """The root of the errors of realms."""

    code = "realm_error"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong in a file; ``line`` is counted from 1, None for the file as a whole."""

    path: Path
    text: str
    line: int | None = None

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.text}" if self.line else f"{path}: {self.text}"


class RealmInvalid(RealmError):
    """Files of ``realms/`` that cannot be used, a line of text for each mistake."""

    code = "realm_invalid"

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


class EditRefused(RealmError):
    """A value cannot be written into a file without changing more of it; nothing was written."""

    code = "edit_refused"

    def __init__(self, key: Sequence[str], why: str) -> None:
        super().__init__(f"{'.'.join(key)} cannot be written: {why}. Write it by hand.")


class NotAdoptable(RealmError):
    """A change by hand that no province's file can say."""

    code = "not_adoptable"

    def __init__(self, place: tuple[str, Sequence[str], Sequence[str]], why: str) -> None:
        kind, name, field = place
        where = ": ".join(filter(None, (f"{kind} {'/'.join(name)}", ".".join(field))))
        super().__init__(
            f"{where} cannot be adopted: {why}. Revert it, or change what is declared for all."
        )


class OverlayMoved(RealmError):
    """Somebody wrote into a province's file since it was read; it was left so."""

    status = 409
    code = "overlay_moved"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: somebody wrote into it meanwhile. It was left so, and nothing was adopted."
            " Give the command again."
        )


class IgnoringRefused(RealmError):
    """A change by hand cannot be ignored without a reason, or that long."""

    code = "ignoring_refused"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was ignored.")


class ClaimedTwice(RealmError):
    """Two want to be the same client or the same scope; nothing was sent."""

    code = "claimed_twice"

    def __init__(self, what: str, name: str, *claimed_by: str) -> None:
        super().__init__(
            f"{what} {name} is claimed by {' and by '.join(claimed_by)}. "
            "Give one of them another name in its module.toml."
        )


class RealmRefused(RealmError):
    """Keycloak did not take the realm."""

    code = "realm_refused"

    def __init__(self, tenant: str, answer: str) -> None:
        super().__init__(f"Keycloak did not take realm {tenant}: {answer}")


class OutsideRefused(RealmError):
    """A module that somebody else runs names one of the platform that is not there."""

    code = "outside_refused"

    def __init__(self, tenant: str, name: str, module: str, known: Sequence[str]) -> None:
        super().__init__(
            f"Realm {tenant}: outside_modules.{name}.module says {module}, which is no module. Who"
            f" may open one of these may open it: {', '.join(known)}."
        )


class ProvinceRefused(RealmError):
    """A new province would take what another one has."""

    code = "province_refused"

    def __init__(self, tenant: str, why: str) -> None:
        super().__init__(f"{tenant} was not declared: {why}. Nothing was written.")


class EmergencyRefused(RealmError):
    """Nothing of that name can be switched off or on."""

    code = "emergency_refused"

    def __init__(self, what: str, where: str, known: str) -> None:
        super().__init__(f"{where} has no {what}: {known}.")


class InNoRing(RealmError):
    """That province is not changed along with others."""

    code = "in_no_ring"

    def __init__(self, tenant: str, why: str) -> None:
        super().__init__(
            f"{tenant} is in no ring: {why}. To change it by itself: ./egov realm apply {tenant}"
        )
