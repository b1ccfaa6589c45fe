"""Who may do what at the one-stop shop: any role of the module reads, only the counter records."""

from pathlib import Path
from typing import Final

from egov_kit import Person, module
from egov_kit.grants import Post

MODULE: Final = module.load(Path(__file__).parent / "module.toml", __package__)


def right(role: str) -> str:
    """The right of a role of this module."""
    return f"{MODULE.name}.{role}"


RECORD: Final = right("counter")
CLERK: Final = right("clerk")
CONTROL: Final = right("controller")
READ: Final = tuple(right(role) for role in MODULE.roles)


def readable_units(person: Person) -> tuple[str, ...]:
    """The units whose dossiers ``person`` may read; each covers those below it."""
    return tuple(sorted({unit for right in READ for unit in person.units(right)}))


def find_counter_post(person: Person) -> Post | None:
    """The working post, if ``person`` may record dossiers in its unit."""
    post = person.post
    return post if post is not None and person.may(RECORD, post.unit) else None
