"""What can go wrong while the platform is started, looked at and stopped on one machine.

::

    IdpError
    └── LocalError           the text says what to do
        ├── PortTaken        another program listens on a port of ours
        ├── PackageMissing   a program is missing and only the administrator can install it
        ├── PackageTooOld    the system's packages are older than what the platform needs
        ├── EngineMissing    no Docker engine with compose answers
        ├── BuildFailed      a build step ended with an error
        ├── StartFailed      a process ended, or did not become ready in time
        ├── StopFailed       the supervisor goes on although it was asked to end
        ├── ResetUnconfirmed  nobody said yes to the loss of all data
        ├── ResetUnderway    somebody else starts or resets the platform at this moment
        ├── TenantUnknown    realms/ declares no tenant of that name
        ├── TenantNotTaken   the running platform did not take what is declared
        ├── TenantNotReady   a new tenant was not set up in time
        ├── ChoicesUnreadable  what the platform was told at its start cannot be read
        ├── DomainRefused    addresses cannot end in that name
        ├── ListeningRefused other machines would be served over plain http
        ├── AuthorityBroken  our certificate authority can vouch for nobody
        ├── CertificateUnfit a browser would not take the servers' certificate
        ├── DataNewer        a newer source has written the data
        ├── StampUnreadable  which source the data belongs to cannot be read
        ├── LogUnknown       no process writes a log of that name
        ├── ModuleUnknown    no module of that name has a key
        ├── RotationUnderWay a module's key was changed, and the one before is still taken
        ├── KeyNotTaken      Keycloak does not take the new key of a module
        └── NotInContainer   the command is for a platform on one machine
"""

from collections.abc import Sequence
from pathlib import Path

from egov_idp.errors import IdpError


class LocalError(IdpError):
    """The platform cannot be started, looked at or stopped."""

    code = "local_error"


class PortTaken(LocalError):
    """Another program listens on a port of ours."""

    code = "port_taken"

    def __init__(
        self, service: str, port: int, holder: str | None, setting: str = "EGOV_PORT_…"
    ) -> None:
        super().__init__(
            f"Port {port}, which {service} needs, is taken by {holder or 'another program'}. "
            f"End that program, or take another port: {setting}=<port> ./egov up"
        )


class PackageMissing(LocalError):
    """A program is missing and only the administrator can install it."""

    code = "package_missing"

    def __init__(self, packages: Sequence[str]) -> None:
        install = "sudo apt-get install -y --no-install-recommends"
        lines = [
            "Some Debian packages are missing. Install them, then run ./egov again:",
            f"  sudo apt-get update && {install} {' '.join(packages)}",
        ]
        if "slapd" in packages:  # Debian starts it at once, on every address
            lines.append("  sudo systemctl disable --now slapd   # the platform runs its own")
        super().__init__("\n".join(lines))


class PackageTooOld(LocalError):
    """The system's own packages are older than what the platform needs."""

    code = "package_too_old"

    def __init__(self, packages: Sequence[str]) -> None:
        super().__init__(
            f"The system has no {' and no '.join(packages)} that is new enough. "
            "Which versions are needed, and from where: docs/explanation/one-machine.md."
        )


class EngineMissing(LocalError):
    """No Docker engine with compose answers."""

    code = "engine_missing"

    def __init__(self, command: Sequence[str], said: str) -> None:
        super().__init__(
            f"No Docker engine with compose v2 and buildx answers ({' '.join(command)}):\n"
            f"{said.strip()}\n"
            "docs/how-to/run-in-containers.md says what is needed."
        )


class BuildFailed(LocalError):
    """A build step ended with an error."""

    code = "build_failed"

    def __init__(self, what: str, command: Sequence[str], output: str) -> None:
        super().__init__(
            f"{what} failed: {' '.join(command)}\n{output.rstrip()}\n"
            "If the network is at fault: docs/reference/settings.md, “Network”, says what is\n"
            "fetched from where, and how to name a proxy or a mirror."
        )


class StartFailed(LocalError):
    """A process ended, or did not become ready in time."""

    code = "start_failed"

    def __init__(self, name: str, what_happened: str, log: Path, last_lines: str) -> None:
        super().__init__(f"{name} {what_happened}. Its last lines (all in {log}):\n{last_lines}")


class StopFailed(LocalError):
    """The supervisor goes on although it was asked to end."""

    code = "stop_failed"

    def __init__(self, what_happened: str, pid: int) -> None:
        super().__init__(
            f"Stopping the platform {what_happened}. Look at ./egov status and ./egov logs egov, "
            f"or force it: kill -9 {pid} (all it started ends within five seconds)."
        )


class ResetUnconfirmed(LocalError):
    """Nobody said yes to the loss of all data, and there is nobody to ask."""

    code = "reset_unconfirmed"

    def __init__(self, var: Path) -> None:
        super().__init__(
            f"A reset removes all data of {var}, and there is no terminal to ask on. "
            "If that is what you want: ./egov reset --yes"
        )


class ResetUnderway(LocalError):
    """Somebody else starts or resets the platform at this moment."""

    code = "reset_underway"

    def __init__(self) -> None:
        super().__init__(
            "The platform is being started or reset by somebody else at this moment; nothing was "
            "removed. Run ./egov reset again."
        )


class TenantUnknown(LocalError):
    """``realms/`` declares no tenant of that name."""

    code = "tenant_unknown"

    def __init__(self, names: Sequence[str], known: Sequence[str]) -> None:
        mistake = f"No tenant is named {' or '.join(names)}." if names else "No tenant was named."
        super().__init__(
            f"{mistake} There are: {', '.join(known)}\n"
            "Choose some (--tenants danang,quang-nam) or all: ./egov up --tenants all"
        )


class TenantNotTaken(LocalError):
    """The running platform did not take what is declared of a tenant."""

    code = "tenant_not_taken"

    def __init__(self, tenant: str) -> None:
        super().__init__(
            f"{tenant} is declared, but the platform that runs did not take it: ./egov logs egov. "
            "Give the command again when that is mended."
        )


class TenantNotReady(LocalError):
    """A new tenant was not set up in time."""

    code = "tenant_not_ready"

    def __init__(self, tenant: str) -> None:
        super().__init__(
            f"{tenant} is declared, but not set up yet; it goes on in the background. "
            "How far it is: ./egov logs provinces, ./egov status"
        )


class ChoicesUnreadable(LocalError):
    """What the platform was told at its start cannot be read."""

    code = "choices_unreadable"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(
            f"{path} cannot be read ({mistake}). Remove it and tell ./egov up again what to run, "
            "such as --tenants danang,quang-nam"
        )


class LogUnknown(LocalError):
    """No process writes a log of that name."""

    code = "log_unknown"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        there_are = f"There are: {', '.join(known)}" if known else "There are none yet: ./egov up"
        super().__init__(f"No log is named {name!r}. {there_are}")


class DomainRefused(LocalError):
    """Addresses cannot end in that name."""

    code = "domain_refused"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. For example: ./egov up --tls --domain egov.example.vn")


class ListeningRefused(LocalError):
    """Other machines would be served over plain http."""

    code = "listening_refused"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"EGOV_LISTEN={address} would send passwords over the network unencrypted. Serve https "
            "(./egov up --tls --domain NAME), or unset EGOV_LISTEN."
        )


class AuthorityBroken(LocalError):
    """Our certificate authority can vouch for nobody."""

    code = "authority_broken"

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"The certificate authority in {folder}: {why}. Restore ca.crt and ca.key from a "
            "backup, or remove the folder: the next start then makes a new authority, which every "
            "browser must be told to trust again."
        )


class CertificateUnfit(LocalError):
    """A browser would not take the servers' certificate."""

    code = "certificate_unfit"

    def __init__(self, chain: Path, mistake: str) -> None:
        super().__init__(
            f"The certificate {chain} is of no use here. {mistake}\n"
            "docs/how-to/put-it-behind-tls.md says what it must have."
        )


class DataNewer(LocalError):
    """A newer source has written the data of the platform."""

    code = "data_newer"

    def __init__(self, var: Path, parts: Sequence[str], *, made_by: str, here: str) -> None:
        lines = "\n".join(f"  {part}" for part in parts)
        super().__init__(
            f"The data in {var} is newer than this source, and was left as it is:\n{lines}\n"
            f"It belongs to {made_by}; this is {here}. Take that source or a newer one. To go back "
            "to this one, restore a backup that it made: before an upgrade one is put into "
            f"{var}/before-upgrade."
        )


class StampUnreadable(LocalError):
    """Which source the data belongs to cannot be read."""

    code = "stamp_unreadable"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} says which source the data belongs to, and cannot be read. Put it back as it "
            "was, or restore a backup: ./egov restore FILE"
        )


class ModuleUnknown(LocalError):
    """No module of that name has a key."""

    code = "module_unknown"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no module {name}; there are {', '.join(known)}.")


class RotationUnderWay(LocalError):
    """A module's key was changed, and the one before is still taken; nothing was done."""

    status = 409
    code = "rotation_under_way"

    def __init__(self, tenant: str, module: str, until: str) -> None:
        super().__init__(
            f"{tenant}: the key of {module} was changed a while ago, and the one before is taken"
            f" until {until}. A module has two keys at most:"
            " change it again after that."
        )


class KeyNotTaken(LocalError):
    """Keycloak does not take the new key of a module, which goes on with the one it has."""

    status = 503
    code = "key_not_taken"

    def __init__(self, tenant: str, module: str) -> None:
        super().__init__(
            f"{tenant}: Keycloak does not take the new key of {module}. The module goes on with the"
            f" one it has. Is {module} switched off there, or gone? ./egov realm plan {tenant}"
            " Then give the same command again."
        )


class NotInContainer(LocalError):
    """The command is for a platform on one machine, and was typed in a container."""

    code = "not_in_container"

    def __init__(self, command: str, instead: str | None) -> None:
        text = f"./egov {command} is for a platform on one machine, and nothing was done. "
        super().__init__(
            f"{text}On the machine that the containers run on, in the checkout:\n  {instead}"
            if instead
            else f"{text}In containers nothing takes its place."
        )
