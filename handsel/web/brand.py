"""A portal's colour, made readable: one hex value becomes the few colours that pages need (SHO-2, MAI-2)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from handsel.kernel.colour import BLACK, READABLE, RGB, WHITE, contrast, mix, rgb, to_hex

DEFAULT = "#4263eb"
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
    base = rgb(colour if HEX.fullmatch(colour) else DEFAULT)
    fill = _readable(base, WHITE, towards=BLACK)
    ink = _readable(fill, WHITE, mix(WHITE, fill, 0.1), towards=BLACK)
    ink_dark = _readable(base, DARK_SURFACE, mix(DARK_SURFACE, fill, 0.25), towards=WHITE)
    return Palette(to_hex(fill), to_hex(ink), to_hex(ink_dark))


def _readable(colour: RGB, *grounds: RGB, towards: RGB) -> RGB:
    steps = (mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in steps if all(contrast(shade, on) >= READABLE for on in grounds)), towards)
