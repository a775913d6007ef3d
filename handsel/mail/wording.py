"""The words of each mail in each language: the ones we ship, and which language a reader gets (MAI-1)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handsel.mail.kinds import BY_NAME
from handsel.mail.template_language import Template, TemplateRefused, parse_layout, parse_template
from handsel.mail.variables import names_of

FOLDER = Path(__file__).parent / "templates"
LANGUAGES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Wording:
    """One mail in one language, checked: its subject, the line shown beside it in an inbox, and its body."""

    subject: Template
    preview: Template
    body: Template


def choose_language(*wishes: str) -> str:
    """Return the first of `wishes` that mails are written in, else the default; a region does not matter.

    Wishes stand in the order of the fallback: the user's, the customer's, the reseller's, its parent's.
    """
    for wish in wishes:
        language = wish.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE


@cache
def shipped_wording(kind: str, language: str) -> Wording:
    """Return our own words for `kind`, in a `language` that `choose_language` returned."""
    return parse_wording((FOLDER / language / f"{kind}.html").read_text(), kind)


@cache
def layout() -> Template:
    """Return the page that every mail stands on."""
    return parse_layout((FOLDER / "layout.html").read_text())


@cache
def footer(language: str) -> Template:
    """Return what stands below every mail in `language`."""
    return parse_layout((FOLDER / language / "_footer.html").read_text())


def parse_wording(text: str, kind: str) -> Wording:
    """Return `text` as the wording of `kind`: a `Subject:` line, a `Preview:` line, an empty line and the HTML body.

    Raises TemplateRefused when a part is missing or asks for what this mail does not have.
    """
    head, _, body = text.partition("\n\n")
    lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if lines.keys() != {"Subject", "Preview"} or not body.strip():
        raise TemplateRefused("A mail begins with its Subject: and Preview: lines; then an empty line and its body.")
    names = names_of(BY_NAME[kind].variables)
    return Wording(
        subject=parse_template(lines["Subject"], names, html=False),
        preview=parse_template(lines["Preview"], names, html=True),
        body=parse_template(body, names, html=True),
    )
