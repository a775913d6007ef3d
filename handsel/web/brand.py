"""A portal's colour, made readable: one hex value becomes the few colours that pages need (SHO-2, MAI-2)."""

import re
from dataclasses import dataclass
from functools import lru_cache

RGB = tuple[int, int, int]

READABLE = 4.5
"""The contrast that WCAG 2.2 AA asks of text."""

DEFAULT = "#4263eb"
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
DARK_SURFACE: RGB = (30, 41, 59)
STEPS = 40

HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Palette:
    """`fill` carries white text; `ink` and `ink_dark` are text on light and dark pages. All are `#rrggbb`."""

    fill: str
    ink: str
    ink_dark: str

    @property
    def css(self) -> str:
        return f":root{{--hs-brand:{self.fill};--hs-brand-ink:light-dark({self.ink},{self.ink_dark})}}"


@lru_cache(maxsize=1024)
def palette(colour: str) -> Palette:
    """Return the palette of `colour`, a `#rrggbb`; anything else counts as the default colour.

    Colours are darkened or lightened as little as makes them readable: `fill` under white, `ink` on white and on a
    tenth of `fill` in white, `ink_dark` on the dark surface and on a quarter of `fill` in it.
    """
    base = _rgb(colour if HEX.fullmatch(colour) else DEFAULT)
    fill = _readable(base, WHITE, towards=BLACK)
    ink = _readable(fill, WHITE, _mix(WHITE, fill, 0.1), towards=BLACK)
    ink_dark = _readable(base, DARK_SURFACE, _mix(DARK_SURFACE, fill, 0.25), towards=WHITE)
    return Palette(_hex(fill), _hex(ink), _hex(ink_dark))


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: RGB, *grounds: RGB, towards: RGB) -> RGB:
    steps = (_mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in steps if all(contrast(shade, on) >= READABLE for on in grounds)), towards)


def _luminance(colour: RGB) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it


def _mix(one: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
