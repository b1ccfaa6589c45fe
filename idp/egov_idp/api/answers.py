"""The people API's answers as JSON."""

from typing import Any

from egov_idp.api.service import AllNames, HeldPost, Me


def of_me(me: Me) -> dict[str, Any]:
    """``GET /people/me``."""
    person = me.person
    return {
        "staff_id": str(person.staff_id),
        "username": person.username,
        "name": person.name,
        "given_name": person.given_name,
        "email": person.email,
        "posts": [_post(each) for each in me.posts],
        "working_post": str(me.working_post) if me.working_post else None,
        "modules": list(person.modules),
        "grants": [str(each) for each in person.grants],
    }


def of_names(names: AllNames) -> dict[str, Any]:
    """``GET /units``."""
    return {
        "units": {code: dict(each) for code, each in names.units.items()},
        "titles": {code: dict(each) for code, each in names.titles.items()},
        "kinds": dict(names.kinds),
    }


def _post(held: HeldPost) -> dict[str, Any]:
    post = held.record
    return {
        "id": str(post.id),
        "unit": {"code": post.unit, "name": dict(held.unit.name)},
        "title": {"code": post.title, "name": dict(held.title)},
        "acting": post.acting,
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else None,
    }
