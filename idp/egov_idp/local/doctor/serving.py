"""What runs answers: the directory to its service accounts, each issuer to whoever asks."""

from collections.abc import Iterable
from contextlib import closing
from http import HTTPStatus
from typing import Final

from egov_kit.errors import ProviderError
from egov_kit.settings import Tenant
from egov_ldap import Directory, ServiceAccount
from egov_ldap.errors import AccountRefused, DirectoryError

from egov_idp.local import readiness, slapd
from egov_idp.local.doctor.finding import Finding, failed, ok, warning
from egov_idp.local.entrance import Entrance
from egov_idp.local.platform import Platform
from egov_idp.people.load import password_ref

ACCOUNTS: Final[tuple[ServiceAccount, ...]] = ("keycloak", "writer")
NOBODY: Final = "nobody.has.this.name"


def tenants(platform: Platform) -> list[Finding]:
    """Directory and issuer of each tenant answer, once it is set up."""
    ready = readiness.list_all(platform.layout)
    waiting = [tenant for tenant in platform.realms if tenant not in ready]
    fix = "Wait: ./egov status. If it does not end: ./egov logs provinces"
    return [
        *directory(platform, ready),
        *issuers(platform, ready),
        *(warning(f"tenant {tenant}", "is being set up", fix) for tenant in waiting),
    ]


def directory(platform: Platform, tenants: Iterable[str]) -> list[Finding]:
    """Keycloak's and the people API's accounts may sign in to the directory of each tenant."""
    return [_bind(platform, tenant, who) for tenant in tenants for who in ACCOUNTS]


def issuers(platform: Platform, tenants: Iterable[str]) -> list[Finding]:
    """Each realm answers, under the address that the modules expect."""
    known = platform.settings.tenants
    return [_issuer(name, known[name], platform.entrance) for name in tenants]


def _bind(platform: Platform, tenant: str, account: ServiceAccount) -> Finding:
    check = f"directory of {tenant}, account {account}"
    ref = password_ref(tenant, "ldap", account)
    password = platform.secrets.find_password(ref)
    if password is None:
        fix = f"Restore the secrets folder: {ref} belongs to the directory's data"
        return failed(check, f"no password at {platform.secrets.root / ref}", fix)
    url = slapd.url(platform.layout)
    asked = Directory(url=url, tenant=tenant, account=account, password=password)
    try:
        asked.find_person_by_uid(NOBODY)
    except AccountRefused as error:
        return failed(check, str(error), f"Restore {platform.secrets.root / ref}")
    except DirectoryError as error:
        found = f"{url} does not answer ({error})"
        return failed(check, found, "./egov logs slapd tells why; ./egov status")
    finally:
        asked.close()
    return ok(check, f"signs in at {url}")


def _issuer(name: str, tenant: Tenant, entrance: Entrance) -> Finding:
    check = f"issuer of {name}"
    try:
        status, named = _ask(tenant.issuer, entrance)
    except (ProviderError, OSError) as error:
        found = f"{tenant.issuer} does not answer ({error})"
        return failed(check, found, "./egov logs keycloak tells why; ./egov status")
    if status != HTTPStatus.OK:
        found = f"{tenant.issuer} answers {status}"
        return failed(check, found, "A start creates missing realms: ./egov down, then ./egov up")
    if named != tenant.issuer:
        found = f"{tenant.issuer} calls itself {named}"
        return failed(check, found, "Set EGOV_PORT_KEYCLOAK to the port it was made with")
    return ok(check, tenant.issuer)


def _ask(issuer: str, entrance: Entrance) -> tuple[int, object]:
    """Status and the name in the discovery document."""
    with closing(entrance.to_sign_in(issuer)) as there:
        answer = there.get(f"{issuer}/.well-known/openid-configuration")
    named = answer.json_object().get("issuer") if answer.status == HTTPStatus.OK else None
    return answer.status, named
