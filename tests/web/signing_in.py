"""Browsers of Karl at the console of Kleinbach, on the way in."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.session_models import Session
from handsel.kernel import clock
from handsel.kernel.isolation import scoped

KARL = {"email": "karl@kleinbach.example", "password": PASSWORD}


def browser(portal: str = "kleinbach") -> Client:
    return Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")


def half_in() -> Client:
    """Return a browser whose password was right, and that is asked for more."""
    client = browser()
    answer = client.post("/console/log-in/", KARL)
    assert answer["Location"] == "/console/log-in/second/"
    return client


def is_in(client: Client) -> bool:
    return client.get("/console/security/").status_code == 200


def age_proof(cast: Cast, **ago: Any) -> None:
    """Let the last proof of Karl, in all his sessions, be from a while ago."""
    with transaction.atomic(), scoped(cast.karl.scope):
        Session.objects.filter(user_id=cast.karl.user_id).update(proved_at=clock.now() - timedelta(**ago))
