"""The kit's cookies: opaque, for this host alone, never readable by scripts."""

from flask import Request, Response

SESSION = "__Host-egov"
ATTEMPT = "__Host-egov-attempt-"
SIGN_OUT = "__Host-egov-out"
ANONYMOUS = "__Host-egov-form"
LANGUAGE = "__Host-lang"


def put(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie, until the browser closes unless ``seconds`` are given."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax"
    )


def drop(response: Response, name: str) -> None:
    """Ask the browser to forget a cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")


def attempts_of(request: Request) -> dict[str, str]:
    """The attempts this browser says it began: short name to secret, at most 50."""
    found = [(n, v) for n, v in request.cookies.items() if n.startswith(ATTEMPT)]
    return {name.removeprefix(ATTEMPT): value for name, value in found[:50]}
