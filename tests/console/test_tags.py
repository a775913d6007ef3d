"""Tags of an account in a dialog, and the page of all tags (ACC-9)."""

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.accounts.tag_models import Tag
from handsel.accounts.tags import tag_account, tags_of
from handsel.kernel.isolation import scoped
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-9")]


def dialog(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/tags/"


def on(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return tags_of(cast.kleinbach, [cast.bakery]).get(cast.bakery, [])


def id_of(cast, name):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Tag.objects.get(name=name).pk


def tag(cast, *names, account=None):
    tag_account(account_id=account or cast.bakery, names=names, by=cast.karl, at=NOON)


def test_tags_are_typed_with_commas_between_them_and_taken_off_by_a_tick(karl, cast):
    assert 'list="tag-names"' in karl.get(dialog(cast), headers=HTMX).content.decode()

    assert karl.post(dialog(cast), {"names": " VIP, Priority customer ,,"}, headers=HTMX).status_code == 204
    assert on(cast) == ["Priority customer", "VIP"]
    page = karl.get(dialog(cast), headers=HTMX).content.decode()
    assert 'value="VIP"' in page
    assert '<option value="Priority customer">' in page
    karl.post(dialog(cast), {"kept": ["VIP"], "names": "New"})
    assert on(cast) == ["New", "VIP"]


def test_a_tag_that_is_too_long_is_named_beside_the_field(karl, cast):
    refused = karl.post(dialog(cast), {"names": "x" * 51}, headers=HTMX)

    assert refused.status_code == 422
    assert "at most 50 characters" in refused.content.decode()
    assert 'id="tags_names_error"' in refused.content.decode()


def test_tags_are_made_renamed_merged_and_deleted_on_their_page(karl, cast):
    assert "No tags yet" in karl.get("/console/tags/").content.decode()
    for name in ("VIP", "Priority"):
        assert karl.post("/console/tags/new/", {"name": name}, headers=HTMX).status_code == 204
    tag(cast, "VIP")

    page = karl.get("/console/tags/").content.decode()
    assert "?tag.is=VIP" in page
    again = karl.post("/console/tags/new/", {"name": "vip"}, headers=HTMX)
    assert again.status_code == 409
    assert "There is a tag “VIP” already" in again.content.decode()

    vip, priority = id_of(cast, "VIP"), id_of(cast, "Priority")
    assert 'value="VIP"' in karl.get(f"/console/tags/{vip}/rename/", headers=HTMX).content.decode()
    karl.post(f"/console/tags/{vip}/rename/", {"name": "Very important"})
    assert on(cast) == ["Very important"]
    assert "Priority" in karl.get(f"/console/tags/{vip}/merge/", headers=HTMX).content.decode()
    karl.post(f"/console/tags/{vip}/merge/", {"into": priority})
    assert on(cast) == ["Priority"]
    assert "off 1 account." in karl.get(f"/console/tags/{priority}/delete/", headers=HTMX).content.decode()
    karl.post(f"/console/tags/{priority}/delete/", {"sure": "True"})
    assert on(cast) == []


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_needs_the_same_queries_however_many_tags_there_are(karl, cast, count):
    for number, account in enumerate(customers(cast, count)):
        tag(cast, f"Tag {number}", account=account)
    karl.get("/console/tags/")

    assert queries_of(karl, "/console/tags/") == queries_of(karl, "/console/bin/")


@pytest.mark.covers("OPS-3", "USR-5")
def test_readers_change_no_tags_and_nobody_sees_those_of_others(ruth, nora, cast):
    tag(cast, "VIP")
    vip = id_of(cast, "VIP")

    assert "VIP" in ruth.get("/console/tags/").content.decode()
    assert "VIP" not in nora.get("/console/tags/").content.decode()
    for path in (
        dialog(cast),
        "/console/tags/new/",
        *(f"/console/tags/{vip}/{what}/" for what in ("rename", "merge", "delete")),
    ):
        assert ruth.post(path, {"name": "x", "names": "x", "into": "1", "sure": "True"}).status_code == 403
    for what in ("rename", "merge", "delete"):
        assert nora.get(f"/console/tags/{vip}/{what}/").status_code == 404
