"""One request of a Flask app, one transaction."""

from collections.abc import Callable
from typing import Final, cast

from flask import Flask, Response, request

from egov_kit.database import Work, begin
from egov_kit.module import Module
from egov_kit.settings import Settings

_WORK: Final = "egov.work"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def init(app: Flask, settings: Settings, module: Module, *, tenant: Callable[[], str]) -> None:
    """Give each request of ``app`` one transaction on the store of its tenant and ``module``.

    ``tenant`` names the current request's tenant. Call this before anything else registers an
    ``after_request``: the commit must come after all of them (Flask runs them last to first).
    """

    def start() -> None:
        writes = request.method not in _SAFE
        request.environ[_WORK] = begin(settings, module, tenant=tenant, writes=writes)

    app.before_request(start)
    app.after_request(_finish)
    app.teardown_request(_abandon)


def _finish(response: Response) -> Response:
    work = cast("Work | None", request.environ.get(_WORK))
    if work is not None:
        work.finish(commit=response.status_code < 400)
    return response


def _abandon(_error: BaseException | None) -> None:
    work = cast("Work | None", request.environ.pop(_WORK, None))
    if work is not None:
        work.end()
