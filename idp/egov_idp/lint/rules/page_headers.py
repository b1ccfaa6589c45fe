"""Sign-in pages lie in no frame, run no foreign script, and tell nobody where one came from."""

from collections.abc import Iterator

from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule

_NEEDED = {
    "contentSecurityPolicy": ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"),
    "xFrameOptions": ("DENY",),
    "xContentTypeOptions": ("nosniff",),
    "referrerPolicy": ("no-referrer",),
    "strictTransportSecurity": ("max-age=",),
}


def find(realm: Realm) -> Iterator[Finding]:
    """What each header lacks."""
    headers = realm.says("browserSecurityHeaders") or {}
    for name, parts in _NEEDED.items():
        for part in parts:
            if part not in (headers.get(name) or ""):
                yield realm.finding(f"browserSecurityHeaders.{name}", f"lacks {part}")


RULE = Rule(
    find=find,
    severity="error",
    why="In a frame of somebody else's page people click on what they do not see; a script"
    " there reads the password (ASVS 5.0 V3).",
    fix="Leave the headers as `egov_idp/realms/document.py` declares them.",
)
