"""The people API's process: ``granian --interface wsgi egov_idp.api.server:application``."""

import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from egov_kit.app import build
from egov_kit.module import load
from egov_kit.op import Providers
from flask import Flask

from egov_idp.api.directories import Provinces
from egov_idp.api.settings import PeopleSettings
from egov_idp.api.views import EXTENSION
from egov_idp.secrets import SecretStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_first = threading.Lock()
_HERE = Path(__file__).parent


def create(settings: PeopleSettings, *, providers: Providers | None = None) -> Flask:
    """The people API as ``settings`` describe it."""
    app = build(load(_HERE / "module.toml", "egov_idp.api"), settings, providers=providers)
    app.extensions[EXTENSION] = Provinces(settings.ldap_url, SecretStore(settings.secrets_dir))
    return app


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Serve one request; settings come from the environment when the first one arrives."""
    return _app()(environ, start_response)


def _app() -> Flask:
    with _first:
        return _made()


@cache
def _made() -> Flask:
    return create(PeopleSettings())
