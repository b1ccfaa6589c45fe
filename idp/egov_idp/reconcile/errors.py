"""What can go wrong when a realm is compared with what is declared, and brought up to it.

::

    IdpError
    └── ReconcileError
        ├── PartUnknown      the document declares something no kind knows
        ├── RealmMissing     Keycloak has no such realm
        ├── Refused          Keycloak answered a request with an error
        ├── PasswordRefused  the directory does not take the password that Keycloak is to have
        ├── Unreachable      Keycloak did not answer
        ├── NotTaken         after everything was written, the realm still differs
        ├── Moved            the realm is no longer what the plan saw
        ├── PlanOutdated     what is declared, or the realm, is no longer what the plan file saw
        ├── PlanUnreadable   a plan file cannot be read
        ├── NotByHand        nobody changed by hand what was named
        ├── ChangedAgain     what was named is another change by now
        ├── DeletionUnnamed  what people use would be deleted, and nobody allowed it by name
        ├── Busy             somebody else writes to the realm
        ├── LeaseOver        it took so long that somebody else may write by now
        ├── Halted           a change for many realms did harm in one, and went no further
        └── RolloutUnderway  somebody else brings a change from ring to ring
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from egov_idp.errors import IdpError


class ReconcileError(IdpError):
    """The root of the errors of reconciling."""

    code = "reconcile_error"


class PartUnknown(ReconcileError):
    """The document declares something no kind knows; nothing was sent."""

    code = "part_unknown"

    def __init__(self, part: str) -> None:
        super().__init__(
            f"The realm document declares {part}, which no kind in egov_idp/reconcile/kinds"
            " can read and write. Add one to order.py."
        )


class RealmMissing(ReconcileError):
    """Keycloak has no such realm."""

    status = 404
    code = "realm_missing"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"Keycloak has no realm {tenant}. It is made by: ./egov up")


class Refused(ReconcileError):
    """Keycloak answered a request with an error."""

    code = "realm_write_refused"

    def __init__(self, request: str, status: int, answer: str) -> None:
        self.answered = status
        super().__init__(
            f"Keycloak refused {request} ({status}): {answer[:500]}\n"
            "What was written before stays, and the next run goes on from there."
        )


class PasswordRefused(ReconcileError):
    """The directory does not take the password that Keycloak is to have; Keycloak keeps its own."""

    code = "password_refused"

    def __init__(self, tenant: str, account: str) -> None:
        super().__init__(
            f"Realm {tenant}: the directory does not take the password that is declared for"
            f" {account}, or does not answer. Keycloak keeps the one it has. Let the directory know"
            " the new one first; an entry may have two."
        )


class Unreachable(ReconcileError):
    """Keycloak did not answer."""

    status = 503
    code = "keycloak_unreachable"

    def __init__(self, server: str) -> None:
        super().__init__(f"Keycloak does not answer at {server}. Is it running? ./egov status")


class NotTaken(ReconcileError):
    """After everything was written, the realm still differs."""

    code = "realm_not_taken"

    def __init__(self, tenant: str, left: Sequence[str]) -> None:
        lines = "\n".join(f"  {each}" for each in left)
        super().__init__(
            f"Realm {tenant} was written, and still differs. Somebody changed it meanwhile, or"
            f" Keycloak does not keep these values:\n{lines}"
        )


class Moved(ReconcileError):
    """The realm is no longer what the plan saw."""

    status = 409
    code = "realm_moved"

    def __init__(self, tenant: str, what: str) -> None:
        super().__init__(
            f"Realm {tenant}: somebody changed {what} since it was read. It was not written."
            f" Look again: ./egov realm plan {tenant}"
        )


class PlanOutdated(ReconcileError):
    """What is declared, or the realm, is no longer what the plan file saw; nothing was written."""

    status = 409
    code = "plan_outdated"

    def __init__(self, tenant: str, what: str) -> None:
        super().__init__(
            f"{what} of {tenant} is another one than when the plan was made. Nothing was written."
            f" Make it again: ./egov realm plan {tenant} --out FILE"
        )


class PlanUnreadable(ReconcileError):
    """A plan file cannot be read."""

    code = "plan_unreadable"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}. Make it again: ./egov realm plan --out {path}")


class NotByHand(ReconcileError):
    """Nobody changed by hand what was named, or it is as declared again; nothing was done."""

    status = 404
    code = "not_by_hand"

    def __init__(self, tenant: str, id_: str) -> None:
        super().__init__(
            f"{tenant} has no change by hand {id_}; nothing was done."
            f" What there is: ./egov realm drift {tenant}"
        )


class ChangedAgain(ReconcileError):
    """What was named is another change by now; nothing was done."""

    status = 409
    code = "changed_again"

    def __init__(self, tenant: str, id_: str, now: str) -> None:
        super().__init__(
            f"{tenant}: what {id_} named was changed once more; nothing was done. Now it is\n"
            f"  {now}\nLook again: ./egov realm drift {tenant}"
        )


class DeletionUnnamed(ReconcileError):
    """What people use would be deleted, and nobody allowed it by name; nothing was written."""

    code = "deletion_unnamed"

    def __init__(self, tenant: str, names: Iterable[str]) -> None:
        listed = " ".join(f"--allow-delete {name}" for name in names)
        super().__init__(
            f"Realm {tenant}: the plan deletes what people use. If that is wanted, say so: {listed}"
        )


class Busy(ReconcileError):
    """Somebody else writes to the realm."""

    status = 409
    code = "realm_busy"

    def __init__(self, tenant: str, who: str, until: str | None) -> None:
        end = f", until {until} at the latest" if until else ""
        super().__init__(f"Realm {tenant} is being changed by {who}{end}. Try again later.")


class LeaseOver(ReconcileError):
    """It took so long that somebody else may write by now."""

    code = "lease_over"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Writing was allowed until {until:%H:%M:%S} UTC and took too long. What was written"
            " stays, and the next run goes on from there."
        )


class Halted(ReconcileError):
    """A change for many realms did harm in one, and went no further.

    ``changed`` are the realms before it that are other than they were, ``untouched`` those after.
    """

    code = "halted"

    def __init__(
        self,
        tenant: str,
        how: str,
        cause: Exception,
        changed: Sequence[str],
        untouched: Sequence[str],
    ) -> None:
        why = str(cause) or type(cause).__name__
        super().__init__(
            f"Halted at {tenant}: {why}\n"
            f"  {tenant}: {how}\n"
            f"  changed, and people sign in: {', '.join(changed) or 'none'}\n"
            f"  not touched: {', '.join(untouched) or 'none'}\n"
            "To go on: mend it, then give the same command again; what is done is not done twice.\n"
            "To go back: declare again what was declared before, then"
            f" ./egov realm apply {' '.join((tenant, *changed))}"
        )


class RolloutUnderway(ReconcileError):
    """Somebody else brings a change from ring to ring."""

    status = 409
    code = "rollout_underway"

    def __init__(self) -> None:
        super().__init__(
            "Another command brings a change from ring to ring at this moment. Nothing was done."
        )
