"""Signed-in connections to slapd that open again by themselves.

A hanging or dead directory costs a caller at most `CONNECT_SECONDS` plus twice
`RECEIVE_SECONDS` and ends in `DirectoryUnreachable`; nothing waits and retries in the background.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Full, LifoQueue
from typing import TypeVar

from ldap3 import EXTERNAL, NONE, SAFE_SYNC, SASL, Connection, Server
from ldap3.core.exceptions import (
    LDAPAttributeOrValueExistsResult,
    LDAPBusyResult,
    LDAPCommunicationError,
    LDAPConstraintViolationResult,
    LDAPEntryAlreadyExistsResult,
    LDAPException,
    LDAPInsufficientAccessRightsResult,
    LDAPInvalidAttributeSyntaxResult,
    LDAPInvalidCredentialsResult,
    LDAPObjectClassViolationResult,
    LDAPOperationResult,
    LDAPResponseTimeoutError,
    LDAPTimeLimitExceededResult,
    LDAPUnavailableResult,
)

from egov_ldap.errors import (
    AccountRefused,
    DirectoryError,
    DirectoryUnreachable,
    NameTaken,
    ValueRefused,
    WriteRefused,
)

CONNECT_SECONDS = 1
RECEIVE_SECONDS = 2
_KEPT_AT_MOST = 8

T = TypeVar("T")

_NO_ANSWER = (
    LDAPCommunicationError,
    LDAPResponseTimeoutError,
    LDAPBusyResult,
    LDAPUnavailableResult,
    LDAPTimeLimitExceededResult,
)
_BAD_VALUE = (
    LDAPConstraintViolationResult,
    LDAPInvalidAttributeSyntaxResult,
    LDAPObjectClassViolationResult,
    LDAPAttributeOrValueExistsResult,
)
# What slapd's `unique` overlay says; it has no result code of its own.
_NOT_UNIQUE = "non-unique"


class Connections:
    """The connections of one service account; any thread may ask, each has its own meanwhile."""

    def __init__(self, url: str, account: str, password: str) -> None:
        self._url = url
        self._account = account
        self._password = password
        self._idle: LifoQueue[Connection] = LifoQueue(_KEPT_AT_MOST)

    def ask(self, question: Callable[[Connection], T]) -> T:
        """The answer to ``question``; raises one of the directory's errors.

        If the server went away since the connection at hand was last used, the question is put
        once more on a fresh one: it must do no harm when it is asked twice.
        """
        try:
            return self._ask(question)
        except LDAPException as error:
            raise _ours(error) from error

    def close(self) -> None:
        """Close the idle connections; the next question opens a new one."""
        with suppress(Empty):
            while True:
                _close(self._idle.get_nowait())

    def _ask(self, question: Callable[[Connection], T]) -> T:
        with suppress(Empty):
            kept = self._idle.get_nowait()
            try:
                return self._ask_on(kept, question)
            except LDAPCommunicationError as error:
                if isinstance(error, TimeoutError):
                    raise
                self.close()  # the others were cut by the same restart
        return self._ask_on(self._open(), question)

    def _ask_on(self, connection: Connection, question: Callable[[Connection], T]) -> T:
        try:
            answer = question(connection)
        except LDAPOperationResult:
            self._keep(connection)
            raise
        except BaseException:
            _close(connection)
            raise
        self._keep(connection)
        return answer

    def _keep(self, connection: Connection) -> None:
        try:
            self._idle.put_nowait(connection)
        except Full:
            _close(connection)

    def _open(self) -> Connection:
        connection = Connection(
            _server(self._url),
            self._account,
            self._password,
            client_strategy=SAFE_SYNC,
            receive_timeout=RECEIVE_SECONDS,
            raise_exceptions=True,
            check_names=False,
        )
        try:
            connection.open()
            connection.bind()
        except BaseException:
            _close(connection)
            raise
        return connection


@contextmanager
def local_administrator(socket_url: str) -> Iterator[Connection]:
    """The operating-system user who runs slapd, over its socket; raises the directory's errors."""
    connection = Connection(
        _server(socket_url),
        authentication=SASL,
        sasl_mechanism=EXTERNAL,
        sasl_credentials="",
        receive_timeout=RECEIVE_SECONDS,
        raise_exceptions=True,
        check_names=False,
    )
    try:
        connection.open()
        connection.bind()
        yield connection
    except LDAPException as error:
        raise _ours(error) from error
    finally:
        _close(connection)


def _server(url: str) -> Server:
    """A new one for each connection: ldap3 keeps from one that was down for seconds after."""
    return Server(url, get_info=NONE, connect_timeout=CONNECT_SECONDS)


def _close(connection: Connection) -> None:
    """Hang up without a word: an unbind would wait on a server that hangs."""
    if connection.socket is not None:
        connection.socket.close()


def _is_not_unique(error: LDAPException) -> bool:
    return isinstance(error, LDAPConstraintViolationResult) and _NOT_UNIQUE in str(error.message)


def _ours(error: LDAPException) -> DirectoryError:
    if isinstance(error, _NO_ANSWER):
        return DirectoryUnreachable(type(error).__name__)
    if isinstance(error, LDAPInvalidCredentialsResult):
        return AccountRefused("the service account's password is not the one set in the directory")
    if isinstance(error, LDAPInsufficientAccessRightsResult):
        return WriteRefused("the access rules do not allow it")
    if isinstance(error, LDAPEntryAlreadyExistsResult) or _is_not_unique(error):
        return NameTaken("the name, address or code is taken")
    if isinstance(error, _BAD_VALUE):
        return ValueRefused(type(error).__name__)
    return DirectoryError(type(error).__name__)
