"""The relying party's protocol layer: OpenID Connect without a web framework."""

from egov_kit.op.access_token import AccessToken
from egov_kit.op.client_auth import ClientKey
from egov_kit.op.dpop import Proof, ProofKey
from egov_kit.op.id_token import IdToken
from egov_kit.op.issuer import Issuer
from egov_kit.op.jws import issuer_of
from egov_kit.op.logout_token import LogoutToken
from egov_kit.op.pkce import challenge_of, new_verifier
from egov_kit.op.provider import Provider
from egov_kit.op.providers import Providers
from egov_kit.op.security_event import SecurityEvent
from egov_kit.op.token_endpoint import TokenSet
from egov_kit.op.userinfo import UserInfo
from egov_kit.op.verifier import Rules

__all__ = [
    "AccessToken",
    "ClientKey",
    "IdToken",
    "Issuer",
    "LogoutToken",
    "Proof",
    "ProofKey",
    "Provider",
    "Providers",
    "Rules",
    "SecurityEvent",
    "TokenSet",
    "UserInfo",
    "challenge_of",
    "issuer_of",
    "new_verifier",
]
