"""A plan that was made once is kept from one request to the next on the same connection (OPS-3)."""

import pytest
from django.db import connection

from handsel.accounts.models import Account
from handsel.kernel.isolation import Reading, Scope
from handsel.kernel.prepared import Prepared

ACCOUNT = Prepared(lambda account_id: Account.objects.filter(pk=account_id))


@pytest.mark.covers("OPS-3")
@pytest.mark.usefixtures("committed_db")
def test_a_request_that_read_leaves_what_it_planned_to_the_next_and_nothing_of_its_scope():
    for _ in range(2):
        with Reading(Scope((1,))):
            ACCOUNT.all(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%accounts_account%"],
        )
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT current_setting('handsel.scope', true), current_setting('transaction_read_only')")
        assert cursor.fetchone() == ("", "off")
