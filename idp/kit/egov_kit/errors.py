"""What can go wrong in the kit.

::

    KitError
    ├── ModuleInvalid        module.toml cannot be used
    ├── ModuleUnknown        no installed module has the name in the settings
    ├── ClaimInvalid         a claim of a verified token has a form we do not know
    ├── IssuerInvalid        a configured issuer is no address a sign-in server may have
    ├── ProviderError        the sign-in server did not do its part
    │   ├── ProviderUnreachable  no answer, too slow or 5xx: may work again by itself
    │   └── ProviderMisbehaved   it answered what no sign-in server may answer
    ├── GrantRefused         the token endpoint said invalid_grant to a code or refresh token
    ├── CallRefused          the token exchange towards another module was refused
    ├── CalleeUnknown        the settings have no address of the module that is to be called
    ├── CalleeUnreachable    another module gave no answer in time
    ├── CalleeMisbehaved     another module answered what nobody can use
    ├── TokenRefused         a token that is not good here
    │   ├── EventRefused         a security event token that is not good here
    │   ├── ProofRefused         a proof of a key (DPoP) that is not good for this request
    │   ├── MapperMissing        a token of our own realm lacks a claim that a mapper puts there
    │   └── SignInTooWeak        a sign-in less strong or less recent than was asked for
    ├── SessionOver          the sign-in session of this request has ended
    │   └── SealBroken           its tokens were sealed with a key that is gone, or for another row
    ├── TenantBeingSetUp     the province of this request does not serve yet
    ├── TenantRetired        the province of this request has been closed
    ├── NothingHere          there is nothing at this address, or not for this person
    ├── FormRefused          a form came without the token of its browser
    ├── PersonUnknown        the person was asked for where nobody is signed in
    ├── NotStaff             the ``staff_id`` was asked for of who comes from an outside provider
    ├── ViewUndeclared       a view does not say who may see it: the app refuses to start
    ├── ViewInvalid          a view asks for what nobody can have: the same
    ├── CallUndeclared       a token was asked for towards a module that ``calls`` does not name
    ├── ComponentChanged     a component's English text is not where we replace it
    ├── StoreUnreachable     where the sessions lie cannot be reached: may work again by itself
    └── StoreNewer           a newer source has migrated a database

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

from collections.abc import Sequence
from pathlib import Path


class KitError(Exception):
    """The root of the kit's errors."""

    status = 500
    code = "kit_error"


class ModuleInvalid(KitError):
    """A ``module.toml`` that cannot be used."""

    code = "module_invalid"

    def __init__(self, path: Path, mistake: str) -> None:
        super().__init__(f"{path}: {mistake}")


class ModuleUnknown(KitError):
    """No installed module has the name in the settings."""

    code = "module_unknown"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"EGOV_MODULE={name}: no such module. There are: {', '.join(known)}")


class ClaimInvalid(KitError):
    """A claim of a verified token has a form we do not know."""

    status = 401
    code = "claim_invalid"

    def __init__(self, claim: str, value: str) -> None:
        super().__init__(f"claim {claim}: {value!r} cannot be read")


class IssuerInvalid(KitError):
    """A configured issuer that is no address a sign-in server may have."""

    code = "issuer_invalid"

    def __init__(self, issuer: str, mistake: str) -> None:
        super().__init__(f"issuer {issuer!r} {mistake}")


class _Reasoned(KitError):
    """An error with a short ``reason`` of ours: it never holds a token, code, secret or claim."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderError(_Reasoned):
    """The sign-in server did not do its part."""

    status = 503
    code = "provider_error"


class ProviderUnreachable(ProviderError):
    """The sign-in server gave no usable answer now; ``retry_after`` is in seconds."""

    code = "provider_unreachable"
    retry_after = 5


class ProviderMisbehaved(ProviderError):
    """The sign-in server answered what no sign-in server may answer.

    It is nobody's fault who asks us: 503. A sign-in under way answers 400, for it may be why.
    """

    code = "provider_misbehaved"


class GrantRefused(_Reasoned):
    """The token endpoint said ``invalid_grant`` to a code or refresh token."""

    status = 400
    code = "grant_refused"


class CallRefused(_Reasoned):
    """The token exchange towards another module was refused."""

    status = 502
    code = "call_refused"


class CalleeUnknown(KitError):
    """The settings have no address of the module that is to be called."""

    code = "callee_unknown"

    def __init__(self, audience: str) -> None:
        super().__init__(f"EGOV_APIS names no address for {audience!r}")


class CalleeUnreachable(_Reasoned):
    """Another module gave no answer in time; what was sent may have been done all the same."""

    status = 503
    code = "callee_unreachable"


class CalleeMisbehaved(_Reasoned):
    """Another module answered what nobody can use: too much, or no JSON."""

    status = 502
    code = "callee_misbehaved"


class TokenRefused(_Reasoned):
    """A token that is not good here: 401 on an API leg; a browser or logout leg answers 400.

    ``reason`` is for the log alone, so that an answer is no oracle.
    """

    status = 401
    code = "invalid_token"
    err = "invalid_request"
    """What is told of it to the sender of a security event (RFC 8935 §2.4)."""


class EventRefused(TokenRefused):
    """A security event token that is not good here, and which ``err`` says why."""

    def __init__(self, err: str, reason: str) -> None:
        super().__init__(reason)
        self.err = err


class ProofRefused(TokenRefused):
    """A proof of a key (RFC 9449) that is not good for this request."""

    code = "invalid_dpop_proof"


class MapperMissing(TokenRefused):
    """A token of our own realm lacks ``claim``, which a mapper of the realm puts there."""

    code = "mapper_missing"

    def __init__(self, claim: str) -> None:
        super().__init__(f"no claim {claim}: the realm lacks its mapper, see ./egov realm plan")
        self.claim = claim


class SignInTooWeak(TokenRefused):
    """A sign-in less strong (``acr``) or less recent (``auth_time``) than was asked for."""

    code = "insufficient_user_authentication"


class SessionOver(KitError):
    """The sign-in session of this request has ended."""

    status = 401
    code = "session_over"


class SealBroken(SessionOver):
    """Something sealed was made with a key that is gone, or for another place: it is worthless."""

    code = "seal_broken"


class TenantBeingSetUp(KitError):
    """The province of this request does not serve yet; it will by itself."""

    status = 503
    code = "tenant_being_set_up"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"{tenant} is being set up")


class TenantRetired(KitError):
    """The province of this request has been closed."""

    status = 410
    code = "tenant_retired"

    def __init__(self, tenant: str) -> None:
        super().__init__(f"{tenant} has been closed")


class NothingHere(KitError):
    """There is nothing at this address, or not for this person: one cannot be told from the other.

    An adapter answers it as its framework answers an address that does not exist.
    """

    status = 404
    code = "not_found"


class FormRefused(KitError):
    """A form came without the token of its browser, or with an old one."""

    status = 400
    code = "csrf"


class PersonUnknown(KitError):
    """The person was asked for where nobody is signed in."""

    code = "person_unknown"


class NotStaff(KitError):
    """The ``staff_id`` was asked for of somebody who comes from an outside provider."""

    status = 403
    code = "not_staff"


class ViewUndeclared(KitError):
    """A view does not say who may see it, so the app refuses to start."""

    code = "view_undeclared"

    def __init__(self, endpoint: str) -> None:
        super().__init__(
            f"view {endpoint!r} must be declared with one of @oidc.public, @oidc.login, "
            "@oidc.requires or @oidc.api"
        )


class ViewInvalid(KitError):
    """A view asks for what nobody can have, so the app refuses to start."""

    code = "view_invalid"

    def __init__(self, endpoint: str, mistake: str) -> None:
        super().__init__(f"view {endpoint!r} {mistake}")


class CallUndeclared(KitError):
    """A token was asked for towards a module that ``calls`` in ``module.toml`` does not name."""

    code = "call_undeclared"

    def __init__(self, module: str, audience: str) -> None:
        super().__init__(f"module {module!r} does not name {audience!r} in its calls")


class ComponentChanged(KitError):
    """A GOV.UK component's English text is not where we replace it."""

    code = "component_changed"

    def __init__(self, component: str, text: str) -> None:
        super().__init__(f"component {component} holds no {text!r}: adapt egov_kit.web.components")


class StoreUnreachable(_Reasoned):
    """Where the kit keeps its rows cannot be reached now; nobody is signed out by that."""

    status = 503
    code = "store_unreachable"


class StoreNewer(KitError):
    """A database that a newer source has migrated; it was left as it is."""

    code = "store_newer"

    def __init__(self, store: str, version: str, known: str) -> None:
        super().__init__(
            f"the database {store} is at version {version}, and this source knows up to {known}: "
            "take the source that migrated it, or a newer one"
        )
