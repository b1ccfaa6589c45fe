"""Where the parts of one province are reached, as its realm must know it."""

from collections.abc import Sequence
from dataclasses import dataclass

from egov_kit.module import Module
from egov_kit.settings import Settings, module_host

from egov_idp.mail.server import MailServer


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Public addresses of portal and modules, and the two that only servers use.

    ``host`` is the portal's host name with port; ``directory`` holds one address of each replica;
    ``mail`` is the server that takes the province's mail.
    """

    scheme: str
    host: str
    internal: str
    directory: tuple[str, ...]
    mail: MailServer

    @classmethod
    def of(
        cls, settings: Settings, tenant: str, directory: Sequence[str], mail: MailServer
    ) -> "Addresses":
        """Those of one tenant by the kit's own settings, so that both sides agree."""
        return cls(
            scheme=settings.scheme,
            host=settings.tenants[tenant].host,
            internal=settings.internal_url,
            directory=tuple(directory),
            mail=mail,
        )

    def module(self, module: Module) -> str:
        """Public address of a module, without a trailing slash."""
        host = module_host(self.host, module.name, portal=module.kind == "portal")
        return f"{self.scheme}://{host}"

    def back_channel(self, module: Module) -> str:
        """Where Keycloak tells a module that a session has ended."""
        return f"{self.internal}/{module.name}/oidc/backchannel-logout"
