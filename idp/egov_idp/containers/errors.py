"""What can go wrong in a container before its process runs.

::

    IdpError
    ├── ServiceUnknown       no service has that name
    ├── DirectoryThere       a directory would be loaded where one is
    └── ProvinceUnknown      a backup holds a province that is not declared
"""

from collections.abc import Sequence

from egov_idp.errors import IdpError


class ServiceUnknown(IdpError):
    """No service of ``docker-compose.yml`` has that name."""

    code = "service_unknown"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"No service is named {name!r}. There are: {', '.join(known)}")


class DirectoryThere(IdpError):
    """A directory is loaded only where there is none."""

    code = "directory_there"

    def __init__(self, tenants: Sequence[str]) -> None:
        super().__init__(
            f"There are people already, of {', '.join(tenants)}; nothing was restored. To remove "
            "everything that is there, data and keys: docker compose down --volumes"
        )


class ProvinceUnknown(IdpError):
    """The backup holds a province that this source does not declare."""

    code = "province_unknown"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"realms/ declares no {tenant!r}; restore with the source of the backup.")
