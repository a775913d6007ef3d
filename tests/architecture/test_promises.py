"""A promise is told in docs/features.md only when all of it works, and a test holds us to it."""

import ast
import re

from tests.architecture.source import ROOT, tree

NUMBER = re.compile(r"\b[A-Z]{3}-[0-9]+\b")


def covered() -> set[str]:
    return {
        argument.value
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.covers"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def told() -> set[str]:
    features = ROOT / "docs" / "features.md"
    return set(NUMBER.findall(features.read_text())) if features.exists() else set()


def test_every_promise_that_is_told_is_covered_by_a_test():
    assert told() - covered() == set()


def test_numbers_are_written_as_numbers():
    assert {number for number in covered() if not NUMBER.fullmatch(number)} == set()
