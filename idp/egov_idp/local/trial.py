"""Tries changed source before the running processes take it: ``python -m egov_idp.local.trial``.

It builds what is built from the sources, builds every module's app, compiles its templates and
brings the databases up to date. If anything fails, what serves goes on with the source it has.
"""

from egov_kit.flask.app import build
from egov_kit.module import discover

from egov_idp.local import assets, one_shot, platform, readiness
from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.local.terminal import Terminal
from egov_idp.settings import LauncherSettings


def service(layout: Layout) -> Service:
    """The process as the supervisor runs it, once for each change."""
    return one_shot.of_module("reload", "egov_idp.local.trial", layout, retried=False)


def run(layout: Layout) -> None:
    """Raise whatever stands against the source as it is now."""
    assets.build(Terminal())
    described = platform.describe(layout)
    for module in discover():
        app = build(module, described.settings)
        for name in app.jinja_env.list_templates(filter_func=_is_ours):
            app.jinja_env.get_template(name)
    for tenant in readiness.list_all(layout):
        platform.migrate(described, tenant)


def _is_ours(template: str) -> bool:
    return template.endswith(".html") and not template.startswith("govuk_frontend_jinja/")


if __name__ == "__main__":
    run(LauncherSettings().layout())
