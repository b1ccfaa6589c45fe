"""The people API as an app: for callers over the network, with a token."""

from pathlib import Path

from egov_kit.flask.app import build
from egov_kit.module import load
from egov_kit.op import Providers
from flask import Flask

from egov_idp.api.directories import EXTENSION, Provinces
from egov_idp.api.settings import PeopleSettings

_HERE = Path(__file__).parent


def create(
    settings: PeopleSettings, provinces: Provinces, *, providers: Providers | None = None
) -> Flask:
    """The people API as ``settings`` describe it."""
    app = build(load(_HERE / "module.toml", "egov_idp.api"), settings, providers=providers)
    app.extensions[EXTENSION] = provinces
    return app
