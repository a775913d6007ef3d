"""Customers look after their own log-in, and nobody else's (USR-7)."""

import re

import pytest
from django.test import Client

from handsel.cli.demo.story import PASSWORD
from tests.storefront.visitors import Visitor, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]


def second_device() -> Visitor:
    visitor = Visitor(Client(), "kleinbach")
    visitor.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    return visitor


def test_a_customer_sees_and_ends_the_own_log_ins_only(berta, florian):
    other = second_device()
    found = re.search(r"/security/sessions/(\d+)/end/", berta.get("/security/").content.decode())
    assert found
    end = found[0]
    assert "this device" not in florian.text(end)
    assert florian.post(end, sure="True").status_code == 404

    assert berta.post(end, sure="True").status_code == 302

    assert other.get("/security/").status_code == 302
    assert "this device" in berta.text("/security/")


def test_a_customer_logs_all_other_devices_out(berta):
    other = second_device()
    assert "All your devices but this one" in berta.text("/security/sessions/end/")

    berta.post("/security/sessions/end/", sure="True")

    assert other.get("/security/").status_code == 302


def test_a_customer_changes_the_password(berta):
    assert "Password until now" in berta.text("/security/password/")

    berta.post("/security/password/", before=PASSWORD, password="flour and butter", again="flour and butter")

    assert "Your password is changed." in berta.text("/security/")
    refused = berta.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    assert "do not belong together" in words(refused)
