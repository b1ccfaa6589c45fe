"""A rule: what must hold in every realm, why, and what to do where it does not."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from egov_idp.lint.finding import Finding, Severity
from egov_idp.lint.realm import Realm
from egov_idp.secrets import SecretStore


@dataclass(frozen=True, kw_only=True)
class _Words(ABC):
    severity: Severity
    why: str
    fix: str
    covers: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """That of the file it stands in, such as ``direct-grants-off``."""
        return self._function.__module__.rpartition(".")[2].replace("_", "-")

    @property
    def title(self) -> str:
        """What must hold, in one sentence: the first line of its file."""
        return (self._function.__globals__["__doc__"] or "").partition("\n")[0]

    @property
    @abstractmethod
    def _function(self) -> Callable[..., Iterable[Finding]]: ...


@dataclass(frozen=True, kw_only=True)
class Rule(_Words):
    """A pure function over a realm's document, with the words to it.

    ``covers`` names the auditors of kcwarden that look for the same or less.
    """

    find: Callable[[Realm], Iterable[Finding]]

    @property
    def _function(self) -> Callable[..., Iterable[Finding]]:
        return self.find


@dataclass(frozen=True, kw_only=True)
class Trial(_Words):
    """What no document shows, tried on the running platform; it changes nothing there."""

    attempt: Callable[[Realm, SecretStore], Iterable[Finding]]

    @property
    def _function(self) -> Callable[..., Iterable[Finding]]:
        return self.attempt
