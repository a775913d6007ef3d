"""Error pages tell nothing of what is behind them (OPS-3)."""

import pytest
from django.test import RequestFactory

from handsel.web import errors


@pytest.mark.covers("OPS-3")
def test_the_page_for_not_found_is_the_same_bytes_whatever_was_asked_for():
    one = errors.not_found(RequestFactory().get("/console/customers/1"))
    other = errors.not_found(RequestFactory().get("/console/orders/?q=secret"), Exception("No Order matches"))

    assert one.status_code == other.status_code == 404
    assert one.content == other.content


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.stale_form, 403),
        (errors.misdirected, 421),
        (errors.failed, 500),
    ],
)
def test_each_error_has_a_page_with_its_status(view, status):
    answer = view(RequestFactory().get("/"))

    assert answer.status_code == status
    assert b"<h1" in answer.content


def test_an_error_leads_to_the_start_of_its_face_and_nowhere_where_nobody_lives():
    assert b'href="/console/"' in errors.not_found(RequestFactory().get("/console/accounts/9/")).content
    assert b'href="/"' in errors.not_found(RequestFactory().get("/orders/9/")).content
    assert b"<a " not in errors.misdirected(RequestFactory().get("/")).content
