"""What runs answers: the directory to its service accounts, each issuer to whoever asks."""

import http.client
import json
from typing import Final
from urllib.parse import urlsplit

from egov_kit.settings import Tenant
from egov_ldap import Directory, ServiceAccount
from egov_ldap.errors import AccountRefused, DirectoryError

from egov_idp.local import slapd
from egov_idp.local.doctor.finding import Finding, failed, ok
from egov_idp.local.platform import Platform
from egov_idp.people.load import password_ref

ACCOUNTS: Final[tuple[ServiceAccount, ...]] = ("keycloak", "writer")
NOBODY: Final = "nobody.has.this.name"


def directory(platform: Platform) -> list[Finding]:
    """Keycloak's and the people API's accounts may sign in to the directory of each tenant."""
    return [_bind(platform, tenant, who) for tenant in platform.realms for who in ACCOUNTS]


def issuers(platform: Platform) -> list[Finding]:
    """Each realm answers, under the address that the modules expect."""
    port = platform.layout.ports.keycloak
    return [_issuer(name, tenant, port) for name, tenant in platform.settings.tenants.items()]


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


def _issuer(name: str, tenant: Tenant, port: int) -> Finding:
    check = f"issuer of {name}"
    try:
        status, named = _ask(tenant.issuer, port)
    except (OSError, http.client.HTTPException, ValueError) as error:
        found = f"{tenant.issuer} does not answer ({type(error).__name__})"
        return failed(check, found, "./egov logs keycloak tells why; ./egov status")
    if status != http.client.OK:
        found = f"{tenant.issuer} answers {status}"
        return failed(check, found, "A start creates missing realms: ./egov down, then ./egov up")
    if named != tenant.issuer:
        found = f"{tenant.issuer} calls itself {named}"
        return failed(check, found, "Set EGOV_PORT_KEYCLOAK to the port it was made with")
    return ok(check, tenant.issuer)


def _ask(issuer: str, port: int) -> tuple[int, str | None]:
    """Status and the name in the discovery document; ``*.localhost`` goes in the header alone."""
    address = urlsplit(issuer)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    path = f"{address.path}/.well-known/openid-configuration"
    try:
        connection.request("GET", path, headers={"Host": address.netloc})
        answer = connection.getresponse()
        body = answer.read()
        named = json.loads(body).get("issuer") if answer.status == http.client.OK else None
        return answer.status, named
    finally:
        connection.close()
