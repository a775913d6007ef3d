"""What a buyer owes on an edge: the decision as tables that an accountant can read (CAT-4)."""

import pytest
from django.db import connection
from stdnum.eu import vat as eu_vat

from handsel.kernel.database import call_scalar

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]


def test_the_union_has_the_members_that_their_numbers_are_known_of():
    members = {"GR" if code == "el" else code.upper() for code in eu_vat.MEMBER_STATES} - {"XI"}
    letters = [chr(one) + chr(other) for one in range(65, 91) for other in range(65, 91)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM unnest(%s::text[]) AS code WHERE tax_in_union(code)", [letters])
        assert {code for (code,) in cursor.fetchall()} == members


@pytest.mark.parametrize(
    ("net", "percent", "tax"),
    [
        (1000, "19", 190),
        (50, "7", 4),  # 3.5, away from zero
        (-50, "7", -4),
        (49, "7", 3),
        (333, "8.875", 30),
        (10**15, "100", 10**15),
        (10, "0", 0),
    ],
)
def test_tax_is_rounded_with_halves_away_from_zero(net, percent, tax):
    assert call_scalar("tax_amount", net, percent) == tax
