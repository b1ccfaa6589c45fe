"""What can go wrong in the kit.

::

    KitError
    ├── ModuleInvalid        module.toml cannot be used
    ├── ClaimInvalid         a claim of a verified token has a form we do not know
    ├── IssuerInvalid        a configured issuer is no address a sign-in server may have
    ├── ProviderError        the sign-in server did not do its part
    │   ├── ProviderUnreachable  no answer, too slow or 5xx: may work again by itself
    │   └── ProviderMisbehaved   it answered what no sign-in server may answer
    ├── GrantRefused         the token endpoint said invalid_grant to a code or refresh token
    ├── CallRefused          the token exchange towards another module was refused
    ├── TokenRefused         a token that is not good here
    ├── SessionOver          the sign-in session of this request has ended
    ├── PersonUnknown        the person was asked for where nobody is signed in
    ├── ViewUndeclared       a view does not say who may see it: the app refuses to start
    ├── CallUndeclared       a token was asked for towards a module that ``calls`` does not name
    └── ComponentChanged     a component's English text is not where we replace it

Every class has ``status``, the HTTP status an uncaught one becomes, and ``code``, a stable name
for logs and API answers.
"""

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
    """The sign-in server answered what no sign-in server may answer; a browser leg says 400."""

    status = 400
    code = "provider_misbehaved"


class GrantRefused(_Reasoned):
    """The token endpoint said ``invalid_grant`` to a code or refresh token."""

    status = 400
    code = "grant_refused"


class CallRefused(_Reasoned):
    """The token exchange towards another module was refused."""

    status = 502
    code = "call_refused"


class TokenRefused(_Reasoned):
    """A token that is not good here: 401 on an API leg; a browser or logout leg answers 400.

    ``reason`` is for the log alone, so that an answer is no oracle.
    """

    status = 401
    code = "invalid_token"


class SessionOver(KitError):
    """The sign-in session of this request has ended."""

    status = 401
    code = "session_over"


class PersonUnknown(KitError):
    """The person was asked for where nobody is signed in."""

    code = "person_unknown"


class ViewUndeclared(KitError):
    """A view does not say who may see it, so the app refuses to start."""

    code = "view_undeclared"

    def __init__(self, endpoint: str) -> None:
        super().__init__(
            f"view {endpoint!r} must be declared with one of @oidc.public, @oidc.login, "
            "@oidc.requires or @oidc.bearer"
        )


class CallUndeclared(KitError):
    """A token was asked for towards a module that ``calls`` in ``module.toml`` does not name."""

    code = "call_undeclared"

    def __init__(self, module: str, audience: str) -> None:
        super().__init__(f"module {module!r} does not name {audience!r} in its calls")


class ComponentChanged(KitError):
    """A GOV.UK component's English text is not where we replace it."""

    code = "component_changed"

    def __init__(self, component: str, text: str) -> None:
        super().__init__(f"component {component} holds no {text!r}: adapt egov_kit.components")
