"""Which file a part of a realm comes from: the baseline, a module, a province's overlay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from egov_kit.module import Module

from egov_idp.reconcile.kind import Objects
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.values import Json, Path, at


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the parts of one province's realm are declared.

    ``bare`` makes the document of a province whose file says only what it must: what ``document``
    says otherwise comes from the overlay. It is made when the first part is asked for.
    """

    document: Json = field(repr=False)
    bare: Callable[[], Json]
    modules: Sequence[Module]

    def of(self, kind: str, name: Path, place: Path) -> str:
        """``baseline``, ``module onestop`` or ``overlay realms/danang.yaml``."""
        own, bare = self._sides[kind]
        if at(own.get(name), place) != at(bare.get(name), place):
            return f"overlay realms/{self.document['realm']}.yaml"
        owners = [module.name for module in self.modules if {*name} & _names(module)]
        return f"module {owners[0]}" if owners else "baseline"

    @cached_property
    def _sides(self) -> dict[str, tuple[Objects, Objects]]:
        bare = self.bare()
        return {kind.name: (kind.objects(self.document), kind.objects(bare)) for kind in KINDS}


def _names(module: Module) -> set[str]:
    """What a module's objects in a realm are called."""
    return {module.name, f"call:{module.name}", *module.scopes}
