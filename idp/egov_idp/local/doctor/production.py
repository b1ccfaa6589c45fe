"""``./egov doctor --production``: what stands between this platform and people's real work."""

from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Final

from egov_ldap import Directory
from egov_ldap.errors import DirectoryError
from egov_ldap.passwords import signs_in
from keycloak.exceptions import KeycloakError

from egov_idp.local import keycloak, ports, slapd
from egov_idp.local.doctor.finding import Finding, failed, ok, warning
from egov_idp.local.layout import Layout
from egov_idp.local.platform import Platform
from egov_idp.people import seed as seeds
from egov_idp.people.load import password_ref
from egov_idp.realms import Server, administrator

_PUBLIC: Final = ("web", "keycloak")
_PAGE: Final = "docs/how-to/put-it-behind-tls.md"


def https(platform: Platform) -> Finding:
    """Passwords and cookies cross no network in the open."""
    if platform.entrance.certificate is None:
        return failed(
            "https", "plain http on *.localhost", f"./egov up --tls --domain NAME ({_PAGE})"
        )
    return ok("https", f"every address ends in {platform.entrance.domain}")


def authority(platform: Platform) -> list[Finding]:
    """The certificate, if there is one, comes from somebody browsers trust without being told."""
    if platform.entrance.certificate is None:
        return []
    if platform.entrance.own:
        fix = f"EGOV_TLS_CERTIFICATE and EGOV_TLS_KEY name the province's own ({_PAGE})"
        return [warning("authority", "our own: every machine must be told to trust it", fix)]
    return [ok("authority", "one that the machine trusts")]


def databases(platform: Platform) -> list[Finding]:
    """Modules and sign-in keep their data in a database server, not in files of a process."""
    fix = "Run the platform in containers, on PostgreSQL: docker-compose.yml"
    found = []
    if platform.settings.database_url.startswith("sqlite"):
        found.append(failed("databases of the modules", "SQLite files", fix))
    if platform.layout.hosts.database is None:
        found.append(failed("database of sign-in", "Keycloak's embedded H2", fix))
    return found or [ok("databases", f"PostgreSQL on {platform.layout.hosts.database}")]


def mail(layout: Layout) -> Finding:
    """Mail reaches people: without it a forgotten password is an administrator's work."""
    if layout.smtp is None:
        fix = "Name a mail server: docs/how-to/send-real-mail.md"
        return failed("mail", f"kept in {layout.mail}, where it reaches nobody", fix)
    return ok("mail", f"goes to {layout.smtp.host}")


def privacy(layout: Layout) -> Finding:
    """Keys, passwords and data are closed to the machine's other users."""
    folders = (
        layout.secrets,
        layout.keycloak,
        layout.ldap,
        layout.mail,
        *layout.databases.glob("*"),
    )
    inside = chain(folders, layout.secrets.rglob("*"), layout.tls.rglob("*.key"))
    wide = sorted(str(each) for each in inside if each.exists() and each.stat().st_mode & 0o077)
    if wide:
        found = f"open to other users of the machine: {', '.join(wide[:5])}"
        return failed("privacy of files", found, f"chmod -R go= {' '.join(wide[:5])}")
    return ok("privacy of files", f"keys and data below {layout.var} are their owner's alone")


def owner(var: Path) -> Finding:
    """The platform runs as nobody who may do everything."""
    if var.exists() and var.stat().st_uid == 0:
        fix = f"Give it an account of its own, {var} with it (chown -R), and start it from there"
        return failed("account", "the platform runs as root", fix)
    return ok("account", "the platform does not run as root")


def listening(layout: Layout) -> Finding:
    """Only portal and sign-in can be reached from other machines."""
    others = {name: port for name, port in vars(layout.ports).items() if name not in _PUBLIC}
    wide = [f"{name} ({port})" for name, port in others.items() if ports.is_open_to_others(port)]
    if wide:
        found = f"other machines reach {', '.join(wide)}"
        return failed("listening", found, "./egov down, then ./egov up: they listen on loopback")
    return ok("listening", "directory, people API and inner addresses are on loopback alone")


def first_passwords(platform: Platform) -> Finding:
    """Nobody signs in with the password that the seed gave them, which lies in a file."""
    check = "seed passwords"
    try:
        used = {tenant: _still_used(platform, tenant) for tenant in platform.realms}
    except DirectoryError as error:
        return failed(check, f"the directory does not answer ({error})", "./egov logs slapd")
    if any(used.values()):
        found = ", ".join(f"{tenant} {count}" for tenant, count in used.items() if count)
        fix = "Each: ./egov person reset-password, or ./egov person lock if nobody has that name"
        return failed(check, f"people who sign in with the seed's password: {found}", fix)
    return ok(check, "nobody signs in with one")


def facts(platform: Platform) -> Finding:
    """What the seed says of units and people was checked against a source."""
    checked = (seeds.read(seeds.SEEDS / f"{tenant}.yaml") for tenant in platform.realms)
    open_ones = {
        seed.tenant: sum(
            not fact.verified for kind in seed.facts.values() for fact in kind.values()
        )
        for seed in checked
    }
    if any(open_ones.values()):
        found = ", ".join(f"{tenant} {count}" for tenant, count in open_ones.items() if count)
        fix = "Check ldap/seed/<tenant>.yaml before the first start, people and units after it"
        return warning("seed facts", f"kinds of facts that nobody verified: {found}", fix)
    return ok("seed facts", "all verified")


def administrators(platform: Platform) -> Finding:
    """Keycloak has no administrator beside the launcher's own service account."""
    check = "administrators of Keycloak"
    secret = platform.secrets.find_password(keycloak.ADMIN_SECRET) or ""
    try:
        admin = administrator(Server.of(platform.settings), keycloak.ADMIN_CLIENT, secret)
        people = [str(each["username"]) for each in admin.get_users({"max": 20})]
    except KeycloakError as error:
        return failed(
            check, f"Keycloak does not say ({error})", "./egov logs keycloak; ./egov status"
        )
    if people:
        fix = "Remove whoever is not needed from the realm master"
        return warning(check, f"also {', '.join(sorted(people))}", fix)
    return ok(check, "none but the launcher's service account")


def _still_used(platform: Platform, tenant: str) -> int:
    url, secrets = slapd.url(platform.layout), platform.secrets
    writer = secrets.find_password(password_ref(tenant, "ldap", "writer")) or ""
    with closing(Directory(url=url, tenant=tenant, account="writer", password=writer)) as asked:
        active = asked.list_people(status="active")
    refs = ((each.staff_id, password_ref(tenant, "people", each.username)) for each in active)
    first = ((staff_id, secrets.find_password(ref)) for staff_id, ref in refs)
    return sum(signs_in(url, tenant, who, password) for who, password in first if password)
