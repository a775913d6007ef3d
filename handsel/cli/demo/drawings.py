"""Pictures of the demo's products, drawn while it is made, so that nothing of anybody else's is needed (CAT-1)."""

from collections.abc import Callable, Mapping

from PIL import Image, ImageColor, ImageDraw

from handsel.catalog.pictures import png_of

SIZE = 900, 600
_FINE = 2
"""Drawn so many times larger, and made smaller, so that edges are smooth."""
_LIGHT, _SHADE = "#ffffff", "#0f172a"

Draw = ImageDraw.ImageDraw
Shape = Callable[[Draw, str], None]


def drawing_of(shape: str, colour: str) -> bytes:
    """Return a PNG of one of `SHAPES` on a ground of `colour`."""
    picture = _ground(colour)
    SHAPES[shape](ImageDraw.Draw(picture), colour)
    return png_of(picture.resize(SIZE, Image.Resampling.LANCZOS))


def _ground(colour: str) -> Image.Image:
    """Return a ground that grows darker towards its foot."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    width, height = SIZE[0] * _FINE, SIZE[1] * _FINE
    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = 1.0 - 0.45 * y / height
        column.putpixel((0, y), (int(red * share), int(green * share), int(blue * share)))
    return column.resize((width, height))


def _box(draw: Draw, left: int, top: int, width: int, height: int, fill: str = _LIGHT, radius: int = 18) -> None:
    edges = [_FINE * value for value in (left, top, left + width, top + height)]
    draw.rounded_rectangle(edges, radius * _FINE, fill)


def _disc(draw: Draw, x: int, y: int, radius: int, fill: str = _LIGHT) -> None:
    draw.ellipse([_FINE * value for value in (x - radius, y - radius, x + radius, y + radius)], fill)


def _line(draw: Draw, *points: tuple[int, int], fill: str, width: int = 10) -> None:
    draw.line([(_FINE * x, _FINE * y) for x, y in points], fill, width * _FINE, joint="curve")


def _server(draw: Draw, colour: str) -> None:
    for top in (140, 255, 370):
        _box(draw, 250, top, 400, 95)
        _disc(draw, 300, top + 47, 14, colour)
        _disc(draw, 345, top + 47, 14, colour)
        _box(draw, 470, top + 40, 140, 14, colour, 7)


def _window(draw: Draw, colour: str) -> None:
    _box(draw, 210, 130, 480, 340)
    for x in (245, 280, 315):
        _disc(draw, x, 165, 10, colour)
    _box(draw, 245, 205, 410, 90, colour, 10)
    for top, width in ((325, 410), (365, 330), (405, 370)):
        _box(draw, 245, top, width, 18, "#cbd5e1", 9)


def _envelope(draw: Draw, colour: str) -> None:
    _box(draw, 220, 170, 460, 280)
    _line(draw, (235, 190), (450, 340), (665, 190), fill=colour, width=14)


def _cloud(draw: Draw, colour: str) -> None:
    for x, y, radius in ((350, 340, 90), (450, 270, 120), (560, 330, 100)):
        _disc(draw, x, y, radius)
    _box(draw, 300, 340, 320, 90, radius=45)
    _line(draw, (450, 400), (450, 290), fill=colour, width=16)
    _line(draw, (400, 335), (450, 285), (500, 335), fill=colour, width=16)


def _lock(draw: Draw, colour: str) -> None:
    _box(draw, 365, 120, 170, 260, radius=85)
    _box(draw, 400, 155, 100, 220, colour, 50)
    _box(draw, 310, 270, 280, 210)
    _disc(draw, 450, 350, 28, colour)
    _box(draw, 441, 350, 18, 75, colour, 9)


def _globe(draw: Draw, colour: str) -> None:
    _disc(draw, 450, 300, 180)
    for squeeze in (60, 120):
        edges = [_FINE * value for value in (450 - squeeze, 120, 450 + squeeze, 480)]
        draw.ellipse(edges, outline=colour, width=8 * _FINE)
    for y in (210, 300, 390):
        _line(draw, (285, y), (615, y), fill=colour, width=8)


def _sheets(draw: Draw, colour: str) -> None:
    _box(draw, 330, 110, 280, 360, "#e2e8f0")
    _box(draw, 290, 140, 280, 360)
    for top, width in ((190, 200), (230, 160), (270, 190), (310, 130)):
        _box(draw, 330, top, width, 16, colour, 8)
    for x, height in ((340, 60), (400, 95), (460, 75)):
        _box(draw, x, 460 - height, 40, height, colour, 6)


def _router(draw: Draw, colour: str) -> None:
    for x in (310, 450, 590):
        _box(draw, x - 8, 150, 16, 220, radius=8)
    _box(draw, 230, 350, 440, 120)
    for x in (290, 340, 390, 440):
        _disc(draw, x, 410, 12, colour)
    _box(draw, 530, 398, 100, 24, colour, 12)


def _person(draw: Draw, colour: str) -> None:
    _disc(draw, 450, 220, 85)
    _box(draw, 300, 325, 300, 190, radius=95)
    _box(draw, 355, 205, 30, 70, colour, 12)
    _box(draw, 515, 205, 30, 70, colour, 12)
    _line(draw, (370, 205), (400, 140), (500, 140), (530, 205), fill=_SHADE, width=12)


def _truck(draw: Draw, colour: str) -> None:
    _box(draw, 210, 200, 300, 200)
    _box(draw, 525, 260, 160, 140)
    _box(draw, 560, 285, 90, 55, colour, 8)
    for x in (320, 590):
        _disc(draw, x, 410, 48, _SHADE)
        _disc(draw, x, 410, 20)


SHAPES: Mapping[str, Shape] = {
    "server": _server,
    "window": _window,
    "envelope": _envelope,
    "cloud": _cloud,
    "lock": _lock,
    "globe": _globe,
    "sheets": _sheets,
    "router": _router,
    "person": _person,
    "truck": _truck,
}
