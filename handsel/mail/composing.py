"""Write one mail: its words filled in, in its seller's brand, as HTML and as text (MAI-1, MAI-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from css_inline import CSSInliner
from markupsafe import Markup

from handsel.mail import wording
from handsel.mail.branding import Brand
from handsel.mail.kind import Kind
from handsel.mail.plain_text import as_plain_text
from handsel.mail.variables import Manner, written

SUBJECT_LIMIT = 200

_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)

# Plain English dates and amounts are those of its readers in Europe: 21 November 2026.
_LOCALES = {"en": "en_GB"}


def locale_of(language: str) -> str:
    """Return by which locale mails in `language` write amounts and dates."""
    return _LOCALES.get(language, language)


@dataclass(frozen=True)
class Composed:
    """A mail as it will be read."""

    language: str
    subject: str
    html: str
    text: str


def compose(kind: Kind, *, language: str, brand: Brand, values: Mapping[str, Any]) -> Composed:
    """Return `kind` filled with `values` in `language`, one that `choose_language` returned, in `brand`.

    Values are escaped where they are printed and never read as template. Raises ValueError when `values` are not
    those of the kind, TemplateRefused when the result would grow beyond its limits.
    """
    words = wording.shipped_wording(kind.name, language)
    manner = Manner(locale=locale_of(language), time_zone=brand.time_zone)
    filled = written(kind.variables, {**_seller(brand), **values}, manner)
    subject = _one_line(words.subject.render(filled))
    body = words.body.render(filled)
    footer = wording.footer(language).render({"brand": _shown(brand)})
    page = wording.layout().render(
        {
            "language": language,
            "direction": Locale.parse(manner.locale).text_direction.lower().replace("left-to-right", "ltr"),
            "subject": subject,
            "preview": Markup(words.preview.render(filled)),  # noqa: S704 - rendered with escaping
            "brand": _shown(brand),
            "content": Markup(body),  # noqa: S704 - rendered with escaping
            "footer": Markup(footer),  # noqa: S704 - rendered with escaping
        }
    )
    return Composed(
        language=language,
        subject=subject,
        html=_inliner.inline(page),
        text=f"{as_plain_text(body)}\n-- \n{as_plain_text(footer)}",
    )


def _seller(brand: Brand) -> dict[str, Any]:
    return {"seller": {"name": brand.name}}


def _shown(brand: Brand) -> dict[str, str | None]:
    names = ("name", "url", "host", "colour", "text_colour", "logo_url", "logo_ground", "tagline", "reply_to")
    return {name: getattr(brand, name) or None for name in names}


def _one_line(text: str) -> str:
    """Return `text` without line breaks, so that no value can begin a header of its own."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LIMIT else line[: SUBJECT_LIMIT - 1] + "…"
