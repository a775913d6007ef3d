"""Colours as three bytes, and whether one can be read on another."""

RGB = tuple[int, int, int]

READABLE = 4.5
"""The contrast that WCAG 2.2 AA asks of text."""

WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGB) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Return `one` with a `share` of `other` in it, from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def rgb(colour: str) -> RGB:
    """Return the bytes of a `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def to_hex(colour: RGB) -> str:
    """Return the `#rrggbb` of three bytes."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
