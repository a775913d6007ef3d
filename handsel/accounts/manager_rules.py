"""Which colleague a customer that comes by itself is given: chosen, fixed, by country, or in turn (ACC-3, MGR-1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handsel.accounts.manager_models import HowChosen, ManagerOfCountry, ManagerPlace, ManagerRule
from handsel.accounts.portal_models import Portal
from handsel.accounts.postal import is_country
from handsel.accounts.rules import may_change_settings
from handsel.accounts.tree import managers_of
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.models import User
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record


class ManagerUnknown(Invalid):
    """Somebody who is not of the staff, or whom visitors cannot choose."""

    code = "manager_unknown"


@dataclass(frozen=True)
class GivenTo:
    """A rule with everybody under it: users by id, `of_countries` by country code."""

    how: str = HowChosen.NOBODY
    first_manager: int | None = None
    lets_choose: bool = False
    in_turn: tuple[int, ...] = ()
    on_offer: tuple[int, ...] = ()
    of_countries: Mapping[str, int] = field(default_factory=dict)


def rule_of(seller_id: int) -> tuple[GivenTo, int]:
    """Return the rule of a seller and its version, which is 0 before the first change."""
    rule = ManagerRule.objects.filter(seller_id=seller_id).first() or ManagerRule(seller_id=seller_id)
    places = list(ManagerPlace.objects.filter(seller_id=seller_id).order_by("user_id"))
    countries = ManagerOfCountry.objects.filter(seller_id=seller_id).order_by("country")
    told = GivenTo(
        rule.how,
        rule.first_manager_id,
        rule.lets_choose,
        tuple(place.user_id for place in places if place.in_turn),
        tuple(place.user_id for place in places if place.on_offer),
        dict(countries.values_list("country", "user_id")),
    )
    return told, rule.version


def managers_on_offer(seller_id: int) -> list[User]:
    """Return those of the staff whom visitors can choose as their account manager, by name; none where they cannot."""
    rule, _version = rule_of(seller_id)
    return [user for user in managers_of(seller_id) if user.pk in rule.on_offer] if rule.lets_choose else []


@operation
def change_manager_rule(*, rule: GivenTo, version: int, by: Actor, at: datetime) -> ManagerRule:
    """Decide who looks after customers that come by themselves; `version` is the one that was seen.

    Raises Forbidden, ChangedMeanwhile, ManagerUnknown for somebody who is not of the staff, Invalid naming what is
    missing or wrong.
    """
    may_change_settings(by).or_refuse()
    Portal.objects.select_for_update().only("pk").get(seller_id=by.seller_id)
    before, seen = rule_of(by.seller_id)
    if seen != version:
        raise ChangedMeanwhile("Somebody else changed these settings meanwhile. Compare and save again.", {}, seen)
    staff = {user.pk: user.name for user in managers_of(by.seller_id)}
    _check(rule, staff)
    kept = ManagerRule.objects.filter(seller_id=by.seller_id).first() or ManagerRule(seller_id=by.seller_id)
    if rule == before:
        return kept
    kept.how, kept.first_manager_id, kept.lets_choose = rule.how, rule.first_manager, rule.lets_choose
    kept.version += 1
    kept.save()
    _write(rule, by.seller_id)
    known = dict(User.objects.filter(seller_id=by.seller_id).values_list("pk", "email")) | staff
    was, now_is = _told(before, known), _told(rule, known)
    changes = {name: (was[name], now_is[name]) for name in was if was[name] != now_is[name]}
    record("settings.changed", subject=kept, account_id=by.seller_id, by=by, at=at, changes=changes)
    return kept


@step
def next_manager(*, seller_id: int, country: str, chosen_id: int | None) -> int | None:
    """Return who of the staff gets the next customer, and take the turn: exactly one after the other, whoever waits.

    `chosen_id` counts where visitors choose and that one can be chosen; who left the staff counts for nobody.
    """
    locked = ManagerRule.objects.select_for_update(of=("self",)).filter(seller_id=seller_id).first()
    if locked is None:
        return None
    rule, _version = rule_of(seller_id)
    staff = {user.pk for user in managers_of(seller_id)}
    if chosen_id in staff and rule.lets_choose and chosen_id in rule.on_offer:
        return chosen_id
    found: int | None = None
    if rule.how == HowChosen.FIXED:
        found = rule.first_manager
    elif rule.how == HowChosen.COUNTRY:
        found = rule.of_countries.get(country, rule.first_manager)
        found = found if found in staff else rule.first_manager
    elif rule.how == HowChosen.ROUND_ROBIN:
        found = _after(locked.last_manager_id, [one for one in rule.in_turn if one in staff])
        locked.last_manager_id = found or locked.last_manager_id
        locked.save(update_fields=["last_manager"])
    return found if found in staff else None


def _after(last: int | None, turns: Collection[int]) -> int | None:
    later = [one for one in turns if last is None or one > last]
    return min(later or turns, default=None)


def _check(rule: GivenTo, staff: Mapping[int, str]) -> None:
    asked: dict[str, set[int | None]] = {
        "first_manager": {rule.first_manager},
        "in_turn": set(rule.in_turn),
        "on_offer": set(rule.on_offer),
        "of_countries": set(rule.of_countries.values()),
    }
    if foreign := [name for name, ids in asked.items() if ids - {None, *staff}]:
        raise ManagerUnknown(fields=dict.fromkeys(foreign, "Choose account managers from the list."))
    if rule.how not in HowChosen.values:
        raise Invalid(fields={"how": f"Choose one of {', '.join(HowChosen.values)}."})
    if unknown := [code for code in rule.of_countries if not is_country(code)]:
        raise Invalid(fields={"of_countries": f"There is no country {unknown[0][:20]}; choose it from the list."})
    if faults := _missing(rule):
        raise Invalid(fields=faults)


def _missing(rule: GivenTo) -> dict[str, str]:
    faults = {}
    if rule.how == HowChosen.FIXED and rule.first_manager is None:
        faults["first_manager"] = "Choose who looks after all of them."
    if rule.how == HowChosen.ROUND_ROBIN and not rule.in_turn:
        faults["in_turn"] = "Choose at least one who takes turns."
    if rule.how == HowChosen.COUNTRY and not rule.of_countries:
        faults["of_countries"] = "Name somebody for at least one country."
    if rule.lets_choose and not rule.on_offer:
        faults["on_offer"] = "Choose at least one whom visitors can choose."
    return faults


@step
def _write(rule: GivenTo, seller_id: int) -> None:
    ManagerPlace.objects.filter(seller_id=seller_id).delete()
    ManagerPlace.objects.bulk_create(
        ManagerPlace(seller_id=seller_id, user_id=one, in_turn=one in rule.in_turn, on_offer=one in rule.on_offer)
        for one in sorted({*rule.in_turn, *rule.on_offer})
    )
    ManagerOfCountry.objects.filter(seller_id=seller_id).delete()
    ManagerOfCountry.objects.bulk_create(
        ManagerOfCountry(seller_id=seller_id, country=code, user_id=one) for code, one in rule.of_countries.items()
    )


def _told(rule: GivenTo, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "manager_rule": rule.how,
        "first_manager": names.get(rule.first_manager or 0, ""),
        "lets_choose": rule.lets_choose,
        "in_turn": [names.get(one, "") for one in rule.in_turn],
        "on_offer": [names.get(one, "") for one in rule.on_offer],
        "of_countries": [f"{code}: {names.get(one, '')}" for code, one in sorted(rule.of_countries.items())],
    }
