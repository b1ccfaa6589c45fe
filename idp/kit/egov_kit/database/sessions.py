"""One request, one transaction; and transactions outside requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from egov_kit.database.engines import kit_store, pair_for
from egov_kit.module import Module
from egov_kit.settings import Settings

_EXTENSION: Final = "egov_database"
_SESSION: Final = "egov_database_session"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, kw_only=True)
class _Requests:
    settings: Settings
    module: str
    tenant: Callable[[], str]


def init(app: Flask, settings: Settings, module: Module, *, tenant: Callable[[], str]) -> None:
    """Give each request of ``app`` one transaction on the store of its tenant and ``module``.

    ``tenant`` names the current request's tenant. Call this before anything else registers an
    ``after_request``: the commit must come after all of them (Flask runs them last to first).
    """
    app.extensions[_EXTENSION] = _Requests(settings=settings, module=module.name, tenant=tenant)
    app.after_request(_finish)
    app.teardown_request(_abandon)


def session() -> Session:
    """The session of this request, begun when first asked for.

    It commits when the answer's status is below 400 and rolls back otherwise; if the commit
    fails the client gets a 500, not the answer. A safe request (GET, HEAD) can only read; any
    other one holds SQLite's write lock from here on. Raises `RuntimeError` outside a request.
    """
    if _SESSION not in g:
        setattr(g, _SESSION, _begin())
    found: Session = getattr(g, _SESSION)
    return found


@contextmanager
def transaction(
    settings: Settings, tenant: str, module: str, *, write: bool = True
) -> Iterator[Session]:
    """A transaction of its own on the store of a tenant's module: commit at the end, or roll back.

    For use outside requests. Inside one it would wait for the request's own transaction on
    SQLite, so it raises `RuntimeError` when that has begun to write. ``write=False`` takes no lock
    and refuses to write.
    """
    _not_beside_a_request(tenant, module, write=write)
    with _transaction(settings, tenant, module, write=write) as session:
        yield session


@contextmanager
def kit_transaction(
    settings: Settings, tenant: str, module: str, *, write: bool = True
) -> Iterator[Session]:
    """A transaction of its own on the kit's store beside ``module``, inside a request or not."""
    with _transaction(settings, tenant, kit_store(module), write=write) as session:
        yield session


@contextmanager
def _transaction(settings: Settings, tenant: str, store: str, *, write: bool) -> Iterator[Session]:
    pair = pair_for(settings, tenant, store)
    engine = pair.writing if write else pair.reading
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def _begin() -> Session:
    asked: _Requests = current_app.extensions[_EXTENSION]
    tenant = asked.tenant()
    pair = pair_for(asked.settings, tenant, asked.module)
    writes = request.method not in _SAFE
    return Session(
        pair.writing if writes else pair.reading,
        expire_on_commit=False,
        info={"tenant": tenant, "module": asked.module, "writes": writes},
    )


def _not_beside_a_request(tenant: str, module: str, *, write: bool) -> None:
    if not (write and g and _SESSION in g):
        return
    info = getattr(g, _SESSION).info
    if info == {"tenant": tenant, "module": module, "writes": True}:
        raise RuntimeError("this request has a transaction of its own: use database.session()")


def _finish(response: Response) -> Response:
    found: Session | None = g.pop(_SESSION, None)
    if found is None:
        return response
    with found:  # closes, which rolls back what is not committed
        if response.status_code < 400:
            found.commit()
    return response


def _abandon(_error: BaseException | None) -> None:
    found: Session | None = g.pop(_SESSION, None)
    if found is not None:
        found.close()
