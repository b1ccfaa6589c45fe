"""One request, one transaction; and transactions outside requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

from sqlalchemy.orm import Session

from egov_kit.database.engines import kit_store, pair_for
from egov_kit.module import Module
from egov_kit.settings import Settings


class Work:
    """What one request does in the store of its tenant and module: one transaction, if any."""

    def __init__(
        self, settings: Settings, module: Module, tenant: Callable[[], str], *, writes: bool
    ) -> None:
        self._settings = settings
        self._module = module.name
        self._tenant = tenant
        self._writes = writes
        self._session: Session | None = None
        self._token: Token[Work | None] | None = _current.set(self)

    def session(self) -> Session:
        """The session, begun when first asked for."""
        if self._session is None:
            tenant = self._tenant()
            pair = pair_for(self._settings, tenant, self._module)
            self._session = Session(
                pair.writing if self._writes else pair.reading,
                expire_on_commit=False,
                info={"tenant": tenant, "module": self._module, "writes": self._writes},
            )
        return self._session

    def is_writing(self, tenant: str, module: str) -> bool:
        """Whether its transaction holds the write lock of that store."""
        held = {"tenant": tenant, "module": module, "writes": True}
        return self._session is not None and self._session.info == held

    def finish(self, *, commit: bool) -> None:
        """Commit or roll back what was done so far."""
        found, self._session = self._session, None
        if found is None:
            return
        with found:  # closes, which rolls back what is not committed
            if commit:
                found.commit()

    def end(self) -> None:
        """The request is over; what was not committed is rolled back."""
        self.finish(commit=False)
        if self._token is not None:
            _current.reset(self._token)
            self._token = None


_current: ContextVar[Work | None] = ContextVar("egov_work", default=None)


def begin(settings: Settings, module: Module, *, tenant: Callable[[], str], writes: bool) -> Work:
    """Let `session` answer one on the store of ``module`` until `Work.end`.

    ``tenant`` names the request's tenant when it is needed. Without ``writes`` nothing can be
    written. For adapters of web frameworks, which call `Work.finish` with each answer.
    """
    return Work(settings, module, tenant, writes=writes)


def session() -> Session:
    """The session of this request, begun when first asked for.

    It commits when the answer's status is below 400 and rolls back otherwise; if the commit
    fails the client gets a 500, not the answer. A safe request (GET, HEAD) can only read; any
    other one holds SQLite's write lock from here on. Raises `RuntimeError` outside a request.
    """
    work = _current.get()
    if work is None:
        raise RuntimeError("this is outside of a request: use database.transaction()")
    return work.session()


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


def _not_beside_a_request(tenant: str, module: str, *, write: bool) -> None:
    work = _current.get()
    if write and work is not None and work.is_writing(tenant, module):
        raise RuntimeError("this request has a transaction of its own: use database.session()")
