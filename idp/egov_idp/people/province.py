"""What the people API works with for one tenant."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from egov_ldap import Directory

from egov_idp.audit import Audit
from egov_idp.people.sign_in import SignIn
from egov_idp.policy.rules import Policy


@dataclass(kw_only=True)
class Province:
    """One tenant: ``unit`` is the code of its root unit, ``mail_domain`` that of its addresses.

    Whoever changes people, units or the ``policy`` holds ``changing`` meanwhile: grants are derived
    from what was read before. There is one of each tenant, so that whoever waited for the lock goes
    by the policy that is there by then. ``probe_closes_at`` is when the account of
    `egov_idp.people.probing` is locked again if nobody does it before; None if it is not open.
    """

    tenant: str
    unit: str
    mail_domain: str
    directory: Directory
    policy: Policy
    sign_in: SignIn
    audit: Audit
    probe_closes_at: datetime | None = None
    changing: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        """Close every connection."""
        self.directory.close()
        self.sign_in.close()
