"""All rules and trials: one in each file of the two folders, found by their place."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from egov_idp.lint import rules, trials
from egov_idp.lint.rule import Rule, Trial


@cache
def all_rules() -> tuple[Rule, ...]:
    """By name."""
    return tuple(module.RULE for module in _files(rules))


@cache
def all_trials() -> tuple[Trial, ...]:
    """By name."""
    return tuple(module.RULE for module in _files(trials))


def _files(package: ModuleType) -> Iterator[ModuleType]:
    names = sorted(each.name for each in pkgutil.iter_modules(package.__path__))
    yield from (importlib.import_module(f"{package.__name__}.{name}") for name in names)
