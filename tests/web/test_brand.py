"""A portal's colour is made readable whatever it is (SHO-2, MAI-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsel.kernel.colour import READABLE, contrast
from handsel.web import brand

HEX_COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
WHITE, SURFACE = (255, 255, 255), (30, 41, 59)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@given(HEX_COLOURS)
def test_every_colour_gives_readable_buttons_and_links(colour):
    palette = brand.palette(colour)

    assert contrast(rgb(palette.fill), WHITE) >= READABLE
    assert contrast(rgb(palette.ink), WHITE) >= READABLE
    assert contrast(rgb(palette.ink_dark), SURFACE) >= READABLE


def test_a_colour_that_is_readable_already_stays_as_it_is():
    assert brand.palette("#4263eb").fill == "#4263eb"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#000000;}body{display:none", "#000000\n"])
def test_what_is_no_colour_never_reaches_the_page(colour):
    assert brand.palette(colour) == brand.palette(brand.DEFAULT)


def test_black_and_white_differ_by_twenty_one():
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)
