"""Saved searches over the lists: save, open, update, rename, share, delete (ACC-10)."""

import re

import pytest

from tests.console.conftest import HTMX

NEW = "/console/lists/customers/segments/new/?country.is=DE"


def saved(client, name="Germans", **more):
    """Save the search for Germans, and return the address it opens at."""
    answer = client.post(NEW, {"name": name, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def menu(client, address="?country.is=DE"):
    return client.get(f"/console/lists/customers/segments/{address}", headers=HTMX).content.decode()


def number(address):
    return re.search(r"segment=(\d+)", address)[1]


@pytest.mark.covers("ACC-10")
def test_a_search_is_saved_under_a_name_and_opens_from_the_menu(karl):
    address = saved(karl)
    page = karl.get(address).content.decode()

    assert address.startswith("/console/customers/?country.is=DE&segment=")
    assert '<span class="hs-segment-name">Germans</span>' in page
    assert "changed</span>" not in page
    assert address.replace("&", "&amp;") in menu(karl, "")


@pytest.mark.covers("ACC-10")
def test_another_search_than_the_saved_one_is_marked_and_can_take_its_place(karl):
    segment = number(saved(karl))
    changed = f"?country.is=DE&city.is=Berlin&segment={segment}"

    assert "changed</span>" in karl.get(f"/console/customers/{changed}").content.decode()
    assert "Update “Germans”" in menu(karl, changed)

    karl.post(f"/console/segments/{segment}/change/?country.is=DE&city.is=Berlin")

    assert "city.is=Berlin" in menu(karl, "")


@pytest.mark.covers("ACC-10")
def test_a_segment_is_renamed_shared_and_deleted(karl, ruth):
    segment = number(saved(karl))
    assert "Germans" not in menu(ruth)

    karl.post(f"/console/segments/{segment}/rename/", {"name": "From Germany"})
    karl.post(f"/console/segments/{segment}/share/")

    assert "From Germany" in menu(ruth)
    assert "Karl" in menu(ruth)
    assert ruth.post(f"/console/segments/{segment}/delete/", {"sure": "on"}).status_code == 403

    assert "for your colleagues too" in karl.get(f"/console/segments/{segment}/delete/").content.decode()
    karl.post(f"/console/segments/{segment}/delete/", {"sure": "on"})
    assert "From Germany" not in menu(karl)


def test_a_name_is_needed_and_may_stand_once(karl):
    saved(karl)

    assert "Enter a name for the segment." in karl.post(NEW, {"name": " "}).content.decode()
    assert "There is a segment “Germans” already" in karl.post(NEW, {"name": "germans"}).content.decode()


def test_readers_keep_segments_for_themselves_and_cannot_share_them(ruth):
    segment = number(saved(ruth, is_shared="on"))

    assert "Share with colleagues" not in ruth.get(NEW).content.decode()
    assert "Share with colleagues" not in menu(ruth, f"?country.is=DE&segment={segment}")
    assert ruth.post(f"/console/segments/{segment}/share/").status_code == 403


def test_a_reader_keeps_a_search_that_nobody_else_sees(ruth, karl):
    saved(ruth, is_shared="on")

    assert "Germans" not in menu(karl)


@pytest.mark.parametrize("odd", ["x", "²", "9" * 30, "987654"])
def test_a_segment_that_is_none_leaves_the_list_as_it_is(karl, odd):
    assert "Bakery Brandt" in karl.get(f"/console/customers/?segment={odd}").content.decode()


def test_another_sellers_segment_is_not_there(sven, karl):
    segment = number(saved(karl))

    assert sven.get(f"/console/segments/{segment}/rename/").status_code == 404
    assert sven.get("/console/lists/rain/segments/").status_code == 404


def test_the_dialogs_stand_alone_without_scripts(karl):
    segment = number(saved(karl))

    assert "Country is Germany" in karl.get(NEW).content.decode()
    assert 'value="Germans"' in karl.get(f"/console/segments/{segment}/rename/").content.decode()
