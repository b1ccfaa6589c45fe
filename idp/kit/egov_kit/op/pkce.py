"""Proof Key for Code Exchange (RFC 7636): always S256, whatever the sign-in server offers."""

import secrets

from authlib.oauth2.rfc7636 import create_s256_code_challenge


def new_verifier() -> str:
    """A fresh code verifier of 64 characters (384 bits)."""
    return secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of ``verifier``."""
    return str(create_s256_code_challenge(verifier))
