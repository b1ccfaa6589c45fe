"""One-time passwords."""

import re

from egov_idp.people.passwords import one_time_password


def test_one_time_password_keeps_every_rule_and_holds_no_letter_that_looks_like_another() -> None:
    made = [one_time_password() for _ in range(200)]

    assert len(set(made)) == 200
    assert all(re.fullmatch(r"[a-z]{4}-[A-Z]{4}-[0-9]{4}-[a-z]{4}", each) for each in made)
    assert not set("".join(made)) & set("lO01I")
