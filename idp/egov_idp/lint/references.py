"""A secret store that gives references instead of secrets, to build documents that hold none."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from joserfc.jwk import KeyParameters, RSAKey

from egov_idp.secrets import SecretStore, referred

_BITS = 2048


def is_reference(text: str) -> bool:
    """Whether it says where a secret lies, and does not hold one."""
    return referred(text) is not None


class References(SecretStore):
    """Reads nothing and writes nothing; all clients have the same key, made for the moment."""

    def __init__(self) -> None:
        super().__init__(Path())

    def given(self, reference: str) -> str:
        """The reference itself."""
        return reference

    def password(self, ref: str, length: int = 24) -> str:
        """Where it would be found."""
        return f"${{secret:{ref}}}"

    def find_password(self, ref: str) -> str | None:
        """As if every one had been put there."""
        return self.password(ref)

    def key(self, ref: str) -> Mapping[str, Any]:
        """A key of the right form."""
        return self._key

    def find_key(self, ref: str) -> Mapping[str, Any] | None:
        """No key lies beside another one."""
        return None

    @cached_property
    def _key(self) -> Mapping[str, Any]:
        parameters: KeyParameters = {"kid": "lint", "use": "sig", "alg": "RS256"}
        made = RSAKey.generate_key(_BITS, parameters, private=True).as_dict(private=True)
        return dict(json.loads(json.dumps(made)))
