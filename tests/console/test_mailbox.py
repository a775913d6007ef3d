"""The Mailbox shows every mail as it went out, and lets none of it act (MAI-1)."""

from typing import Any

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message, State
from tests.api.calling import program
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

MAILBOX = "/console/mailbox/"


def mail(cast: Cast, number: int = 1, **differs: Any) -> Message:
    """Keep one mail of Kleinbach to Bakery."""
    told = {
        "seller_id": cast.kleinbach, "buyer_id": cast.bakery, "event_id": number, "kind": "order_executed",
        "recipient": "berta@bakery.example", "recipient_name": "Berta Brandt", "language": "en",
        "sender": "Kleinbach <no-reply@kleinbach.example>", "message_id": f"<{number}@kleinbach.example>",
        "subject": f"Your order {number} is done", "html": "<h1>Done</h1><script>alert(1)</script>", "text": "Done",
        "state": State.KEPT, "queued_at": NOON,
    }  # fmt: skip
    with scoped(cast.karl.scope):
        return Message.objects.create(**told | differs)


def page_of(client: Client, path: str, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.covers("MAI-1")
def test_the_list_shows_recipient_subject_kind_and_state(karl, cast):
    mail(cast)

    page = page_of(karl, MAILBOX)

    for told in ("Berta Brandt", "berta@bakery.example", "Your order 1 is done", "Order executed", "Kept, not sent"):
        assert told in page


def test_mails_are_found_by_text_and_by_state(karl, cast):
    mail(cast)
    mail(cast, 2, state=State.FAILED, error="Mailbox full.", recipient="other@example.org", recipient_name="Otto")

    rows = karl.get(MAILBOX, {"q": "otto"}, headers=HTMX).content.decode()

    assert "Otto" in rows
    assert "Berta" not in rows
    assert "Otto" in page_of(karl, MAILBOX, state="failed")
    assert "Berta" not in page_of(karl, MAILBOX, state="failed")
    assert "No mail found" in page_of(karl, MAILBOX, q="zzz")
    assert "Nothing here" in page_of(karl, MAILBOX, state="sent")


@pytest.mark.covers("MAI-1")
def test_one_mail_is_shown_with_headers_text_and_a_frame(karl, cast):
    kept = mail(cast, state=State.FAILED, error="Mailbox full.")

    page = page_of(karl, f"{MAILBOX}{kept.pk}/")

    assert f'sandbox="" src="{MAILBOX}{kept.pk}/frame/"' in page
    assert "no-reply@kleinbach.example" in page
    assert "Mailbox full." in page
    assert "<script>alert" not in page


def test_the_mail_itself_stands_in_a_page_that_can_do_nothing(karl, cast):
    kept = mail(cast)

    answer = karl.get(f"{MAILBOX}{kept.pk}/frame/")

    assert answer.content.decode() == kept.html
    policy = answer["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_link_of_a_kept_mail_is_for_those_who_may_pass_it_on(karl, ruth, cast):
    link = "http://kleinbach.localhost/activate/s3cret/"
    kept = mail(cast, secret="s3cret", text=f"Go to {link} now", html=f'<a href="{link}">here</a>')

    assert link in page_of(karl, f"{MAILBOX}{kept.pk}/")
    assert "s3cret" not in page_of(ruth, f"{MAILBOX}{kept.pk}/")
    assert "s3cret" not in page_of(ruth, f"{MAILBOX}{kept.pk}/frame/")


def test_no_staff_read_the_link_of_a_kept_mail_where_the_settings_do_not_say_so(karl, cast, settings):
    link = "http://kleinbach.localhost/reset-password/s3cret/"
    kept = mail(cast, secret="s3cret", text=f"Go to {link} now", html=f'<a href="{link}">here</a>')
    api = program(cast.karl, "kleinbach")
    places = [f"{MAILBOX}{kept.pk}/", f"{MAILBOX}{kept.pk}/frame/"]

    def told() -> list[bool]:
        pages = [page_of(karl, place) for place in places] + [api.get(f"/messages/{kept.pk}").content.decode()]
        return ["s3cret" in page for page in pages]

    assert told() == [True, True, True]  # the laptop of the tests
    settings.HANDSEL_SHOW_KEPT_LINKS = False
    assert told() == [False, False, False]


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    mail(cast)
    short = queries_of(karl, MAILBOX)

    for number in range(2, 6):
        mail(cast, number)

    assert queries_of(karl, MAILBOX) == short


def test_mails_of_a_sibling_are_not_found(sven, cast):
    kept = mail(cast)

    assert sven.get(f"{MAILBOX}{kept.pk}/").status_code == 404
    assert sven.get(f"{MAILBOX}{kept.pk}/frame/").status_code == 404
