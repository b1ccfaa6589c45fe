"""K2: a guarded route beside the same route unguarded: a page of the frame, a little JSON, an API.

All are views of one app on the kit, which answers in this process without a socket: what differs
is the guard alone. A guarded page reads its session in SQLite; an API call brings a token that was
seen before. The refusing path is measured too. CPU of this process, in turns.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from egov_kit import OIDC, current_person, database, oidc
from egov_kit.module import load
from egov_kit.settings import Settings
from egov_kit.simulator import Simulator
from egov_kit.testing.browser import Browser
from flask import Flask, jsonify, render_template
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.test import EnvironBuilder

from tests.support import _figures
from tests.support.op import simulated
from tests.support.stores import TENANTS
from tests.support.web import DESK, HOST, SimulatedProviders, _follow

ROUNDS = 11
CALLS = 150
"""A round of each."""
_PAGE = '{% extends "egov/page.html" %}{% block content %}<h1>Work</h1>{% endblock %}'
_PAIRS = (
    ("a page of the frame", "/open/page", "/page", False),
    ("the page, and both know who reads", "/open/page", "/page", True),
    ("a little JSON", "/open/json", "/json", False),
    ("an API, bearer token", "/open/json", "/api", False),
)
"""What, unguarded, guarded, and whether the unguarded one is asked with the same cookie."""
_NOTE = """A page that knows who reads shows more: name, posts, the form to sign out. The second row
has the same cookie in both, so the pages are the same; there a public view reads the session too.
The third is what a session costs a view that does nothing: 1.1x would leave 17 us, of which SQLite
itself takes 8. Only sessions kept in the process would be faster, and one that was ended elsewhere
would go on in them."""
_REFUSED = ("/page", "/api")


def main() -> None:
    """Measure, say it and write it down."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    op = simulated()
    with tempfile.TemporaryDirectory() as folder:
        app = build(op, Path(folder))
        lines = _figures.table(("what", "unguarded", "guarded", "ratio", "goal"), rows(app, op))
    op.close()
    lines += ["", _NOTE]
    sys.stdout.write("\n".join(lines) + "\n")
    _figures.write("K2: a guarded route", lines)


def build(op: Simulator, folder: Path) -> Flask:
    """The app."""
    settings = Settings(
        environment="development",
        scheme="http",
        tenants={"danang": TENANTS["danang"].model_copy(update={"issuer": op.issuer})},
        connect_to=op.connect_to,
        database_url=f"sqlite:///{folder}/{{tenant}}-{{module}}.sqlite",
        secrets_dir=folder / "secrets",
        apis={"egov-idp": "http://127.0.0.1:9"},
    )
    database.migrate_kit(settings, "danang", "onestop")
    app, extension = Flask(__name__), OIDC()
    module = load(DESK, "tests.data.desk")
    providers = SimulatedProviders(op, time.time)
    extension.init_app(app, module=module, settings=settings, providers=providers)
    assert app.jinja_loader
    app.jinja_loader = ChoiceLoader([DictLoader({"work.html": _PAGE}), app.jinja_loader])
    _add_views(app)
    extension.check(app)
    return app


def _add_views(app: Flask) -> None:
    def page() -> str:
        return render_template("work.html")

    def json() -> Any:  # noqa: ANN401 # Flask's Response
        return jsonify(name="An")

    def own() -> Any:  # noqa: ANN401 # Flask's Response
        return jsonify(name=current_person.name)

    for path, view, guard in (
        ("/open/page", page, oidc.public),
        ("/open/json", json, oidc.public),
        ("/page", page, oidc.requires("onestop.counter")),
        ("/json", json, oidc.requires("onestop.counter")),
        ("/api", own, oidc.api("onestop.counter")),
    ):
        app.add_url_rule(path, path, guard(partial(view)))


def rows(app: Flask, op: Simulator) -> Iterable[tuple[str, ...]]:
    """The table's rows."""
    browser = Browser(app, f"http://{HOST}", partial(_follow, op))
    assert browser.sign_in("/json").status_code == 302
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies().items())
    token = {"Authorization": f"Bearer {op.access_token()}"}
    for what, unguarded, guarded, known in _PAIRS:
        before = {"Cookie": cookie} if known else {}
        proof = token if guarded == "/api" else {"Cookie": cookie}
        rounds = [
            (cost(app, unguarded, before, 200), cost(app, guarded, proof, 200))
            for _ in range(ROUNDS)
        ]
        yield _row(what, rounds, "1.1x")
    for path in _REFUSED:
        script = {"Accept": "application/json", "Sec-Fetch-Mode": "cors"}
        rounds = [
            (cost(app, "/open/json", {}, 200), cost(app, path, script, 401)) for _ in range(ROUNDS)
        ]
        yield _row(f"{path} refused, beside a little JSON", rounds, "")


def _row(what: str, rounds: list[tuple[float, float]], goal: str) -> tuple[str, ...]:
    first, second = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(guarded / unguarded for unguarded, guarded in rounds)
    return (what, f"{first:.0f} us", f"{second:.0f} us", f"{ratio:.2f}x", goal)


def cost(app: Flask, path: str, headers: Mapping[str, str], status: int) -> float:
    """Microseconds of CPU of one request."""
    environ = EnvironBuilder(path, base_url=f"http://{HOST}", headers=dict(headers)).get_environ()
    seen: list[str] = []
    start = time.process_time()
    for _ in range(CALLS):
        answer = app(dict(environ), lambda said, *_more: seen.append(said))
        for _part in answer:
            pass
        answer.close()  # type: ignore[attr-defined] # werkzeug's has one
    took = (time.process_time() - start) / CALLS * 1e6
    assert {each[:3] for each in seen} == {str(status)}, seen[0]
    return took


if __name__ == "__main__":
    main()
