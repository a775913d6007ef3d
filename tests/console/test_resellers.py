"""Sub-resellers and the dialog that opens a portal for one (ACC-4)."""

import pytest

from handsel.accounts.models import Account, Edge
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

NEW = "/console/resellers/new/"
TYPED = {
    "company_name": "Fjord Media", "email": "post@fjord.no", "currency": "EUR", "payment_method": "cash",
    "portal_name": "fjord", "portal_title": "Fjord Media", "owner_first_name": "Ingrid", "owner_last_name": "Solberg",
    "owner_email": "ingrid@fjord.no",
}  # fmt: skip


@pytest.mark.covers("ACC-4")
def test_the_list_shows_our_own_sub_resellers(nora):
    page = nora.get("/console/resellers/").content.decode()

    assert "Kleinbach" in page
    assert "Südwind" not in page
    assert "Bakery" not in page


def test_search_answers_with_the_rows_alone(nora):
    rows = nora.get("/console/resellers/", {"q": "zzzz"}, headers=HTMX).content.decode()

    assert "Nobody found" in rows
    assert "<html" not in rows


@pytest.mark.covers("ACC-4")
def test_a_new_sub_reseller_gets_a_portal_and_its_owner_an_invitation(nora, cast, client):
    answer = nora.post(NEW, TYPED, headers=HTMX)

    assert answer.status_code == 204
    with scoped(cast.nora.scope):
        added = Account.objects.get(name="Fjord Media")
        edge = Edge.objects.get(buyer=added)
    assert (edge.currency, edge.payment_method) == ("EUR", "cash")
    with scoped(type(cast.nora.scope)((added.pk,))):
        assert Event.objects.filter(name="user.invited").count() == 1
    assert "Fjord Media" in client.get("/console/log-in/", SERVER_NAME="fjord.localhost").content.decode()


@pytest.mark.covers("ACC-4")
def test_what_is_wrong_is_named_beside_the_field(nora):
    typed = TYPED | {"portal_name": "kleinbach", "owner_email": "ingrid", "owner_last_name": ""}

    page = nora.post(NEW, typed, headers=HTMX).content.decode()

    assert 'id="id_owner_last_name_error">Fill this in.' in page
    typed["owner_last_name"] = "Solberg"
    answer = nora.post(NEW, typed, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_portal_name_error">“kleinbach” is taken; choose another name.' in page
    assert 'id="id_owner_email_error">Enter a full e-mail address, such as ingrid@fjord.no.' in page


def test_the_dialog_offers_our_price_lists(nora):
    page = nora.get(NEW, headers=HTMX).content.decode()

    assert "<dialog" in page
    assert "The default list" in page


def test_the_list_needs_the_same_queries_however_long_it_is(nora):
    one = queries_of(nora, "/console/resellers/")
    for number in range(3):
        nora.post(NEW, TYPED | {"portal_name": f"fjord-{number}", "owner_email": f"o{number}@fjord.no"})
    nora.get("/console/resellers/")

    assert queries_of(nora, "/console/resellers/") == one
