"""An account has any number of sites, each with a code that names it for good (ORD-17)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from handsel.accounts.addresses import AddressDetails, add_address, remove_address
from handsel.accounts.models import Account
from handsel.accounts.record_models import Address, Site
from handsel.accounts.sites import (
    SiteArchived,
    SiteDetails,
    SiteNotFound,
    add_site,
    archive_site,
    change_site,
    open_site,
    unarchive_site,
)
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = pytest.mark.covers("ORD-17")

SHOP = AddressDetails(
    roles=("site",), company_name="Bakery", address="Torstraße 1", city="Berlin", country="DE", postcode="10119"
)


def added(cast: Cast, code: str = "berlin-1", by=None, **details) -> Site:
    return add_site(account_id=cast.bakery, code=code, details=SiteDetails(**details), by=by or cast.karl, at=NOON)


def kept(cast: Cast) -> list[Site]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Site.objects.order_by("pk"))


@pytest.mark.django_db
def test_a_site_is_kept_tidily_and_told(cast: Cast):
    site = added(
        cast, " berlin-1 ", name=" The  station ", domain="https://Station.Bakery.example/", note=" Back door "
    )

    assert (site.code, site.name, site.domain, site.note) == (
        "BERLIN-1", "The station", "station.bakery.example", "Back door",
    )  # fmt: skip
    assert site.label == "BERLIN-1 · The station"
    with scoped(cast.karl.scope):
        assert Event.objects.get(name="site.added").data == {"code": "BERLIN-1"}


@pytest.mark.django_db
def test_a_domain_of_any_script_is_kept_as_the_network_writes_it(cast: Cast):
    assert added(cast, domain="bäckerei.example").domain == "xn--bckerei-5wa.example"


@pytest.mark.django_db
def test_a_code_is_typed_once_in_an_account_whatever_its_letters(cast: Cast):
    added(cast, "One")

    with pytest.raises(Invalid) as refused:
        added(cast, "oNE")

    assert refused.value.fields == {"code": "There is a site ONE already."}
    assert len(kept(cast)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"code": ""}, "code"), ({"code": "a b"}, "code"), ({"code": "x" * 31}, "code"), ({"code": "-a"}, "code"),
     ({"domain": "no domain"}, "domain"), ({"domain": "local"}, "domain"), ({"domain": "a." * 300}, "domain"),
     ({"domain": "ä." * 200}, "domain"), ({"name": "n" * 121}, "name"), ({"note": "n" * 2001}, "note"),
     ({"address_id": 987_654}, "address_id")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_added(cast: Cast, wrong, field):
    with pytest.raises(Invalid) as refused:
        added(cast, **{"code": "OK"} | wrong)

    assert list(refused.value.fields) == [field]
    assert kept(cast) == []


@pytest.mark.django_db
def test_two_people_do_not_overwrite_each_other(cast: Cast):
    site = added(cast)
    assert change_site(site_id=site.pk, details=SiteDetails("New"), version=1, by=cast.berta, at=NOON).version == 2
    assert change_site(site_id=site.pk, details=SiteDetails("New"), version=2, by=cast.karl, at=NOON).version == 2

    with pytest.raises(ChangedMeanwhile) as refused:
        change_site(site_id=site.pk, details=SiteDetails("Mine"), version=1, by=cast.karl, at=NOON)

    assert refused.value.current["name"] == "New"
    with pytest.raises(Invalid):
        change_site(site_id=site.pk, details=SiteDetails(domain="?"), version=2, by=cast.karl, at=NOON)
    assert kept(cast)[0].name == "New"


@pytest.mark.django_db
def test_an_archived_site_takes_no_orders_until_it_is_taken_out_again(cast: Cast):
    site = added(cast)
    assert archive_site(site_id=site.pk, by=cast.berta, at=NOON).archived_at == NOON
    assert archive_site(site_id=site.pk, by=cast.karl, at=NOON).archived_at == NOON

    with scoped(cast.karl.scope), pytest.raises(SiteArchived, match="BERLIN-1 is archived"):
        open_site(site.pk, account_id=cast.bakery)

    unarchive_site(site_id=site.pk, by=cast.karl, at=NOON)
    assert unarchive_site(site_id=site.pk, by=cast.karl, at=NOON).archived_at is None
    with scoped(cast.karl.scope):
        assert open_site(site.pk, account_id=cast.bakery).pk == site.pk
        with pytest.raises(SiteNotFound):
            open_site(site.pk, account_id=cast.kleinbach)
        names = list(Event.objects.filter(name__startswith="site.").order_by("pk").values_list("name", flat=True))
    assert names == ["site.added", "site.archived", "site.unarchived"]


@pytest.mark.django_db
def test_a_site_can_stand_at_an_address_of_the_book_and_survives_it(cast: Cast):
    address = add_address(account_id=cast.bakery, details=SHOP, by=cast.berta, at=NOON)
    site = added(cast, address_id=address.pk, by=cast.berta)
    assert site.address_id == address.pk

    remove_address(address_id=address.pk, by=cast.berta, at=NOON)

    assert kept(cast)[0].address_id is None


@pytest.mark.django_db
def test_people_keep_the_sites_and_addresses_of_their_own_account_only(cast: Cast):
    site = added(cast)
    with scoped(cast.nora.scope):
        assert Account.objects.filter(pk=cast.kleinbach).exists()

    with pytest.raises(Forbidden, match="your own account only"):
        add_site(account_id=cast.kleinbach, code="A", details=SiteDetails(), by=cast.berta, at=NOON)
    with pytest.raises(Forbidden, match="your own account only"):
        add_address(account_id=cast.kleinbach, details=SHOP, by=cast.berta, at=NOON)
    with pytest.raises(Site.DoesNotExist):
        archive_site(site_id=site.pk, by=cast.nora, at=NOON)
    assert kept(cast)[0].archived_at is None


def test_of_two_who_type_the_same_code_at_once_one_is_told_that_it_is_taken(committed_db, cast: Cast):
    def try_it(_number: int) -> str:
        try:
            added(cast, "SAME")
        except Invalid as refused:
            return refused.fields["code"]
        finally:
            connection.close()
        return "added"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(try_it, range(4)))

    assert answers == ["There is a site SAME already."] * 3 + ["added"]
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Site.objects.count() == 1
        assert Address.objects.count() == 0
