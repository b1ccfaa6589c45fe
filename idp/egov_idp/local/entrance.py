"""How people come in: the names and ports of the addresses, and where the public servers listen."""

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Self

from egov_kit.op.transport import Transport

from egov_idp.local.certificates import Certificate
from egov_idp.local.choices import Choices
from egov_idp.local.errors import ListeningRefused
from egov_idp.local.layout import Front, Layout
from egov_idp.local.probes import HttpProbe

LOCALHOST: Final = "localhost"
LOOPBACK: Final = "127.0.0.1"
_USUAL: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """Plain http on ``*.localhost``, or https on names below ``domain`` with ``certificate``.

    ``own`` says that the certificate comes from our own authority.
    """

    layout: Layout
    domain: str = LOCALHOST
    certificate: Certificate | None = None
    own: bool = False

    @classmethod
    def of(cls, layout: Layout, chosen: Choices) -> Self:
        """The entrance of one platform; raises `ListeningRefused`."""
        listen = layout.front.listen
        if not (chosen.tls and chosen.domain):
            if listen and not ipaddress.ip_address(listen).is_loopback:
                raise ListeningRefused(listen)
            return cls(layout=layout)
        given = _given(layout.front)
        return cls(
            layout=layout,
            domain=chosen.domain,
            certificate=given or Certificate.below(layout.tls / chosen.domain),
            own=given is None,
        )

    @property
    def scheme(self) -> Literal["http", "https"]:
        """Of every address people see."""
        return "https" if self.certificate else "http"

    @property
    def listen(self) -> str:
        """Where portal and sign-in listen."""
        return self.layout.front.listen or self.layout.hosts.listen

    @property
    def sign_in(self) -> str:
        """Address of the sign-in server; the issuer is ``<address>/realms/<tenant>``."""
        return f"{self.scheme}://{self._at(f'sso.{self.domain}', self.layout.ports.keycloak)}"

    @property
    def connect_to(self) -> str:
        """``host:port`` at which other processes reach the sign-in server."""
        return f"{self._single() or self.layout.hosts.keycloak}:{self.layout.ports.keycloak}"

    def portal_host(self, tenant: str) -> str:
        """Host name of a province's portal, with the port unless it is the usual one."""
        return self._at(f"{tenant}.{self.domain}", self.layout.ports.web)

    def names(self, tenants: Iterable[str]) -> list[str]:
        """What a certificate must be for: the sign-in server, each portal, all its modules."""
        portals = [f"{tenant}.{self.domain}" for tenant in tenants]
        return [f"sso.{self.domain}", *(n for p in portals for n in (p, f"*.{p}"))]

    @property
    def here(self) -> str:
        """The address at which a program of this machine reaches a public server."""
        return self._single() or LOOPBACK

    def address(self, port: int) -> str:
        """Where the public server on that port is reached on this machine."""
        return f"{self.scheme}://{self.here}:{port}"

    def probe(self, host: str, port: int) -> HttpProbe:
        """Whether the public server on that port answers for a host name."""
        shown, trusted = self.certificate, None
        if shown:
            trusted = str(shown.authority or "")
        return HttpProbe(port=port, host=host, address=self.here, trusted=trusted)

    def to_sign_in(self, issuer: str) -> Transport:
        """Calls to the sign-in server; raises `OSError` if the authority cannot be read."""
        shown = self.certificate
        return Transport(
            issuer,
            connect_to=self.connect_to,
            allow_http=shown is None,
            ssl_context=ssl.create_default_context(cafile=shown.authority) if shown else None,
        )

    def _single(self) -> str | None:
        """The one address that was chosen to listen on, if there is one."""
        chosen = self.layout.front.listen
        return None if not chosen or ipaddress.ip_address(chosen).is_unspecified else chosen

    def _at(self, host: str, port: int) -> str:
        shown = self.layout.front.public_port or port
        return host if shown == _USUAL[self.scheme] else f"{host}:{shown}"


def _given(front: Front) -> Certificate | None:
    if front.certificate is None or front.key is None:
        return None
    return Certificate(chain=front.certificate, key=front.key, authority=None)
