"""The small parts of every page: icons, statuses, initials, sparklines, the portal's colour."""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from babel.numbers import format_decimal
from django import template
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handsel.web.brand import palette
from handsel.web.icons import ICONS
from handsel.web.templatetags.money import marked, reader_locale

register = template.Library()

TONES = frozenset({"green", "yellow", "red", "blue", "grey", "black"})
TINTS = 8
LINE_WIDTH, LINE_HEIGHT = 100, 30
FEWEST = 3
"""Of two values a line would tell nothing."""


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw one of the icons named in `handsel.web.icons`; what it means must stand beside it in words."""
    return _drawn(name, css)


@lru_cache(maxsize=512)
def _drawn(name: str, css: str) -> SafeString:
    if name not in ICONS:
        raise TemplateSyntaxError(f"There is no icon “{name}”; add it to handsel/web/icons.py.")
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        _sprite(),
        name,
    )


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("vendor/icons.svg")


@register.filter
def number(count: int) -> str:
    """Return a whole number as the reader writes it: 1,284 or 1.284."""
    return marked(format_decimal(count, locale=reader_locale()))


@register.simple_tag
def badge(tone: str, text: str) -> SafeString:
    """Say a status in words, with a dot in one of TONES; an unknown tone is grey."""
    return format_html('<span class="hs-badge is-{}">{}</span>', tone if tone in TONES else "grey", text)


@register.simple_tag
def avatar(name: str, css: str = "") -> SafeString:
    """Draw the initials of `name` on a tint that is always the same for this name."""
    return format_html(
        '<span class="hs-avatar is-{}{}" aria-hidden="true">{}</span>',
        crc32(name.encode()) % TINTS,
        f" {css}" if css else "",
        initials(name),
    )


def initials(name: str) -> str:
    """Return the first letters of the first and last word of `name`; a question mark for no name."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    return "".join(word[0] for word in (words if len(words) == 1 else [words[0], words[-1]])).upper()


@register.simple_tag
def sparkline(values: Sequence[float]) -> SafeString | str:
    """Draw `values` as a thin line along the bottom of a tile; nothing for fewer than three."""
    if len(values) < FEWEST:
        return ""
    low, spread = min(values), (max(values) - min(values)) or 1
    across, up = LINE_WIDTH / (len(values) - 1), (LINE_HEIGHT - 6) / spread
    points = " ".join(
        f"{index * across:.1f},{LINE_HEIGHT - 2 - (value - low) * up:.1f}" for index, value in enumerate(values)
    )
    return format_html(
        '<svg class="hs-tile-line" viewBox="0 0 {0} {1}" preserveAspectRatio="none" aria-hidden="true">'
        '<path stroke="none" d="M0,{1} L{2} L{0},{1} Z"></path>'
        '<polyline fill="none" vector-effect="non-scaling-stroke" points="{2}"></polyline></svg>',
        LINE_WIDTH,
        LINE_HEIGHT,
        points,
    )


@register.simple_tag(takes_context=True)
def brand_style(context: template.Context, colour: str) -> SafeString:
    """Set the portal's colours for this page, in a style element that the content policy knows by its nonce."""
    request: HttpRequest = context["request"]
    if request.headers.get("HX-Request"):  # the page that asks has them, and knows another nonce
        return SafeString()
    nonce = getattr(request, "csp_nonce", "")
    # The palette holds nothing but `#rrggbb` values, whatever `colour` was.
    return format_html('<style nonce="{}">{}</style>', nonce, palette(colour).css)
