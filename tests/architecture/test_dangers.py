"""What is dangerous is not written at all (safety P5, P6): raw SQL, open filters, unescaped HTML, inline script."""

import ast
import re

from tests.architecture.source import ROOT, SOURCE, at, calls, last_name, modules, name_of, templates, tree

FORBIDDEN_CALLS = {"eval", "exec", "raw", "extra", "RawSQL"}
FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve"}
OPENED_BY = {"filter", "exclude", "get", "order_by", "update", "values"}

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without a nonce or a source": re.compile(r"<script(?![^>]*(?:nonce|src)=)", re.IGNORECASE),
    "a style element without a nonce": re.compile(r"<style(?![^>]*nonce=)", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align\s*:\s*(?:left|right))\s*:?"
)


def test_no_call_opens_the_database_or_the_interpreter_to_input():
    found = [at(path, call) for path in modules() for call in calls(path) if last_name(call) in FORBIDDEN_CALLS]

    assert found == []


def test_nothing_is_unpickled():
    found = [
        at(path, node)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        if {getattr(node, "module", None), *(alias.name for alias in node.names)} & FORBIDDEN_IMPORTS
    ]

    assert found == []


def test_no_filter_takes_its_fields_from_a_request():
    found = [
        at(path, call)
        for path in modules()
        for call in calls(path)
        if last_name(call) in OPENED_BY
        for word in call.keywords
        if word.arg is None and "request" in ast.unparse(word.value)
    ]

    assert found == []


def test_text_of_people_is_never_a_format():
    found = [
        at(path, call)
        for path in modules()
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"format", "format_map"}
        if not _is_literal(call.func.value)
    ]

    assert found == []


def test_only_literals_are_marked_as_safe_html():
    found = [
        at(path, call)
        for path in modules()
        if path != SOURCE / "web" / "writing.py"  # which escapes what it puts together
        for call in calls(path)
        if name_of(call).endswith(("mark_safe", "SafeString", "Html")) and not all(map(_is_literal, call.args))
    ]

    assert found == []


def test_html_is_written_by_literal_forms():
    found = [
        at(path, call)
        for path in modules()
        for call in calls(path)
        if last_name(call) == "written" and call.keywords and not (call.args and _is_literal(call.args[0]))
    ]

    assert found == []


def test_templates_have_no_inline_script_or_style_and_escape_everything():
    # A mail has no other way to be styled; it is shown in a sandboxed frame.
    pages = [page for page in templates() if "mail" not in page.relative_to(ROOT).parts[1]]
    found = [
        f"{page.relative_to(ROOT)}: {what}"
        for page in pages
        for what, pattern in INLINE.items()
        if pattern.search(page.read_text())
    ]

    assert found == []


def test_our_own_styles_know_no_left_or_right():
    found = [
        f"{sheet.relative_to(ROOT)}:{number} {line.strip()}"
        for sheet in (ROOT / "handsel").rglob("*.css")
        if "vendor" not in sheet.parts
        for number, line in enumerate(sheet.read_text().splitlines(), 1)
        if PHYSICAL.search(line) and not line.strip().startswith(("/*", "*"))
    ]

    assert found == []


def _is_literal(node: ast.expr) -> bool:
    # psycopg's sql.SQL("…").format() quotes what it is given.
    quoting = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("SQL")
    constant = isinstance(node, ast.Name) and node.id.isupper()
    return quoting or constant or (isinstance(node, ast.Constant) and isinstance(node.value, str))
