"""User names by the rule of the provinces."""

from itertools import islice

import pytest
from egov_idp.people.usernames import USERNAME, candidates, split


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Nguyễn Văn An", "annv"),
        ("Trần Thị Bình", "binhtt"),
        ("Đỗ Thị Thu Hà", "hadtt"),
        ("Lê Ánh", "anhl"),
        ("Phạm Đức Đạt", "datpd"),
        ("Ngô Ưng Ước", "uocnu"),
        ("H'Hen Niê", "nieh"),
        ("Ysa", "ysa"),
    ],
)
def test_user_name_is_given_name_and_initials_without_tones(name: str, username: str) -> None:
    first = next(candidates(name))

    assert first == username
    assert USERNAME.fullmatch(first)


def test_the_second_of_a_name_gets_a_number() -> None:
    assert list(islice(candidates("Nguyễn Văn An"), 3)) == ["annv", "annv2", "annv3"]


def test_the_given_name_stands_last() -> None:
    assert split("Đỗ Thị Thu Hà") == ("Đỗ Thị Thu", "Hà")
    assert split("Ysa") == ("Ysa", "Ysa")
