"""The certificate of the public servers: what a browser would say of it, and for how long yet."""

import socket
import ssl
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from egov_kit.vietnam import VIETNAM

from egov_idp.local import authority, certificates
from egov_idp.local.certificates import Certificate
from egov_idp.local.doctor.finding import Finding, failed, ok, warning
from egov_idp.local.platform import Platform, hosts

CHECK: Final = "certificate"
WARN_DAYS: Final = 30
_RESTART: Final = "./egov down, then ./egov up --detach"
_NEEDS: Final = "docs/how-to/put-it-behind-tls.md says what it must have"


def in_files(platform: Platform, *, now: datetime | None = None) -> Finding:
    """The files are there, for every name, from a trusted authority, with days left."""
    entrance = platform.entrance
    found = entrance.certificate
    if found is None:
        return ok(CHECK, "none: plain http on *.localhost, for this machine alone")
    if entrance.own and not found.chain.exists():
        return Finding(check=CHECK, state="skipped", found="not made yet", fix="./egov up")
    if mistake := certificates.find_mistake(found, hosts(platform)):
        another = f"A start makes another: {_RESTART}"
        return failed(CHECK, mistake, another if entrance.own else _NEEDS)
    # Other programs of a province may share its key by a group.
    if found.key.stat().st_mode & (0o077 if entrance.own else 0o007):
        return failed(CHECK, f"{found.key} is open to other users", f"chmod 600 {found.key}")
    return _days_left(found, now or datetime.now(UTC), own=entrance.own)


def in_service(platform: Platform) -> list[Finding]:
    """Portal and sign-in show the one that lies in the files."""
    found, ports = platform.entrance.certificate, platform.layout.ports
    if found is None or not found.chain.exists():
        return []
    served = (("web", ports.web), ("keycloak", ports.keycloak))
    return [_shown(platform.entrance.here, found, name, port) for name, port in served]


def _days_left(found: Certificate, now: datetime, *, own: bool) -> Finding:
    server = authority.read(found.chain)
    ends = server.not_valid_after_utc
    left = (ends - now).days
    said = f"{left} days left, until {ends.astimezone(VIETNAM):%Y-%m-%d}"
    if left >= WARN_DAYS:
        whose = "by our own authority" if own else "the province's own"
        return ok(CHECK, f"for {len(authority.names_of(server))} names, {whose}, {said}")
    if not own:
        return warning(CHECK, said, f"Ask its authority for another. {_NEEDS}")
    if found.authority and authority.read(found.authority).not_valid_after_utc <= ends:
        folder = found.chain.parent
        fix = f"Remove {folder}; the next start makes a new authority, to be trusted everywhere"
        return warning(CHECK, f"our authority ends: {said}", fix)
    return warning(CHECK, said, f"A start renews it: {_RESTART}")


def _shown(here: str, found: Certificate, name: str, port: int) -> Finding:
    check = f"certificate of {name}"
    try:
        same = _ask(here, port) == authority.read(found.chain).public_bytes(Encoding.DER)
    except OSError as error:
        fix = f"./egov logs {name} tells why; ./egov status"
        return failed(check, f"port {port} shows none ({error})", fix)
    if not same:
        return warning(check, "shows another one than lies in the files", f"Restart: {_RESTART}")
    return ok(check, "shows the one in the files")


def _ask(here: str, port: int) -> bytes | None:
    """Whatever is shown there, unverified: it is only compared."""
    asks = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asks.check_hostname, asks.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection((here, port), timeout=5)
    with plain, asks.wrap_socket(plain) as there:
        return there.getpeercert(binary_form=True)
