"""Files are whole for whoever reads them, and one at a time writes."""

import threading
from pathlib import Path

from egov_idp import files


def test_what_lay_there_is_replaced_and_nothing_is_left_beside(tmp_path: Path) -> None:
    (path := tmp_path / "thông-tin").write_text("old", encoding="utf-8")

    files.write_whole(path, "mới")

    assert path.read_text(encoding="utf-8") == "mới"
    assert list(tmp_path.iterdir()) == [path]


def test_the_second_waits_until_the_first_has_left(tmp_path: Path) -> None:
    seen: list[str] = []

    def second() -> None:
        with files.alone(tmp_path):
            seen.append("second")

    other = threading.Thread(target=second)
    with files.alone(tmp_path):
        other.start()
        other.join(timeout=0.2)
        seen.append("first")
    other.join()

    assert seen == ["first", "second"]
