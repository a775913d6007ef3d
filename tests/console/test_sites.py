"""The sites on the record of a customer or sub-reseller (ORD-17)."""

import pytest

from handsel.accounts.models import Account
from handsel.accounts.record_models import Site
from handsel.accounts.sites import SiteDetails, add_site
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-17")]

TYPED = {"code": "station", "name": "At the station", "domain": "station.bakery.example", "note": "Back door"}


def sites(cast, rest=""):
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/sites/{rest}"


def add(cast, code="STATION", **details):
    return add_site(account_id=cast.bakery, code=code, details=SiteDetails(**details), by=cast.karl, at=NOON)


def kept(cast):
    with scoped(cast.karl.scope):
        return list(Site.objects.order_by("pk"))


def test_a_site_is_added_in_a_dialog_changed_and_archived(karl, cast):
    assert "No sites yet" in karl.get(sites(cast)).content.decode()
    assert 'name="code"' in karl.get(sites(cast, "new/"), headers=HTMX).content.decode()

    assert karl.post(sites(cast, "new/"), TYPED, headers=HTMX).status_code == 204
    (site,) = kept(cast)
    page = karl.get(sites(cast)).content.decode()
    assert "STATION" in page
    assert "station.bakery.example" in page

    dialog = karl.get(sites(cast, f"{site.pk}/"), headers=HTMX).content.decode()
    assert 'value="At the station"' in dialog
    assert 'name="code"' not in dialog
    changed = {"name": "Platform 2", "version": 1}
    assert karl.post(sites(cast, f"{site.pk}/"), changed, headers=HTMX).status_code == 204
    assert "takes no new orders" in karl.get(sites(cast, f"{site.pk}/archive/"), headers=HTMX).content.decode()
    karl.post(sites(cast, f"{site.pk}/archive/"), {"sure": "True"})
    assert "Archived" in karl.get(sites(cast)).content.decode()
    assert "chosen for orders again" in karl.get(sites(cast, f"{site.pk}/unarchive/"), headers=HTMX).content.decode()
    karl.post(sites(cast, f"{site.pk}/unarchive/"), {"sure": "True"})
    assert (kept(cast)[0].name, kept(cast)[0].archived_at) == ("Platform 2", None)
    told = karl.get(sites(cast).replace("sites/", "timeline/?kind=addresses")).content.decode()
    assert "The site STATION was archived." in told
    assert "Name: At the station → Platform 2" in told


@pytest.mark.parametrize(("change", "field"), [({"code": ""}, "code"), ({"domain": "?"}, "domain")])
def test_what_is_wrong_is_named_beside_its_field_and_nothing_is_added(karl, cast, change, field):
    refused = karl.post(sites(cast, "new/"), TYPED | change, headers=HTMX)

    assert refused.status_code == 422
    assert f'id="site_{field}_error"' in refused.content.decode()
    assert kept(cast) == []


def test_two_people_changing_a_site_see_both_values(karl, cast):
    site = add(cast, name="Old")
    karl.post(sites(cast, f"{site.pk}/"), {"name": "Theirs", "initial-name": "Old", "version": 1})

    refused = karl.post(sites(cast, f"{site.pk}/"), {"name": "Mine", "initial-name": "Old", "version": 1}, headers=HTMX)

    assert refused.status_code == 409
    assert "Karl Kaufmann saved this while you were typing." in refused.content.decode()
    assert kept(cast)[0].name == "Theirs"


def test_sites_are_searched_by_code_name_and_domain(karl, cast):
    add(cast, "ONE", name="Station")
    add(cast, "TWO", domain="harbour.example")

    for text, found in (("station", "ONE"), ("two", "TWO"), ("harbour", "TWO")):
        rows = karl.get(sites(cast, f"?q={text}"), headers=HTMX | {"HX-Target": "rows"}).content.decode()
        assert f">{found}<" in rows
        assert rows.count("<tr id=") == 1
    assert "No site found" in karl.get(sites(cast, "?q=nowhere")).content.decode()


def test_who_may_only_read_sees_greyed_buttons_and_is_refused(ruth, cast):
    site = add(cast)

    page = ruth.get(sites(cast)).content.decode()

    assert "STATION" in page
    assert "disabled" in page
    for path in ("new/", f"{site.pk}/", f"{site.pk}/archive/", f"{site.pk}/unarchive/"):
        assert ruth.post(sites(cast, path), TYPED | {"version": 1, "sure": "True"}).status_code == 403
    assert [one.archived_at for one in kept(cast)] == [None]


@pytest.mark.covers("OPS-3")
def test_another_resellers_sites_are_not_found(nora, cast):
    site = add(cast)

    for path in (f"{site.pk}/", f"{site.pk}/archive/", f"{site.pk}/unarchive/"):
        assert nora.get(sites(cast, path)).status_code == 404


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    add(cast)
    karl.get(sites(cast))
    few = queries_of(karl, sites(cast))
    for number in range(4):
        add(cast, f"MORE-{number}")

    assert queries_of(karl, sites(cast)) == few
