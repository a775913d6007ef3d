"""Each person arranges the lists they work in (ACC-11)."""

import pytest

from handsel.identity.actor import system
from handsel.identity.layouts import keep_layout
from handsel.identity.models import Seat
from handsel.kernel.isolation import scoped
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def layouts(actor):
    with scoped(actor.scope):
        return Seat.objects.get(user_id=actor.user_id, buyer__isnull=True).layouts


@pytest.mark.covers("ACC-11")
def test_a_person_keeps_their_columns_list_by_list_readers_too(cast):
    keep_layout(list_name="customers", columns=["name", "city"], by=cast.ruth, at=NOON)
    keep_layout(list_name="resellers", columns=["name"], by=cast.ruth, at=NOON)

    assert layouts(cast.ruth) == {"customers": ["name", "city"], "resellers": ["name"]}
    assert layouts(cast.karl) == {}


def test_no_columns_mean_the_standard_ones_again(cast):
    keep_layout(list_name="customers", columns=["name", "city"], by=cast.karl, at=NOON)

    keep_layout(list_name="customers", columns=[], by=cast.karl, at=NOON)

    assert layouts(cast.karl) == {}


def test_a_program_has_no_layout(cast):
    with pytest.raises(Seat.DoesNotExist):
        keep_layout(list_name="customers", columns=["name"], by=system(cast.kleinbach), at=NOON)
