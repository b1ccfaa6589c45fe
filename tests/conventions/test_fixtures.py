"""Fixtures of tests/support are for everybody, so each has a name of its own."""

import ast
from collections import Counter

from egov_idp.local.layout import ROOT


def test_no_two_files_of_support_have_a_fixture_of_the_same_name() -> None:
    names = Counter(
        function.name
        for path in (ROOT / "tests" / "support").glob("*.py")
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)
    )

    assert [name for name, times in names.items() if times > 1] == []
