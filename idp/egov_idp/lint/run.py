"""Runs the rules over realms, and holds what they find against the exceptions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from egov_idp.lint.discovery import all_rules, all_trials
from egov_idp.lint.exceptions import Exempt
from egov_idp.lint.finding import Finding
from egov_idp.lint.realm import Realm
from egov_idp.lint.rule import Rule, Trial
from egov_idp.secrets import SecretStore


@dataclass(frozen=True, kw_only=True)
class Result:
    """One finding: of which rule, in which realm, and the exception that lets it pass.

    ``live`` says that the realm runs; otherwise it is what is declared of it.
    """

    rule: Rule | Trial
    realm: str
    live: bool
    finding: Finding
    exempt: Exempt | None

    @property
    def counts(self) -> bool:
        """Whether something has to be done."""
        return self.rule.severity == "error" and self.exempt is None


def examine(realm: Realm, exempt: Iterable[Exempt], on: date, *, live: bool) -> list[Result]:
    """What the rules find in a document on that day."""
    found = ((rule, each) for rule in all_rules() for each in rule.find(realm))
    return _results(found, realm, tuple(exempt), on, live=live)


def attempt(realm: Realm, secrets: SecretStore, exempt: Iterable[Exempt], on: date) -> list[Result]:
    """What the trials find on the running platform on that day."""
    found = ((rule, each) for rule in all_trials() for each in rule.attempt(realm, secrets))
    return _results(found, realm, tuple(exempt), on, live=True)


def _results(
    found: Iterator[tuple[Rule | Trial, Finding]],
    realm: Realm,
    exempt: tuple[Exempt, ...],
    on: date,
    *,
    live: bool,
) -> list[Result]:
    valid = [each for each in exempt if on <= each.until]
    return [
        Result(
            rule=rule,
            realm=realm.name,
            live=live,
            finding=finding,
            exempt=next((e for e in valid if e.is_for(rule.id, realm.name, finding)), None),
        )
        for rule, finding in found
    ]
