"""What a platform was told at its start and keeps: ``var/platform.json``.

The options of ``./egov up`` change it; every other command reads it, and so does an ``up`` without
options. A platform that was told nothing serves all tenants of ``realms/`` over plain http.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from egov_idp import files
from egov_idp.local.errors import ChoicesUnreadable, DomainRefused, TenantUnknown
from egov_idp.local.layout import Layout

ALL: Final = "all"
"""Stands for every tenant of ``realms/``, also those that come to it later."""

FIRST: Final = "danang"
"""The tenant that is brought up before all others, if it is chosen."""

_LABEL: Final = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# The last label begins with a letter, or it could be an IP address.
_DOMAIN: Final = re.compile(rf"({_LABEL}[.])+(?=[a-z]){_LABEL}")
_LONGEST_DOMAIN: Final = 180  # the longest module's name and the longest tenant's go before it
_PLAIN: Final = (
    "Without --tls addresses end in localhost: under any other name browsers keep our cookies over "
    "https alone, so nobody could sign in"
)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """One platform's choices.

    ``tenants`` are names of ``realms/``, None for all of them; ``domain`` is the name that
    addresses end in, None for ``localhost``; ``tls`` says whether they are https.
    """

    tenants: tuple[str, ...] | None = None
    domain: str | None = None
    tls: bool = False

    def with_tenants(self, text: str, known: Iterable[str]) -> Self:
        """The same with the tenants of ``--tenants``; raises `TenantUnknown`."""
        names = tuple(name.strip() for name in text.split(",") if name.strip())
        if ALL in names:
            return replace(self, tenants=None)
        return replace(self, tenants=tuple(_known(names, sorted(known))))

    def and_also(self, tenant: str) -> Self:
        """The same with one tenant more, where not all were chosen anyway."""
        if self.tenants is None or tenant in self.tenants:
            return self
        return replace(self, tenants=(*self.tenants, tenant))

    def with_addresses(self, *, tls: bool | None, domain: str | None) -> Self:
        """The same with ``--tls`` or ``--no-tls`` and ``--domain``; raises `DomainRefused`."""
        if not (self.tls if tls is None else tls):
            if domain is not None:
                raise DomainRefused(_PLAIN)
            return replace(self, tls=False, domain=None)
        wanted = domain or self.domain
        if wanted is None:
            raise DomainRefused("https needs the name that all addresses will end in")
        return replace(self, tls=True, domain=_domain(wanted))

    def of(self, tenants: Mapping[str, T]) -> Mapping[str, T]:
        """The chosen ones of all, Da Nang first, then by name; raises `TenantUnknown`."""
        names = tenants if self.tenants is None else _known(self.tenants, sorted(tenants))
        return {name: tenants[name] for name in sorted(names, key=_order)}

    def options(self) -> tuple[str, ...]:
        """The options of ``./egov up`` that say the same."""
        addresses = ("--tls", "--domain", self.domain) if self.domain else ("--no-tls",)
        return ("--tenants", ",".join(self.tenants or [ALL]), *addresses)


def read(layout: Layout) -> Choices:
    """What was kept, or nothing chosen; raises `ChoicesUnreadable`."""
    path = _path(layout)
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        tenants = kept.pop("tenants", None)
        return Choices(tenants=None if tenants is None else tuple(tenants), **kept)
    except FileNotFoundError:
        return Choices()
    except (ValueError, TypeError, AttributeError) as error:
        raise ChoicesUnreadable(path, str(error)) from error


def write(layout: Layout, choices: Choices) -> None:
    """Keep them; a reader sees the old ones or the new ones, whole."""
    path = _path(layout)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_whole(path, json.dumps(asdict(choices), indent=2) + "\n")


def _domain(text: str) -> str:
    name = text.lower()
    if not _DOMAIN.fullmatch(name) or len(name) > _LONGEST_DOMAIN:
        raise DomainRefused(
            f"{text!r} is no domain name: at least two labels of Latin letters, digits and hyphens "
            "are expected, with dots between (names with tones in their xn-- form)"
        )
    return name


def _known(names: Iterable[str], known: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(names))
    unknown = [name for name in chosen if name not in known]
    if unknown or not chosen:
        raise TenantUnknown(unknown, known)
    return chosen


def _order(tenant: str) -> tuple[bool, str]:
    return (tenant != FIRST, tenant)


def _path(layout: Layout) -> Path:
    return layout.var / "platform.json"
