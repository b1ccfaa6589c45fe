import unicodedata

import pytest
from egov_kit.texts import by_given_name, clean, fold, words
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("ĐÀ NẴNG", "da nang"),
        ("Ước mơ Ơ Ư Ă Â Ê Ô", "uoc mo o u a a e o"),
        ("H17.08-261120-0001", "h17.08-261120-0001"),
    ],
)
def test_folding_takes_tones_and_case_away(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_text_typed_on_two_keyboards_is_stored_the_same() -> None:
    assert clean(unicodedata.normalize("NFD", "Nguyễn")) == unicodedata.normalize("NFC", "Nguyễn")


def test_invisible_letters_and_spare_spaces_go() -> None:
    assert clean("\u200b Nguyễn\u202e \t\n An\x00 ") == "Nguyễn An"
    assert clean("An \u200b Bình") == "An Bình"
    assert clean("a\u200b\u0301") == "á"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_search_has_at_most_ten_words() -> None:
    assert words("an An ẤN binh") == ("an", "binh")
    assert len(words(" ".join(str(number) for number in range(50)))) == 10


def test_names_are_sorted_by_the_given_name_and_đ_after_d() -> None:
    right = ["Lê Thị An", "Trần Văn An", "Bùi Dũng", "Đặng Duy", "An Đào", "Lê Văn Yến", "Lê Yến"]
    apart = [unicodedata.normalize("NFD", each) for each in reversed(right)]

    found = sorted(apart, key=by_given_name)

    assert [clean(each) for each in found][:6] == [*right[:5], "Lê Yến"]


def test_a_name_of_nothing_comes_first() -> None:
    assert sorted(["An", ""], key=by_given_name) == ["", "An"]
