"""Settings: whether visitors become customers by themselves, and who looks after them then (ACC-3, SHO-4)."""

from typing import Any

import pytest
from django.test import Client

from handsel.accounts.manager_rules import GivenTo, rule_of
from handsel.accounts.portal_settings import portal_of
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3")]

SCREEN, HISTORY = "/console/settings/sign-up/", "/console/settings/history/"
MANAGERS = f"{SCREEN}managers/"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(client: Client, form: str = "form", **changes: Any) -> dict[str, Any]:
    """Return what a browser sends of one of the two forms after `changes`."""
    found = client.get(SCREEN).context[form]
    sent = {field.html_name: field.value() for field in found if field.value() not in (None, False)}
    return sent | changes


def test_sign_up_is_set_like_other_settings_and_inherited_without_a_name_from_above(
    nora: Client, karl: Client, cast: Cast
):
    assert "Nobody signs up by themselves" in page(karl, SCREEN)

    saved = nora.post(SCREEN, typed(nora, sign_up_mode="own", sign_up="approval", visitor_prices_mode="own",
                                    visitor_prices="shown"), follow=True)  # fmt: skip

    assert "The settings are saved." in saved.content.decode()
    shown = page(karl, SCREEN)
    assert "With my approval" in shown
    assert "from your provider" in shown
    assert "Nordlicht" not in shown
    with scoped(cast.karl.scope):
        portal = portal_of(cast.kleinbach)
    assert (portal.lets_sign_up, portal.shows_prices) == (True, True)
    assert "Sign-up" in page(nora, HISTORY)


def test_the_rule_is_set_with_turns_countries_and_choice(karl: Client, cast: Cast):
    karl_id, ruth_id = cast.karl.user_id, cast.ruth.user_id
    sent = typed(karl, "managers", how="country", first_manager=karl_id, lets_choose="on", on_offer=[ruth_id],
                 country_0="FR", manager_0=ruth_id)  # fmt: skip

    assert "The settings are saved." in karl.post(MANAGERS, sent, follow=True).content.decode()

    with scoped(cast.karl.scope):
        rule, version = rule_of(cast.kleinbach)
    assert (rule, version) == (
        GivenTo("country", karl_id, lets_choose=True, on_offer=(ruth_id,), of_countries={"FR": ruth_id}),
        1,
    )
    assert "FR: Ruth Reader" in page(karl, HISTORY)
    assert "By country" in page(karl, HISTORY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"how": "fixed"}, "Choose who looks after all of them."),
        ({"how": "round_robin"}, "Choose at least one who takes turns."),
        ({"country_0": "FR"}, "Name a country and an account manager in each row"),
        ({"first_manager": "999999"}, "Choose one of those that are offered"),
        ({"version": "7"}, "Somebody else changed these settings meanwhile"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(karl: Client, cast: Cast, changes: Any, said: str):
    answer = karl.post(MANAGERS, typed(karl, "managers") | changes)

    assert answer.status_code in {409, 422}
    assert said in answer.content.decode()
    with scoped(cast.karl.scope):
        assert rule_of(cast.kleinbach) == (GivenTo(), 0)


def test_a_country_stands_once(karl: Client, cast: Cast):
    rows = {f"country_{row}": "FR" for row in (0, 1)} | {f"manager_{row}": cast.karl.user_id for row in (0, 1)}
    assert "A country stands twice" in karl.post(MANAGERS, typed(karl, "managers") | rows).content.decode()


def test_who_may_only_read_sees_it_greyed_and_changes_nothing(ruth: Client):
    assert "change the settings" in page(ruth, SCREEN)
    assert ruth.post(MANAGERS, {"how": "nobody"}).status_code == 403
    assert ruth.post(SCREEN, {"sign_up_mode": "own", "sign_up": "open"}).status_code in {403, 422}
