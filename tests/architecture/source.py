"""The source as the rules of the house read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "handsel"
FACES = ("console", "storefront", "api", "cli", "jobs", "web")
MONEY = ("ledger", "catalog", "orders", "subscriptions")


def modules(*packages: str) -> Iterator[Path]:
    """Yield the Python files of `packages`, or of all, without migrations."""
    for package in packages or sorted(path.name for path in SOURCE.iterdir()):
        yield from (path for path in sorted((SOURCE / package).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("*.html"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """Return what is called, as it is written: `datetime.now`, `save`."""
    return ast.unparse(call.func)


def last_name(call: ast.Call) -> str:
    return name_of(call).rsplit(".", 1)[-1]


def at(path: Path, node: ast.AST) -> str:
    place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{place}:{getattr(node, 'lineno', 1)} {ast.unparse(node)[:80]}"
