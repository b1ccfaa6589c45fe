"""Keys for tests, generated once per run and name."""

from functools import lru_cache

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey


@lru_cache
def key(kid: str, alg: str = "RS256", size: int = 2048) -> Key:
    """A private key for ``alg``; the same one for the same name."""
    parameters = {"kid": kid, "use": "sig", "alg": alg}
    if alg == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters)
    if alg.startswith("ES"):
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[alg], parameters)
    return RSAKey.generate_key(size, parameters)
