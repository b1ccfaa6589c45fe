"""One provider on loopback: ``python server.py '{"port": …, "clients": […]}'``.

Whoever comes is ada. Around PyPI's ``idpyoidc`` there is only what it leaves to its user: paths and
cookies.
"""

import json
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import requests
from idpyoidc.message.oidc import AuthorizationRequest
from idpyoidc.server import Server
from idpyoidc.server.endpoint import Endpoint
from idpyoidc.server.oidc.authorization import Authorization
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

USER = {
    "name": "ada of elsewhere",
    "preferred_username": "ada",
    "email": "shared@example.org",
    "email_verified": False,
}
KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
StartResponse = Callable[..., Any]
MINTING = ["access_token", "refresh_token", "id_token"]
RULES = {
    "authorization_code": {"supports_minting": MINTING, "max_usage": 1},
    "access_token": {"expires_in": 300},
    "refresh_token": {"supports_minting": MINTING, "expires_in": 3600},
}
GRANTS = {
    "class": "idpyoidc.server.authz.AuthzHandling",
    "kwargs": {"grant_config": {"usage_rules": RULES, "expires_in": 3600}},
}
COOKIES = {
    "class": "idpyoidc.server.cookie_handler.CookieHandler",
    "kwargs": {
        "sign_key": "0123456789abcdef0123456789abcdef",
        "name": {"session": "op", "register": "op_rp", "session_management": "sman"},
    },
}
METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


def endpoint(path: str, of: str, **settings: object) -> dict[str, Any]:
    """An endpoint of this path, done by that class."""
    return {"path": path, "class": f"idpyoidc.server.{of}", "kwargs": settings}


def endpoints(issuer: str) -> dict[str, Any]:
    """Where it can be asked for what."""
    return {
        "provider_info": endpoint(
            ".well-known/openid-configuration",
            "oidc.provider_config.ProviderConfiguration",
            client_authn_method=None,
        ),
        "authorization": endpoint(
            "authorization",
            "oidc.authorization.Authorization",
            client_authn_method=None,
            response_types_supported=["code"],
        ),
        "token": endpoint(
            "token",
            "oidc.token.Token",
            client_authn_method=METHODS,
            revoke_refresh_on_issue=True,
        ),
        "userinfo": endpoint("userinfo", "oidc.userinfo.UserInfo"),
        "session": endpoint(
            "session",
            "oidc.session.Session",
            signing_alg="RS256",
            logout_verify_url=f"{issuer}/verify_logout",
            post_logout_uri_path="signed-out",
        ),
    }


def configuration(issuer: str) -> dict[str, Any]:
    """What the server is told."""
    token = {"class": "idpyoidc.server.token.jwt_token.JWTToken", "kwargs": {"lifetime": 300}}
    return {
        "issuer": issuer,
        "httpc_params": {"verify": False, "timeout": 5},
        "key_conf": {"key_defs": KEYS, "uri_path": "jwks.json"},
        "preference": {"subject_types_supported": ["public"]},
        "endpoint": endpoints(issuer),
        "token_handler_args": {
            "code": {"kwargs": {"lifetime": 60}},
            "token": token,
            "refresh": token,
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {}},
        },
        "authz": GRANTS,
        "authentication": {
            "anybody": {
                "acr": "1",
                "class": "idpyoidc.server.user_authn.user.NoAuthn",
                "kwargs": {"user": "ada"},
            }
        },
        "userinfo": {
            "class": "idpyoidc.server.user_info.UserInfo",
            "kwargs": {"db": {"ada": USER}},
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_method": ["S256"]},
            }
        },
        "cookie_handler": COOKIES,
    }


class App:
    """The server as a WSGI app."""

    def __init__(self, issuer: str, clients: list[Mapping[str, Any]]) -> None:
        self.server = Server(configuration(issuer), cwd=".", httpc=requests.request)
        # The issuer may stand in ``aud`` of a client assertion.
        self.server.endpoint["token"].allowed_targets.append("")
        # A browser proves nothing at sign-out, and without that it asks for a token (a KeyError).
        self.server.endpoint["session"].client_authentication = lambda *_args, **_more: {}
        for each in clients:
            self._register(dict(each))
        self._paths = {f"/{found.endpoint_path}": found for found in self.server.endpoint.values()}

    def _register(self, told: dict[str, Any]) -> None:
        keys = told.pop("jwks", None)
        name = told["client_id"]
        for kind in ("redirect_uris", "post_logout_redirect_uris"):
            told[kind] = [(uri, {}) for uri in told[kind]]
        told["post_logout_redirect_uri"] = told.pop("post_logout_redirect_uris")[0]
        told["allowed_scopes"] = ["openid", "profile", "email", "offline_access"]
        told["response_types_supported"] = ["code"]
        self.server.context.cdb[name] = told
        if keys:
            self.server.keyjar.import_jwks(keys, name)
        else:
            self.server.keyjar.add_symmetric(name, told["client_secret"])

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            answer = self._answer(request)
        except Exception as error:  # what it does not take is told, as by any server
            traceback.print_exc()
            answer = _json({"error": "invalid_request", "error_description": str(error)}, 400)
        return answer(environ, start)

    def _answer(self, request: Request) -> Response:
        if request.path == "/jwks.json":
            return _json(self.server.keyjar.export_jwks())
        if request.path == "/verify_logout":
            return self._signed_out(request)
        found = self._paths.get(request.path)
        return _json({"error": "not_found"}, 404) if found is None else self._ask(found, request)

    def _ask(self, asked: Endpoint, request: Request) -> Response:
        told = dict(request.values)
        around = _around(request)
        message = asked.parse_request(told, http_info=around)
        if "error" in message:
            return _json(message.to_dict(), 400)
        if isinstance(asked, Authorization) and asked.name == "authorization":
            message = AuthorizationRequest(**message)
        # A refresh token without offline_access, which it would want a consent for each time.
        also = {"issue_refresh": True} if asked.name == "token" else {}
        result = asked.process_request(message, http_info=around, **also)
        if "redirect_location" in result:
            return _gone(result["redirect_location"], result)
        if "error" in result:
            return _json(dict(result), 400)
        done = asked.do_response(request=message, **result)
        if asked.response_placement == "url" or done.get("response_placement") == "url":
            return _gone(done["response"], result | done)
        return Response(done["response"], content_type="application/json")

    def _signed_out(self, request: Request) -> Response:
        session = self.server.endpoint["session"]
        told = session.unpack_signed_jwt(request.args["sjwt"])
        session.do_verified_logout(sid=told["sid"])
        return _gone(told["redirect_uri"], {})


def _around(request: Request) -> dict[str, Any]:
    cookies = [{"name": name, "value": value} for name, value in request.cookies.items()]
    headers = {name.lower(): value for name, value in request.headers.items()}
    about = {"headers": headers, "method": request.method, "url": request.base_url}
    return about | ({"cookie": cookies} if cookies else {})


def _gone(address: str, result: Mapping[str, Any]) -> Response:
    answer = Response(status=303, headers={"Location": address})
    for each in result.get("cookie", ()):
        answer.set_cookie(each["name"], each["value"])
    return answer


def _json(told: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(told), status, content_type="application/json")


def main() -> None:
    """Serve until somebody ends it."""
    warnings.simplefilter("ignore")
    told = json.loads(sys.argv[1])
    app = App(f"http://127.0.0.1:{told['port']}", told["clients"])
    server = make_server("127.0.0.1", told["port"], app)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
