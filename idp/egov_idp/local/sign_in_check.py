"""Whether people of a running province can sign in: tried with an account open meanwhile."""

from contextlib import suppress
from uuid import UUID

from egov_idp.local import people
from egov_idp.local.platform import Platform
from egov_idp.people.client import PeopleApi
from egov_idp.people.errors import OperatorError
from egov_idp.probe.sign_in import Account, check
from egov_idp.settings import LauncherSettings


def make_sure_it_is_locked(described: Platform, tenant: str) -> None:
    """Lock the account if an earlier check left it open; raises `OperatorError`.

    So it is known, too, that a check can be made.
    """
    _api(described, tenant).post("/probe/close")


def check_sign_in(described: Platform, tenant: str) -> None:
    """Sign in and be refused; the account is locked again before this returns or raises.

    Raises `ProbeError`, and `OperatorError` where the people API does not open or lock it.
    """
    api = _api(described, tenant)
    try:
        check(described.settings, tenant, _account(api))
    except BaseException:
        with suppress(OperatorError):  # it is locked within a minute all the same
            api.post("/probe/close")
        raise
    api.post("/probe/close")


def _api(described: Platform, tenant: str) -> PeopleApi:
    claim = LauncherSettings().operator
    return PeopleApi(socket=people.socket(described.layout), tenant=tenant, claim=claim)


def _account(api: PeopleApi) -> Account:
    said = api.post("/probe/open")
    return Account(
        staff_id=UUID(said["staff_id"]), username=said["username"], password=said["password"]
    )
