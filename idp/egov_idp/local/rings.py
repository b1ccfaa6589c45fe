"""A change brought to the realms of a running platform, ring after ring."""

import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keycloak import KeycloakAdmin

from egov_idp.local import platform
from egov_idp.local.choices import Choices
from egov_idp.local.platform import Platform
from egov_idp.local.sign_in_check import check_sign_in, make_sure_it_is_locked
from egov_idp.realms import load_all, rings
from egov_idp.realms.rings import Ring
from egov_idp.reconcile import Applier, Outcome, Plan, RealmAdmin, RealmReader, plan_file, plan_of
from egov_idp.reconcile import write as write_plan
from egov_idp.reconcile.apply import require_named
from egov_idp.reconcile.errors import RolloutUnderway
from egov_idp.reconcile.plan_file import Entry
from egov_idp.reconcile.rollout import Members, Show, roll_out


@dataclass(frozen=True, kw_only=True)
class _Realm:
    """One realm with its plan."""

    described: Platform
    keycloak: KeycloakAdmin
    plan: Plan
    applier: Applier
    allowed: Collection[str]

    @property
    def tenant(self) -> str:
        return self.plan.tenant

    def write(self) -> Outcome:
        realm = RealmAdmin(self.keycloak, self.tenant)
        return write_plan(realm, self.plan, self.applier, self.allowed)

    def check(self) -> None:
        check_sign_in(self.described, self.tenant)

    def require_as_agreed(self, entry: Entry) -> None:
        """Raise `PlanOutdated` if the plan's file says something else, and it is not done."""
        if not plan_file.is_done(self.plan, entry):
            plan_file.require_same(self.plan, entry)

    def require_allowed(self) -> None:
        """Raise `DeletionUnnamed` now, and not when others have been changed."""
        require_named(RealmReader(self.keycloak, self.tenant), self.plan, self.allowed)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command says: ``tenants`` alone, what the ``plan`` says, deleting ``allowed``."""

    tenants: tuple[str, ...] = ()
    plan: Path | None = None
    allowed: tuple[str, ...] = ()


def bring(
    described: Platform, asked: Asked, show_plan: Callable[[str, Plan], None], show: Show
) -> None:
    """Plan all of it, tell it, then write and try it ring after ring.

    Raises `RealmInvalid`, `InNoRing`, `TenantUnknown`, `RolloutUnderway`, `OperatorError` and what
    a plan raises before anything is written, and `Halted`.
    """
    with _alone(described):
        entries = plan_file.load(asked.plan) if asked.plan else None
        rings.require_in_rings(described.realms, asked.tenants)
        served = Choices(tenants=asked.tenants or tuple(entries or ()) or None)
        chosen = rings.narrowed(rings.of_all(load_all()), served.of(described.realms))
        planned = [(ring, _planned(described, ring, asked)) for ring in chosen]
        for ring, realms in planned:
            for each in realms:
                if entries is not None:
                    each.require_as_agreed(entries.get(each.tenant, {}))
                each.require_allowed()
                make_sure_it_is_locked(described, each.tenant)
                show_plan(ring.name, each.plan)
        roll_out([Members(ring=ring.name, realms=realms) for ring, realms in planned], show)


def _planned(described: Platform, ring: Ring, asked: Asked) -> tuple[_Realm, ...]:
    keycloak, applier = platform.realm_administrator(described), platform.applier(described.layout)
    return tuple(
        _Realm(
            described=described,
            keycloak=keycloak,
            # By a reader that cannot write.
            plan=plan_of(
                RealmReader(keycloak, tenant), platform.declared(described, tenant), applier
            ),
            applier=applier,
            allowed=asked.allowed,
        )
        for tenant in ring.tenants
    )


@contextmanager
def _alone(described: Platform) -> Iterator[None]:
    """One at a time: two would give the account that signs in two passwords."""
    folder = described.layout.realms
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "_rings.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RolloutUnderway from None
        yield
