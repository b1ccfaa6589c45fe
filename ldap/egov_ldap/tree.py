"""Names of entries: where a tenant's people, units, posts and service accounts lie."""

from typing import Literal
from uuid import UUID

ServiceAccount = Literal["keycloak", "writer", "replica"]

SERVICE_ACCOUNTS: tuple[ServiceAccount, ...] = ("keycloak", "writer", "replica")
FOLDERS = ("people", "units", "posts", "removed", "services")


def suffix(tenant: str) -> str:
    """The root of a tenant; nothing of it lies elsewhere."""
    return f"o={tenant},c=VN"


def folder(tenant: str, name: str) -> str:
    """One of `FOLDERS`."""
    return f"ou={name},{suffix(tenant)}"


def person(tenant: str, staff_id: UUID) -> str:
    """The entry of a person; a rename or a move does not change it."""
    return f"egovStaffId={staff_id},{folder(tenant, 'people')}"


def unit(tenant: str, code: str) -> str:
    """The entry of a unit."""
    return f"egovUnitCode={code},{folder(tenant, 'units')}"


def post(tenant: str, post_id: UUID) -> str:
    """The entry of a post."""
    return f"egovPostId={post_id},{folder(tenant, 'posts')}"


def service(tenant: str, account: ServiceAccount) -> str:
    """The bind name of a service account."""
    return f"cn={account},{folder(tenant, 'services')}"
