"""A module's app, built from its ``module.toml`` and its folder."""

import importlib

from flask import Flask

from egov_kit.flask import transactions
from egov_kit.flask.extension import oidc
from egov_kit.kit import utc_now
from egov_kit.module import Module
from egov_kit.op import Providers
from egov_kit.settings import Settings
from egov_kit.store import Now
from egov_kit.tenants import tenant


def build(
    module: Module,
    settings: Settings,
    *,
    providers: Providers | None = None,
    now: Now = utc_now,
) -> Flask:
    """The app of ``module``: ``<package>.views`` brings its ``blueprint``.

    ``providers`` may be shared by the modules of one process. Raises `ViewUndeclared` if a view
    does not say who may see it.
    """
    app = Flask(module.package)
    # First, so that the commit comes after everything else that looks at the answer.
    transactions.init(app, settings, module, tenant=lambda: tenant.name)
    oidc.init_app(app, module=module, settings=settings, providers=providers, now=now)
    views = importlib.import_module(f"{module.package}.views")
    app.register_blueprint(views.blueprint)
    oidc.check(app)
    return app
