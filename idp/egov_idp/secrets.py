"""Keys and passwords, known to the rest only by reference.

A reference such as ``danang/clients/onestop.jwk`` is the path below the store's folder. What is
ours and does not exist yet is generated at its first use, once, even when two processes ask at the
same moment. What somebody else made is `given`. Files have mode 0600, folders 0700.
"""

import json
import re
import secrets
import string
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from egov_kit.files import write_once, write_over
from egov_kit.kit import utc_now
from joserfc.jwk import KeyParameters, RSAKey

from egov_idp.errors import SecretMissing, SecretRefInvalid

_PLAIN = r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*"
_REF = re.compile(_PLAIN)
REFERENCE = rf"\$\{{secret:{_PLAIN}\}}"
"""What stands in a file in place of a secret: ``${secret:gis}``."""
VARIABLES = "EGOV_SECRET_"
"""What variables begin with that bring secrets from outside."""
# Symbols that need no quoting in LDIF, a shell or a URL's user part.
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+=")
_KEY_BITS = 2048
_NONE: Mapping[str, str] = MappingProxyType({})


class SecretStore:
    """The secrets of one platform, as files below ``root``; some count from or until a moment."""

    def __init__(
        self,
        root: Path,
        now: Callable[[], datetime] = utc_now,
        variables: Mapping[str, str] = _NONE,
    ) -> None:
        self.root = root
        self.now = now
        self._variables = variables

    def given(self, reference: str) -> str:
        """The secret that somebody else made, from where ``${secret:gis}`` says.

        For ``gis`` that is the file that ``EGOV_SECRET_GIS_FILE`` names, ``EGOV_SECRET_GIS``
        itself, or ``gis`` in the store, the first of them that is there. Raises `SecretMissing`.
        """
        ref = referred(reference) or ""
        variable = VARIABLES + re.sub(r"[^A-Z0-9]", "_", ref.upper())
        file, value = self._variables.get(f"{variable}_FILE"), self._variables.get(variable)
        found = self._read(Path(file)) if file else value or self.find_password(ref)
        if not found:
            raise SecretMissing(reference, variable, self._path(ref))
        return found

    def password(self, ref: str, length: int = 24) -> str:
        """The password of that reference: letters of both cases, digits and symbols."""
        return self._text(ref, lambda: _password(length))

    def find_password(self, ref: str) -> str | None:
        """The password of that reference if it was ever made or put there."""
        return self._read(self._path(ref))

    def key(self, ref: str) -> Mapping[str, Any]:
        """The private RSA key of that reference as a JWK with ``kid``, ``alg`` and ``use``.

        ``iat`` says in seconds since 1970 when it was made.
        """
        jwk: dict[str, Any] = json.loads(self._text(ref, lambda: _key(self.now())))
        return jwk

    def find_key(self, ref: str) -> Mapping[str, Any] | None:
        """The key of that reference if it was ever made or put there."""
        text = self._read(self._path(ref))
        return None if text is None else json.loads(text)

    def put_key(self, ref: str, jwk: Mapping[str, Any]) -> None:
        """Keep that key, in place of what may be there; its folder must be there."""
        write_over(self._path(ref), json.dumps(jwk))

    def move(self, ref: str, to: str) -> None:
        """Let it lie there instead, in one step; whoever reads finds the old one or the new one."""
        self._path(ref).replace(self._path(to))

    def remove(self, ref: str) -> None:
        """Take it away if it is there."""
        self._path(ref).unlink(missing_ok=True)

    def _text(self, ref: str, make: Callable[[], str]) -> str:
        path = self._path(ref)
        if (known := self._read(path)) is not None:
            return known
        self._make_folders(path.parent)
        write_once(path, make())
        return path.read_text(encoding="utf-8").strip()

    def _path(self, ref: str) -> Path:
        if not _REF.fullmatch(ref):
            raise SecretRefInvalid(ref)
        return self.root / ref

    @staticmethod
    def _read(path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def _make_folders(self, folder: Path) -> None:
        self.root.parent.mkdir(parents=True, exist_ok=True)
        below = folder.relative_to(self.root).parents
        for part in [*(self.root / p for p in reversed(below)), folder]:
            part.mkdir(mode=0o700, exist_ok=True)


def referred(text: str) -> str | None:
    """What a reference refers to, as ``gis`` for ``${secret:gis}``; None if it is none."""
    if re.fullmatch(REFERENCE, text) is None:
        return None
    return text.removeprefix("${secret:").removesuffix("}")


def _password(length: int) -> str:
    letters = [secrets.choice(each) for each in _CLASSES]
    letters += [secrets.choice("".join(_CLASSES)) for _ in range(length - len(letters))]
    # The first letter stays a lower-case one: no tool takes it for an option or an encoding.
    rest = letters[1:]
    secrets.SystemRandom().shuffle(rest)
    return "".join([letters[0], *rest])


def _key(now: datetime) -> str:
    parameters: KeyParameters = {"kid": secrets.token_urlsafe(9), "use": "sig", "alg": "RS256"}
    key = RSAKey.generate_key(_KEY_BITS, parameters, private=True)
    return json.dumps({**key.as_dict(private=True), "iat": int(now.timestamp())})
