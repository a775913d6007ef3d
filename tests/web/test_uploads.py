"""What is uploaded is kept only when it is small enough."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handsel.web import uploads
from tests.console.conftest import logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-22")]


def test_of_a_request_that_is_too_large_no_file_is_kept(cast, monkeypatch):
    karl = logged_in("kleinbach", "karl@kleinbach.example")
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    file = SimpleUploadedFile("customers.csv", b"Name,Email\n" + b"Inn,i@inn.example\n" * 200)

    answer = karl.post("/console/imports/new/", {"kind": "customer", "file": file})

    assert answer.status_code == 422
    assert "Choose a file of at most 50 MB." in answer.content.decode()
