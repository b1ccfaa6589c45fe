"""What one app of the kit is made of, and the state of the request it is serving."""

from dataclasses import dataclass
from datetime import UTC, datetime

from egov_kit.attempts import Attempts
from egov_kit.drafts import Drafts
from egov_kit.formkeys import key_file, read_keys
from egov_kit.logouts import Logouts
from egov_kit.module import Module
from egov_kit.op import Provider, Providers
from egov_kit.op.origin import issuer_origin
from egov_kit.refresh import Refresher
from egov_kit.rows import ProofRows
from egov_kit.sessions import KeptSession, Sessions
from egov_kit.settings import Settings
from egov_kit.store import Now, Store
from egov_kit.tenants import Places, tenant
from egov_kit.visit import find_visit, get_visit


def utc_now() -> datetime:
    """The clock on the wall, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Kit:
    """The parts that an app's requests share; ``keys`` are the module's own (`formkeys`)."""

    settings: Settings
    module: Module
    places: Places
    providers: Providers
    now: Now
    keys: tuple[str, ...] = ()

    def sessions(self) -> Sessions:
        """Sign-in sessions of the current tenant."""
        return Sessions(self._store())

    def attempts(self) -> Attempts:
        """Sign-ins under way at the current tenant."""
        return Attempts(self._store())

    def drafts(self) -> Drafts:
        """Forms that wait for their person, of the current tenant."""
        return Drafts(self._store())

    def logouts(self) -> Logouts:
        """The provider's orders to sign out, of the current tenant."""
        return Logouts(self._store())

    def proofs(self) -> ProofRows:
        """What was shown to this module of the current tenant and may not be shown again."""
        return self._store().rows.proofs

    def provider(self) -> Provider:
        """The current tenant's sign-in server, as this module sees it."""
        return self.provider_of(None)

    def provider_of(self, issuer: str | None) -> Provider:
        """The one that somebody signed in at: the current tenant's, or a former one of it."""
        return self.providers.get(tenant.name, self.module.name, issuer)

    def refresher(self) -> Refresher:
        """What keeps the sessions of the current tenant fresh."""
        return Refresher(self.sessions(), self.provider_of)

    def address(self, path: str) -> str:
        """The full public address of a path of this module at the current tenant."""
        return f"{self.settings.scheme}://{tenant.host}{path}"

    def portal_url(self) -> str:
        """The current tenant's portal."""
        return self.settings.module_url(tenant.name, "portal", portal=True) + "/"

    def _store(self) -> Store:
        return Store(
            settings=self.settings, tenant=tenant.name, module=self.module.name, now=self.now
        )


def make_kit(
    module: Module, settings: Settings, *, providers: Providers | None = None, now: Now = utc_now
) -> Kit:
    """The kit of one app; ``providers`` may be shared by the apps of a process.

    Raises `IssuerInvalid`, which names what is wrong.
    """
    for each in (server for found in settings.tenants.values() for server in found.servers):
        issuer_origin(each.issuer, allow_http=settings.environment == "development")
    return Kit(
        settings=settings,
        module=module,
        places=Places(settings, [module]),
        providers=providers or Providers(settings),
        now=now,
        keys=() if module.kind == "api" else read_keys(key_file(settings, module.name)),
    )


def current_kit() -> Kit:
    """The kit of the app that serves this request."""
    return get_visit().kit


def find_session() -> KeptSession | None:
    """The live session of this request, once the guard has let it in."""
    visit = find_visit()
    return visit.session if visit else None
