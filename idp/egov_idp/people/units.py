"""What a technician does with units: add one below another."""

from egov_kit.grants import covers
from egov_ldap import Unit
from egov_ldap.errors import NameTaken

from egov_idp.audit import Change, Facts
from egov_idp.people.errors import DaysUnfit, KindUnknown, UnitThere, UnitUnfit
from egov_idp.people.province import Province


def add(province: Province, actor: str, unit: Unit) -> bool:
    """Add the unit; False if it is there already, just as it is."""
    with province.changing:
        known = {each.code: each for each in province.directory.list_units()}
        if unit.code in known:
            if known[unit.code] != unit:
                raise UnitThere(unit.code)
            return False
        _check(province, known, unit)
        change = Change(action="unit.add", subject=unit.code, after=facts(unit))
        with province.audit.noted(actor, change):
            try:
                province.directory.add_unit(unit)
            except NameTaken:
                raise UnitThere(unit.code) from None
        return True


def facts(unit: Unit) -> Facts:
    """A unit as JSON has it."""
    return {
        "code": unit.code,
        "kind": unit.kind,
        "name": dict(unit.name),
        "from": unit.valid_from.isoformat(),
        "to": unit.valid_to.isoformat() if unit.valid_to else None,
        "successors": list(unit.successors),
        "site": unit.site,
    }


def _check(province: Province, known: dict[str, Unit], unit: Unit) -> None:
    if unit.kind not in province.policy.unit_kinds:
        raise KindUnknown(unit.kind, sorted(province.policy.unit_kinds))
    if unit.valid_to and unit.valid_to < unit.valid_from:
        raise DaysUnfit(unit.valid_from, unit.valid_to)
    if not covers(province.unit, unit.code):
        raise UnitUnfit(unit.code, "outside", province.unit)
    above = unit.code.rpartition(".")[0]
    if above not in known or not known[above].holds_on(unit.valid_from):
        raise UnitUnfit(unit.code, "above", above)
