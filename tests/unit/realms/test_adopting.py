"""A change by hand becomes what the province's file would have to say for it."""

from pathlib import Path
from typing import Any

import pytest
from egov_idp.realms.adopting import ADOPTABLE, Place, adopt, obstacle, what_it_says
from egov_idp.realms.editing import put
from egov_idp.realms.errors import NotAdoptable, OverlayMoved, RealmInvalid
from egov_idp.realms.mistakes import keys
from egov_idp.realms.spec import REALMS, Password, RealmSpec, check
from egov_idp.reconcile.order import KINDS
from egov_idp.reconcile.values import at

from tests.support._rendered import of_spec

FILE = "# Thử\nname: { vi: Tỉnh Thử, en: Trial } # both\nunit: H99\nmail_domain: thu.gov.vn\n"
OTHER = {
    ("name", "vi"): "Tỉnh Khác",
    ("name", "en"): "Other",
    ("sign_in", "theme"): "other",
    ("sign_in", "languages"): ["vi"],
    ("sign_in", "default_language"): "en",
    ("wrong_passwords", "allowed"): 3,
    ("wrong_passwords", "wait_minutes"): 7,
    ("sessions", "idle_minutes"): 16,
    ("sessions", "longest_hours"): 8,
    ("sessions", "access_token_minutes"): 4,
    ("sessions", "code_seconds"): 45,
    ("sessions", "sign_in_minutes"): 20,
    ("sessions", "action_minutes"): 6,
    ("events", "keep_days"): 120,
    ("events", "keep_admin_days"): 400,
    ("directory", "connect_milliseconds"): 900,
    ("directory", "read_milliseconds"): 1800,
}
PASSWORD = Password.model_fields
NOT_SHOWN = {(key,) for key in ("tenant", "unit", "mail_domain", "policy", "retired")}
"""What a tenant is, the business of others than Keycloak, and what only a command may do."""
POLICY: Place = ("realm", ("settings",), ("passwordPolicy",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_base.yaml").write_bytes((REALMS / "_base.yaml").read_bytes())
    (tmp_path / "trial.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def seen(document: dict[str, Any], place: Place) -> Any:  # noqa: ANN401 - any JSON
    """What a plan would find there."""
    kind, name, field = place
    objects = next(each.objects(document) for each in KINDS if each.name == kind)
    return at(objects[name], field)


@pytest.mark.parametrize("place", ADOPTABLE, ids=lambda place: ".".join(place[2]))
def test_realm_of_the_file_with_what_was_adopted_is_as_it_was_found(
    folder: Path, place: Place
) -> None:
    key, _ = ADOPTABLE[place]
    found = seen(of_spec(check("trial", put(FILE, key, OTHER[key]), folder)), place)

    text = adopt("trial", place, found, folder).after

    assert found != seen(of_spec(check("trial", FILE, folder)), place)
    assert seen(of_spec(check("trial", text, folder)), place) == found


def test_every_key_of_a_file_that_a_realm_shows_is_adopted() -> None:
    known = {key for key, _ in ADOPTABLE.values()} | {("password", key) for key in PASSWORD}

    sections = {key[:1] for key in keys(RealmSpec) if len(key) > 1}
    # What was agreed with whoever runs a module outside is changed with them, not taken over.
    agreed = {key for key in keys(RealmSpec) if key[0] == "outside_modules"}
    assert known == set(keys(RealmSpec)) - sections - NOT_SHOWN - agreed


def test_policy_of_passwords_is_adopted_by_its_counts(folder: Path) -> None:
    stricter = "password: { length: 20, digits: 2 }\n"
    found = seen(of_spec(check("trial", FILE + stricter, folder)), POLICY)

    text = adopt("trial", POLICY, found, folder).after

    assert seen(of_spec(check("trial", text, folder)), POLICY) == found


def test_comments_and_form_of_the_file_stay(folder: Path) -> None:
    text = adopt("trial", ("realm", ("settings",), ("ssoSessionMaxLifespan",)), 7200, folder).after

    assert text == f"{FILE}sessions:\n  longest_hours: 2\n"
    assert (folder / "trial.yaml").read_text(encoding="utf-8") == FILE


def test_difference_of_the_file_is_shown_and_then_written(folder: Path) -> None:
    found = adopt("trial", ("realm", ("settings",), ("failureFactor",)), 3, folder)

    found.write()

    assert found.diff.splitlines()[-3:] == [
        " mail_domain: thu.gov.vn",
        "+wrong_passwords:",
        "+  allowed: 3",
    ]
    assert (folder / "trial.yaml").read_text("utf-8") == found.after


def test_a_file_that_somebody_wrote_into_meanwhile_is_left_so(folder: Path) -> None:
    found = adopt("trial", ("realm", ("settings",), ("failureFactor",)), 3, folder)
    theirs = f"{FILE}sessions: {{ idle_minutes: 10 }}\n"
    (folder / "trial.yaml").write_text(theirs, encoding="utf-8")

    with pytest.raises(OverlayMoved, match=r"trial\.yaml: somebody wrote into it"):
        found.write()

    assert (folder / "trial.yaml").read_text("utf-8") == theirs


def test_an_obstacle_says_what_cannot_be_adopted_and_why(folder: Path) -> None:
    settings: tuple[str, tuple[str, ...]] = ("realm", ("settings",))

    assert obstacle("trial", (*settings, ("failureFactor",)), 3, folder) is None
    told = obstacle("trial", ("client", ("portal",), ()), None, folder)
    assert told
    assert told.startswith("client portal cannot be adopted: no key")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (("rememberMe",), True, "no key of a province's file says it"),
        (("ssoSessionIdleTimeout",), 1000, "1000 seconds are no whole number of minutes"),
        (("failureFactor",), None, "cannot be adopted"),
        (("passwordPolicy",), "length(20)", "differs in more than lengths and counts"),
        (("passwordPolicy",), "", "differs in more than lengths and counts"),
    ],
)
def test_what_no_file_can_say_is_told(field: tuple[str, ...], value: object, told: str) -> None:
    with pytest.raises(NotAdoptable, match=told):
        what_it_says(("realm", ("settings",), field), value)


def test_what_is_beyond_a_limit_is_told_as_in_the_file(folder: Path) -> None:
    place: Place = ("realm", ("settings",), ("ssoSessionMaxLifespan",))

    with pytest.raises(RealmInvalid, match=r"trial\.yaml:6: sessions\.longest_hours"):
        adopt("trial", place, 86400, folder)
