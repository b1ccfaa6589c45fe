"""The sign-in server's signing keys (RFC 7517): which of a JWKS we take, and how long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry
from joserfc.util import base64_to_int

from egov_kit.errors import ProviderMisbehaved, ProviderUnreachable
from egov_kit.op.refreshing import Policy
from egov_kit.op.transport import Transport

POLICY = Policy(fresh_for=300, valid_for=600, stale_for=3600, cool_down=30)
_MOST_KEYS = 50
_MOST_TRIED = 5
_RSA_BITS = range(2048, 8193)
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CURVES = {
    "P-256": frozenset({"ES256"}),
    "P-384": frozenset({"ES384"}),
    "P-521": frozenset({"ES512"}),
    "Ed25519": frozenset({"EdDSA", "Ed25519"}),
}


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """One public key and the algorithms it may verify."""

    kid: str | None
    algorithms: frozenset[str]
    key: Key

    def verifies(self, algorithm: str, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` of ``message`` was made with this key's other half."""
        try:
            return JWSRegistry.algorithms[algorithm].verify(message, signature, self.key)
        except (JoseError, ValueError):
            return False


class KeyRing:
    """All keys of one JWKS that may verify a signature."""

    def __init__(self, keys: Iterable[SigningKey]) -> None:
        self._keys = tuple(keys)
        self._kids = frozenset(each.kid for each in self._keys)
        # A token without kid may be of any of them.
        self._fitting = _by_kid_and_algorithm(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def knows(self, kid: str) -> bool:
        """Whether a key of that name is here, for whatever algorithm."""
        return kid in self._kids

    def verifies(self, kid: str | None, algorithm: str, message: bytes, signature: bytes) -> bool:
        """Whether one of the keys that may have made ``signature`` did.

        Without ``kid``, or with twins of one ``kid``, each that fits is tried: at most five.
        """
        fitting = self._fitting.get((kid, algorithm), ())
        if len(fitting) > _MOST_TRIED:
            return False
        return any(each.verifies(algorithm, message, signature) for each in fitting)


def _by_kid_and_algorithm(
    keys: Iterable[SigningKey],
) -> Mapping[tuple[str | None, str], tuple[SigningKey, ...]]:
    found: dict[tuple[str | None, str], tuple[SigningKey, ...]] = {}
    for each in keys:
        for algorithm in each.algorithms:
            for kid in {each.kid, None}:
                found[kid, algorithm] = (*found.get((kid, algorithm), ()), each)
    return found


def fetch_keys(transport: Transport, jwks_uri: str) -> KeyRing:
    """The key ring at ``jwks_uri``; raises `ProviderUnreachable` for all that is no good JWKS.

    Without keys nobody can be believed or refused, so for the caller it is the same as no answer.
    """
    try:
        answer = transport.get(jwks_uri)
        if answer.status != 200:
            raise ProviderUnreachable("keys are not there")
        # Some servers say application/jwk-set+json, which RFC 7517 registers.
        return read_keys(answer.json_object("application/jwk-set+json"))
    except ProviderMisbehaved as error:
        raise ProviderUnreachable(f"keys: {error.reason}") from None


def read_keys(document: Mapping[str, object]) -> KeyRing:
    """The usable keys of a JWKS; raises `ProviderMisbehaved` when there is none."""
    entries = document.get("keys")
    if not isinstance(entries, list) or len(entries) > _MOST_KEYS:
        raise ProviderMisbehaved("not a key set")
    usable = [key for entry in entries if (key := find_key(entry)) is not None]
    if not usable:
        raise ProviderMisbehaved("key set without a usable key")
    return KeyRing(usable)


def find_key(entry: object) -> SigningKey | None:
    """The key of one JWKS entry, `None` if it is not for us; a bad one never spoils the others."""
    if not isinstance(entry, dict) or not _is_for_signatures(entry):
        return None
    kid = entry.get("kid")
    if not (kid is None or isinstance(kid, str)):
        return None
    try:
        # Only what makes the key: other members are theirs to extend.
        key = import_key({n: entry[n] for n in ("kty", "n", "e", "crv", "x", "y") if n in entry})
    except (JoseError, ValueError, TypeError, KeyError, OverflowError):
        return None
    algorithms = _algorithms_of(key)
    if "alg" in entry:
        algorithms &= {str(entry["alg"])}
    return SigningKey(kid=kid, algorithms=algorithms, key=key) if algorithms else None


def _is_for_signatures(entry: Mapping[str, object]) -> bool:
    # Symmetric keys never come from the net, and a private half that was published is burnt.
    if entry.get("kty") not in ("RSA", "EC", "OKP") or not _PRIVATE.isdisjoint(entry):
        return False
    if entry["kty"] == "RSA" and not _has_rsa_size(entry.get("n")):
        return False
    operations = entry.get("key_ops", ["verify"])
    return entry.get("use", "sig") == "sig" and (
        isinstance(operations, list) and "verify" in operations
    )


def _has_rsa_size(modulus: object) -> bool:
    # Measured before the import, which warns of short keys and computes with long ones.
    if not isinstance(modulus, str) or len(modulus) > 2 * _RSA_BITS[-1] // 8:
        return False
    try:
        return base64_to_int(modulus).bit_length() in _RSA_BITS
    except ValueError:
        return False


def _algorithms_of(key: Key) -> frozenset[str]:
    if isinstance(key, RSAKey):
        return _RSA
    if isinstance(key, ECKey | OKPKey):
        return _CURVES.get(key.curve_name, frozenset())
    return frozenset()
