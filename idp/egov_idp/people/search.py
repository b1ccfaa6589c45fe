"""Finding people: by words without tones, and by the unit they work in."""

from egov_kit.grants import covers
from egov_kit.texts import fold, words
from egov_ldap import Person

from egov_idp.people.province import Province


def find_people(province: Province, *, unit: str | None = None, text: str = "") -> list[Person]:
    """Everybody whose name, user name or address has all words of ``text``, by given name.

    With ``unit`` only who holds a post in it or below. The whole directory is read.
    """
    wanted = words(text)
    found = [
        person
        for person in province.directory.list_people()
        if _works_in(person, unit) and all(word in _text(person) for word in wanted)
    ]
    return sorted(found, key=lambda each: (fold(each.given_name), fold(each.name), each.username))


def _works_in(person: Person, unit: str | None) -> bool:
    return unit is None or any(covers(unit, post.unit) for post in person.posts)


def _text(person: Person) -> str:
    return fold(f"{person.name} {person.username} {person.email or ''}")
