"""What a page offers to send: its forms and the buttons that send something, with all fields as they stand."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

TYPED = {
    "email": "probe@probe.example",
    "date": "2026-11-02",
    "number": "1",
    "url": "https://probe.example/",
    "password": "four small tiers",
    "color": "#336699",
    "tel": "+49 30 901820",
}


@dataclass
class Form:
    """A form or a button: where it sends what."""

    method: str
    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.path).query, keep_blank_values=True)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.open: list[Form] = []
        self.found: list[Form] = []
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.by_id: dict[str, Form] = {}
        self.area: str | None = None

    def handle_starttag(self, tag, attrs):
        had = {name: value or "" for name, value in attrs}
        self._sends(tag, had)
        form = self.by_id.get(had.get("form", "")) or (self.open[-1] if self.open else None)
        name = had.get("name", "")
        if tag == "option" and self.select:
            self.options.append((had.get("value", ""), "selected" in had))
        if not form or not name or "disabled" in had:
            return
        if tag == "select":
            self.select, self.options = name, []
        elif tag == "textarea":
            self.area = ""
            form.fields.append((name, "a text"))
        elif tag in {"input", "button"}:
            self._input(form, name, had)

    def _input(self, form: Form, name: str, had: dict[str, str]) -> None:
        kind = had.get("type", "text")
        if kind == "radio" and any(known == name for known, _ in form.fields) and "checked" not in had:
            return
        if kind not in {"file", "submit", "button"}:
            form.fields.append((name, had.get("value") or TYPED.get(kind, "on" if kind == "checkbox" else "a text")))

    def _sends(self, tag: str, had: dict[str, str]) -> None:
        for method in ("get", "post", "put", "delete"):
            if had.get(f"hx-{method}") is not None:
                form = Form(method.upper(), had[f"hx-{method}"] or self.path, _values(had.get("hx-vals", "")))
                self.found.append(form)
                if tag == "form":
                    self.open.append(form)
                    return
        if tag == "form":
            self.open.append(Form(had.get("method", "get").upper(), had.get("action") or self.path))
            self.found.append(self.open[-1])
            if had.get("id"):
                self.by_id[had["id"]] = self.open[-1]
        elif tag == "a" and "?" in had.get("href", ""):
            self.found.append(Form("GET", had["href"]))

    def handle_endtag(self, tag):
        if tag == "form" and self.open:
            self.open.pop()
        elif tag == "select" and self.select and self.open:
            chosen = [value for value, is_chosen in self.options if is_chosen and value]
            some = [value for value, _ in self.options if value]
            self.open[-1].fields.append((self.select, (chosen or some or [""])[0]))
            self.select = None


def _values(text: str) -> list[tuple[str, str]]:
    try:
        return [(name, str(value)) for name, value in json.loads(text).items()] if text else []
    except ValueError:
        return []


def forms_of(page: str, path: str) -> list[Form]:
    """Return what the page at `path` offers to send."""
    reader = _Reader(path)
    reader.feed(page)
    return reader.found
