"""Who acts, and in which capacity."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from egov_kit import Person
from egov_kit.grants import Grant, Post, covers

from egov_apps.onestop.models import Dossier
from egov_apps.onestop.rights import MODULE, right
from egov_apps.onestop.workflow import AT_THE_DESK, Role


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A person at work in one post; ``grants`` are the module's that this post gives."""

    staff_id: UUID
    name: str
    post: Post
    grants: tuple[Grant, ...] = ()

    def has(self, role: Role, dossier: Dossier) -> bool:
        """Whether ``role`` is theirs at the unit that has the dossier for it."""
        return any(
            each.role == role and covers(each.unit, place(dossier, role)) for each in self.grants
        )


def officer(person: Person, post: Post) -> Officer:
    """``person`` at work in ``post``, with what it gives them in this module.

    Rights lie in the unit of the post that gives them, or in one whose work came to it: what lies
    in the unit of another post of theirs is done in that post.
    """
    elsewhere = {each.unit for each in person.posts} - {post.unit}
    grants = (g for g in person.grants if g.module == MODULE.name and g.unit not in elsewhere)
    return Officer(
        staff_id=person.get_staff_id(), name=person.name, post=post, grants=tuple(grants)
    )


def place(dossier: Dossier, role: Role) -> str:
    """The unit whose ``role`` a dossier concerns: the one that received it, or works on it."""
    return dossier.unit_code if role in AT_THE_DESK else dossier.at_unit


def find_officer(person: Person) -> Officer | None:
    """``person`` in their working post, if they have one."""
    return officer(person, person.post) if person.post else None


def reach(dossier: Dossier, person: Person, roles: Iterable[Role]) -> str:
    """The unit of ``dossier`` at which ``person`` has one of ``roles``; any, if there is none."""
    held = [(place(dossier, each), right(each)) for each in sorted(roles)]
    return next((unit for unit, named in held if person.may(named, unit)), held[0][0])
