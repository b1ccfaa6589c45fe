"""What the provider says of itself (Discovery 1.0, RFC 8414). All of it is so."""

from typing import Any

from egov_kit.simulator.client_auth import METHODS
from egov_kit.simulator.clients import SIGNATURES
from egov_kit.simulator.core import Core
from egov_kit.simulator.wire import Call, Reply

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
SCOPES = ("openid", "profile", "email")


def serve_discovery(core: Core, _call: Call) -> Reply:
    """The discovery document."""
    return Reply(body=core.switches.document("discovery", document(core)))


def serve_keys(core: Core, _call: Call) -> Reply:
    """The key set."""
    return Reply(body=core.switches.document("keys", {"keys": core.keys.published}))


def document(core: Core) -> dict[str, Any]:
    """The discovery document, without faults."""
    return {**_endpoints(core), **_ways(core), **_proofs()}


def _endpoints(core: Core) -> dict[str, Any]:
    return {
        "issuer": core.issuer,
        "authorization_endpoint": f"{core.base}/auth",
        "token_endpoint": f"{core.base}/token",
        "userinfo_endpoint": f"{core.base}/userinfo",
        "jwks_uri": f"{core.base}/certs",
        "end_session_endpoint": f"{core.base}/logout",
        "introspection_endpoint": f"{core.base}/token/introspect",
        "revocation_endpoint": f"{core.base}/revoke",
        "pushed_authorization_request_endpoint": f"{core.base}/ext/par/request",
    }


def _ways(core: Core) -> dict[str, Any]:
    return {
        "require_pushed_authorization_requests": False,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            EXCHANGE,
        ],
        "scopes_supported": list(SCOPES),
        "subject_types_supported": ["public"],
        "acr_values_supported": list(core.levels),
        "prompt_values_supported": ["none", "login"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _proofs() -> dict[str, Any]:
    secured = [each for each in METHODS if each != "none"]
    return {
        "id_token_signing_alg_values_supported": list(SIGNATURES),
        "token_endpoint_auth_methods_supported": list(METHODS),
        "token_endpoint_auth_signing_alg_values_supported": list(SIGNATURES),
        "introspection_endpoint_auth_methods_supported": secured,
        "introspection_endpoint_auth_signing_alg_values_supported": list(SIGNATURES),
        "revocation_endpoint_auth_methods_supported": list(METHODS),
        "revocation_endpoint_auth_signing_alg_values_supported": list(SIGNATURES),
        "dpop_signing_alg_values_supported": list(SIGNATURES),
    }
