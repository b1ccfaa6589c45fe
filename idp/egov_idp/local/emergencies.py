"""Brings emergency switches into the realms, and takes them out when their time is over."""

from dataclasses import dataclass
from datetime import datetime

from egov_kit.kit import utc_now

from egov_idp import files
from egov_idp.errors import IdpError
from egov_idp.local import partly, platform
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform, Say
from egov_idp.realms import emergency
from egov_idp.realms.emergency import Emergency, Setting
from egov_idp.realms.errors import EmergencyRefused
from egov_idp.reconcile import RealmReader, plan_of


def settle(described: Platform, say: Say, now: datetime) -> bool:
    """Make every switch so as it is declared now; False if a realm could not be reached.

    One after the other, whoever else does the same.
    """
    folder = described.layout.realms
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.alone(folder):
        return _settle(described, say, now)


def settle_overdue(layout: Layout, say: Say, now: datetime) -> None:
    """Undo the switches whose time is over where nobody has yet, as when nothing was running.

    What cannot be reached is told in one line and left to the next time. Raises `RealmInvalid`.
    """
    if not any(each.is_over(now) for each in emergency.read()):
        return
    undone: list[str] = []
    try:
        done = settle(platform.describe(layout), undone.append, now)
    except IdpError:  # whoever is called next tells of it, if it matters to them
        return
    for line in undone if done else ["a switch that is over waits for sign-in to answer"]:
        say(line)


def _settle(described: Platform, say: Say, now: datetime) -> bool:
    done = []
    for each in emergency.read():
        reached = [
            partly.bring_and_say(described, tenant, [each.switch.place], say)
            for tenant in each.tenants
            if tenant in described.realms
        ]
        done.append(all(reached))
        if each.is_over(now) and all(reached):
            emergency.forget([each.id])
            say(f"{each.id}, {each.switch}: over, as before")
    return all(done)


def narrowed(described: Platform, wanted: Emergency, say: Say) -> Emergency:
    """The switch in those realms alone in which it is on, with what is there by hand.

    The others are told: where it is off already it stays so afterwards. Raises `EmergencyRefused`
    if there is nothing of that name in any of them.
    """
    met: dict[str, _Met] = {}
    absent: list[EmergencyRefused] = []
    for tenant in wanted.tenants:
        try:
            met[tenant] = _meet(described, tenant, wanted)
        except EmergencyRefused as refused:
            absent.append(refused)
    if not met:
        raise absent[0]
    for each in absent:
        say(f"{each}")
    for tenant in (name for name, each in met.items() if not each.is_on):
        say(f"{tenant}: is off already, and stays so afterwards")
    on = {name: each.by_hand for name, each in met.items() if each.is_on}
    by_hand = {name: value for name, value in on.items() if value is not None}
    return wanted.model_copy(update={"tenants": tuple(on), "before": by_hand})


@dataclass(frozen=True, kw_only=True)
class _Met:
    """What a switch meets in a realm: ``by_hand`` is there now, and nobody declared it."""

    is_on: bool
    by_hand: Setting | None = None


def _meet(described: Platform, tenant: str, wanted: Emergency) -> _Met:
    """What is there; raises `EmergencyRefused` if the realm has nothing of that name."""
    for each in emergency.read():
        if each.switch == wanted.switch and tenant in each.tenants and each.counts(utc_now()):
            return _Met(is_on=True, by_hand=each.before.get(tenant))
    realm = RealmReader(platform.realm_administrator(described), tenant)
    declared = platform.declared(described, tenant, wanted)
    plan = plan_of(realm, declared, platform.applier(described.layout))
    kind, name, _field = place = wanted.switch.place
    change = next((one for one in plan.changes if one.place in (place, (kind, name, ()))), None)
    if change is None:
        emergency.require(wanted.switch, declared.document, plan.live.representation)
        return _Met(is_on=False)
    is_others = place in {each.place for each in declared.held}
    by_hand = is_others or change.origin.why == "by hand"
    return _Met(is_on=True, by_hand=change.old if by_hand else None)
