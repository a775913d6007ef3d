"""Habits that hold in every file (house.md): who may write, who may read the clock, how large a thing may grow."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from handsel.kernel.operation import OPERATIONS
from tests.architecture.source import (
    FACES,
    MONEY,
    ROOT,
    SOURCE,
    at,
    calls,
    last_name,
    modules,
    name_of,
    templates,
    tree,
)

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "select_for_update",
}
CLOCKS = re.compile(r"(^|\.)(datetime\.now|datetime\.utcnow|date\.today|timezone\.now|time\.time)$")
BANNED_FILES = {"services", "service", "handlers", "handler", "helpers", "helper", "utils", "util", "common", "misc"}
BANNED_CLASSES = re.compile(r"(Service|Handler|Helper|Util|Utils|Manager)$")


def writes_in(paths: Iterable[Path]) -> list[str]:
    return [
        at(path, call)
        for path in paths
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and last_name(call) in WRITES
    ]


def clocks_in(paths: Iterable[Path]) -> list[str]:
    return [at(path, call) for path in paths for call in calls(path) if CLOCKS.search(name_of(call))]


def floats_in(paths: Iterable[Path]) -> list[str]:
    def is_float(node: ast.AST) -> bool:
        constant = isinstance(node, ast.Constant) and isinstance(node.value, float)
        return constant or (isinstance(node, ast.Name) and node.id == "float")

    return [at(path, node) for path in paths for node in ast.walk(tree(path)) if is_float(node)]


@pytest.mark.parametrize(
    ("guard", "sin"),
    [
        (writes_in, "order.save()"),
        (writes_in, "Order.objects.filter(pk=1).delete()"),
        (clocks_in, "datetime.now(UTC)"),
        (clocks_in, "django.utils.timezone.now()"),
        (floats_in, "price = 9.99"),
        (floats_in, "price = float(text)"),
    ],
)
def test_each_guard_catches_a_deliberate_sin(tmp_path, guard, sin):
    (tmp_path / "sin.py").write_text(sin)

    assert len(guard([tmp_path / "sin.py"])) == 1


@pytest.mark.parametrize("face", FACES)
def test_faces_never_write_to_the_database(face):
    assert writes_in(modules(face)) == []


def test_only_the_kernel_reads_the_clock():
    assert clocks_in(path for path in modules() if path != SOURCE / "kernel" / "clock.py") == []


def test_only_faces_ask_the_kernel_for_the_time():
    domain = {path for path in modules() if path.relative_to(SOURCE).parts[0] not in FACES}
    found = [at(path, call) for path in domain for call in calls(path) if name_of(call) in {"clock.now", "now"}]

    assert found == []


def test_every_operation_says_what_it_does_and_how_it_refuses():
    for path in modules():
        relative = path.relative_to(ROOT).with_suffix("")
        if any(f"@{mark}" in path.read_text() for mark in ("operation", "step")):
            importlib.import_module(".".join(relative.parts))

    undocumented = [op.__qualname__ for op in OPERATIONS if "Raises" not in (op.__doc__ or "")]

    assert OPERATIONS != []
    assert undocumented == []


def test_operations_take_keywords_only_and_say_who_and_when():
    wrong = []
    for operation in OPERATIONS:
        parameters = inspect.signature(operation).parameters
        positional = [name for name, found in parameters.items() if found.kind is not inspect.Parameter.KEYWORD_ONLY]
        if positional or not {"by", "at"} <= set(parameters):
            wrong.append(operation.__qualname__)

    assert wrong == []


@pytest.mark.parametrize("package", MONEY)
def test_money_is_never_a_float(package):
    assert floats_in(modules(package)) == []


def test_files_and_classes_are_named_by_what_they_are():
    files = [path for path in modules() if path.stem in BANNED_FILES]
    classes = [
        at(path, node)[:80]
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and BANNED_CLASSES.search(node.name) and node.name != "AccountManager"
    ]

    assert files == []
    assert classes == []


def test_nothing_grows_beyond_its_size():
    functions = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (length := _lines(node)) > _largest(path)
    ]
    files = [path for path in (*modules(), *(ROOT / "tests").rglob("*.py")) if _count(path) > 300]

    assert functions == []
    assert [f"{path.relative_to(ROOT)} has {_count(path)} lines" for path in files] == []
    assert [f"{page.relative_to(ROOT)} has {_count(page)} lines" for page in templates() if _count(page) > 120] == []


def test_nothing_names_a_machine_or_a_registry():
    places = re.compile("|".join(["/work" + "/", "/ro" + "ot/", "pypi" + r"\.org", "npmjs" + r"\.org"]))
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for folder in ("handsel", "tests", "docs", "script", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {"", ".py", ".md", ".html", ".sql", ".txt"} and "vendor" not in path.parts
        for hit in places.finditer(path.read_text(errors="ignore"))
    ]

    assert found == []


def _lines(node: ast.FunctionDef) -> int:
    """Count the lines of a function without its docstring, which may be as long as the promise is."""
    docstring = node.body[0] if ast.get_docstring(node) else None
    told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - told


def _largest(path: Path) -> int:
    return 20 if "views" in path.parts else 40


def _count(path: Path) -> int:
    return len(path.read_text().splitlines())
