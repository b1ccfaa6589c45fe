"""Which keys and passwords each service gets: those it needs, in a volume of its own.

The whole store lies in a volume that only one-shot steps mount. They copy what a service needs to
``/handout/<service>``, which is the volume the service reads as its own store.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from egov_kit.database import kit_store
from egov_kit.files import write_over
from egov_kit.module import Module, discover

from egov_idp.local import keycloak
from egov_idp.local.platform import Platform
from egov_idp.people.load import password_ref
from egov_idp.realms.clients import key_ref
from egov_idp.secrets import SecretStore

HANDOUT: Final = Path("/handout")
OWNER: Final = "egov"
"""The role of PostgreSQL that owns the modules' databases; for one-shot steps alone."""
OWNER_SECRET: Final = f"postgres/{OWNER}"


def modules_of(service: str) -> tuple[Module, ...]:
    """The modules a service runs: its own, or the people API's."""
    if service == "people":
        return tuple(each for each in discover() if each.kind == "api")
    return tuple(each for each in hosted() if each.name == service)


def hosted() -> tuple[Module, ...]:
    """The modules that serve browsers; each is a service of its own name."""
    return tuple(each for each in discover() if each.kind != "api")


def recipients() -> tuple[str, ...]:
    """The services that get secrets."""
    return ("database", "keycloak", "people", "internal", *(each.name for each in hosted()))


def role_ref(role: str) -> str:
    """Where the password of a role of PostgreSQL lies in the store."""
    return f"postgres/{role}"


def password_file(store: SecretStore, roles: Iterable[str]) -> str:
    """PostgreSQL's ``pgpass`` for these roles."""
    return "".join(f"*:*:*:{role}:{store.password(role_ref(role))}\n" for role in roles)


def hand_out(platform: Platform, folder: Path = HANDOUT) -> None:
    """Make what does not exist yet, and give every service what it needs and nothing else."""
    for service in recipients():
        needed = _needed(platform, service)
        for left_over in _files(folder / service) - set(needed):
            (folder / service / left_over).unlink()
        for ref, text in needed.items():
            write_secret(folder / service / ref, text)


def write_secret(path: Path, text: str) -> None:
    """Write it whole and for its owner alone, over what may be there."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_over(path, text)


def _needed(platform: Platform, service: str) -> Mapping[str, str]:
    """References to what they stand for."""
    store, passwords = platform.secrets, platform.layout.database_passwords.name
    if service == "database":
        return _passwords(store, OWNER_SECRET)
    if service == "keycloak":
        return _passwords(store, keycloak.ADMIN_SECRET, keycloak.DATABASE_SECRET)
    if service == "internal":
        roles = [kit_store(each.name) for each in hosted()]
        return {passwords: password_file(store, roles)}
    return {
        passwords: password_file(store, _stores(modules_of(service))),
        **_keys(platform, modules_of(service)),
        **(_writers(platform) if service == "people" else _passwords(store, f"web/{service}")),
    }


def _stores(modules: Iterable[Module]) -> list[str]:
    return [store for each in modules for store in (each.name, kit_store(each.name))]


def _keys(platform: Platform, modules: Iterable[Module]) -> dict[str, str]:
    store = platform.secrets
    refs = [key_ref(tenant, each) for tenant in platform.realms for each in modules]
    return {ref: json.dumps(store.key(ref)) for ref in refs}


def _writers(platform: Platform) -> dict[str, str]:
    refs = (password_ref(tenant, "ldap", "writer") for tenant in platform.realms)
    return _passwords(platform.secrets, *refs)


def _passwords(store: SecretStore, *refs: str) -> dict[str, str]:
    return {ref: store.password(ref) for ref in refs}


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":  # the Dockerfile makes the folders that the volumes are mounted at
    sys.stdout.write(" ".join(str(HANDOUT / service) for service in recipients()))
