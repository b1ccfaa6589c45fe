"""Who is asking: the four ways a client proves itself (OIDC Core 9, RFC 7523)."""

import base64
import binascii
import hmac
from urllib.parse import unquote_plus

from egov_kit.simulator.clients import SIGNATURES, Client
from egov_kit.simulator.core import Core
from egov_kit.simulator.errors import Refused
from egov_kit.simulator.jose import claims_of, header_of, verifies
from egov_kit.simulator.wire import Call

METHODS = ("private_key_jwt", "client_secret_basic", "client_secret_post", "none")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_LIFE = 3_600


def authenticate(core: Core, call: Call) -> Client:
    """The client a request comes from; raises `Refused` ``invalid_client``."""
    if "client_assertion" in call.form:
        if call.form.get("client_assertion_type") != _ASSERTION:
            raise _unknown("client_assertion_type is another one")
        return by_assertion(core, call, call.form["client_assertion"])
    basic = call.headers.get("authorization", "")
    if basic.lower().startswith("basic "):
        return _by_secret(core, *_basic(basic[6:]))
    if "client_secret" in call.form:
        return _by_secret(core, call.form.get("client_id", ""), call.form["client_secret"])
    client = core.client(call.form.get("client_id"))
    if not client.public:
        raise _unknown("this client must authenticate")
    return client


def _unknown(why: str) -> Refused:
    return Refused("invalid_client", why, status=401)


def _basic(encoded: str) -> tuple[str, str]:
    """Both parts are form-encoded below the Base64 (RFC 6749 2.3.1)."""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise _unknown("Authorization is no Basic") from None
    return unquote_plus(user), unquote_plus(password)


def _by_secret(core: Core, client_id: str, secret: str) -> Client:
    client = core.client(client_id)
    if client.secret is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
        raise _unknown("the secret is another one")
    return client


def by_assertion(core: Core, call: Call, assertion: str) -> Client:
    """The client that signed it, for this issuer or this very address; raises `Refused`."""
    try:
        header, claims = header_of(assertion), claims_of(assertion)
    except ValueError:
        raise _unknown("client_assertion is no JWT") from None
    client = core.client(claims.get("sub"))
    if not _is_signed(client, assertion, header):
        raise _unknown("client_assertion is not signed by a key of the client")
    named = call.form.get("client_id", client.client_id)
    if named != claims.get("iss") or not _is_fresh(core, call, claims):
        raise _unknown("client_assertion is of another client, for another issuer, old or used")
    return client


def _is_signed(client: Client, assertion: str, header: dict[str, object]) -> bool:
    alg, kid = header.get("alg"), header.get("kid")
    if alg not in SIGNATURES:
        return False
    fitting = [each for each in client.keys if kid is None or each.kid in (None, kid)]
    return any(verifies(assertion, each, str(alg)) for each in fitting)


def _is_fresh(core: Core, call: Call, claims: dict[str, object]) -> bool:
    """What Keycloak checks: one audience, ours; an hour at most; a ``jti`` used once."""
    now, ends, jti = core.now(), claims.get("exp"), claims.get("jti")
    ours = (core.issuer, f"{core.base}/token", f"{core.origin}{call.path}")
    if claims.get("iss") != claims.get("sub") or not _is_one_of(claims.get("aud"), ours):
        return False
    if not isinstance(ends, int) or not now - 15 < ends <= now + 15 + _LONGEST_LIFE:
        return False
    return isinstance(jti, str) and core.state.first_use(f"assertion {jti}", until=ends + 15)


def _is_one_of(audience: object, ours: tuple[str, ...]) -> bool:
    one = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return one in ours
