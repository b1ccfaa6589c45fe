"""Looks for what must not be in a realm, declared or running, before somebody else finds it.

::

    realm = Realm(document=..., modules=of_realm(), keycloak=read_pin().version)
    for result in examine(realm, exceptions, today(), live=False):
        print(result.rule.id, result.finding)
"""

from egov_idp.lint.discovery import all_rules, all_trials
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.references import References
from egov_idp.lint.run import Result, attempt, examine

__all__ = [
    "Finding",
    "Realm",
    "References",
    "Result",
    "all_rules",
    "all_trials",
    "attempt",
    "examine",
]
