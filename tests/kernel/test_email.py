"""What counts as an e-mail address (ACC-2)."""

import pytest

from handsel.kernel.email import is_email


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize(
    "text",
    [
        "ingrid@fjord.no",
        "o'brien+news@mail.example.co.uk",
        "josé54@adventure.example",
        "büro@bäckerei.example",
        "a@b-c.example",
        "x@xn--bcker-gra.example",
    ],
)
def test_a_complete_address_is_one(text: str):
    assert is_email(text)


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "ingrid",
        "ingrid@fjord",
        "ingrid@@fjord.no",
        "ingrid@-fjord.no",
        "ingrid@fjord-.no",
        "ingrid@fjord..no",
        "in grid@fjord.no",
        ".ingrid@fjord.no",
        "in..grid@fjord.no",
        "ingrid@fjord.no,other@fjord.no",
        "ingrid@fjord.no\nBcc: other@fjord.no",
        "<ingrid@fjord.no>",
        "a" * 65 + "@fjord.no",
        "a@" + "b" * 250 + ".no",
    ],
)
def test_anything_else_is_none(text: str):
    assert not is_email(text)
