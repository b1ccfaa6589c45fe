"""A plan in a file, to be looked at by somebody and then applied as it is.

The file says what was seen, by keyed digests, and what differs. What is written comes from what is
declared, never from the file: a file that somebody altered is refused.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from egov_idp.reconcile.compare import Plan
from egov_idp.reconcile.errors import PlanOutdated, PlanUnreadable
from egov_idp.reconcile.lease import Applier

_FORMAT = 1

Entry = Mapping[str, Any]


def save(path: Path, plans: Iterable[Plan], applier: Applier) -> None:
    """Write it whole, for its owner alone; what lay there is replaced."""
    said = {
        "format": _FORMAT,
        "made": applier.now().isoformat(),
        "by": applier.who,
        "realms": [_entry(plan) for plan in plans],
    }
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False, indent=2)
    beside.replace(path)


def load(path: Path) -> dict[str, Entry]:
    """What it says of each realm, by tenant; raises `PlanUnreadable`."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != _FORMAT:
            raise PlanUnreadable(path, f"its format {said['format']} is another one")
        return {entry["tenant"]: entry for entry in said["realms"]}
    except OSError as error:
        raise PlanUnreadable(path, error.strerror or "it cannot be opened") from error
    except (ValueError, KeyError, TypeError) as error:
        raise PlanUnreadable(path, "it is no plan") from error


def require_same(plan: Plan, entry: Entry) -> None:
    """Raise `PlanOutdated` unless the plan made now is the one of the file."""
    now = _entry(plan)
    for part, what in (
        ("declared", "What is declared"),
        ("live", "The realm"),
        ("changes", "The plan"),
    ):
        if now[part] != entry.get(part):
            raise PlanOutdated(plan.tenant, what)


def is_done(plan: Plan, entry: Entry) -> bool:
    """Whether nothing is left of the file's plan, and what is declared is the same."""
    return not plan.changes and plan.declared.stamp == entry.get("declared")


def _entry(plan: Plan) -> Entry:
    seen = {"declared": plan.declared.stamp, "live": plan.live.digest}
    said: Entry = json.loads(json.dumps(plan.as_json()))
    return {**said, **seen}
