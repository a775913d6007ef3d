"""Change the settings of a portal: set, inherit again, lock for those below; its logo (SHO-4)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from handsel.accounts import logos
from handsel.accounts.portal_faults import OWN_TEXTS, find_setting_faults, tidied
from handsel.accounts.portal_models import Portal
from handsel.accounts.portal_settings import STANDARD, Logo, settings_of
from handsel.accounts.rules import may_change_settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.identity.proof import has_fresh_proof
from handsel.kernel.isolation import reading_paused
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

LOCKED = "Your provider has locked this setting."


@operation
def change_settings(
    *,
    changes: Mapping[str, Any],
    version: int,
    by: Actor,
    at: datetime,
    locked: Collection[str] | None = None,
) -> Portal:
    """Change what a portal shows and how; None means to inherit. `version` is the one the person saw.

    `changes` are by name: title, tagline and e-mail, and the settings of STANDARD. `locked` names the settings that
    resellers below cannot change; None leaves them as they are. Who needs a second factor is access: that setting asks
    for a fresh proof.

    Raises ProofNeeded, Forbidden, Invalid with what is wrong by field or locked above, ChangedMeanwhile.
    """
    may_change_settings(by).or_refuse()
    portal = Portal.objects.select_for_update().get(seller_id=by.seller_id)
    wanted = {name: tidied(name, value) for name, value in changes.items()}
    if portal.version != version:
        raise _changed_meanwhile(portal, wanted)
    before = settings_of(by.seller_id)
    differing = {name: value for name, value in wanted.items() if getattr(portal, name, ...) != value}
    faults = find_setting_faults(differing, before)
    faults |= {name: LOCKED for name in differing.keys() & before.locked if differing[name] is not None}
    locks = sorted(portal.locked if locked is None else set(locked))
    faults |= dict.fromkeys(set(locks) - STANDARD.keys(), "This cannot be locked.")
    if faults:
        raise Invalid(fields=faults)
    changed = differing | ({"locked": locks} if locks != sorted(portal.locked) else {})
    if "staff_second_factor" in changed:
        has_fresh_proof(by, at).or_refuse()
    _save(portal, changed, by, at)
    return portal


def upload_logo(*, data: bytes, version: int, by: Actor, at: datetime) -> Portal:
    """Show the picture in `data`, drawn anew, as the portal's logo.

    Raises Forbidden, NotAPicture, PictureTooLarge, PictureTooCostly, NothingToSee, ChangedMeanwhile.
    """
    may_change_settings(by).or_refuse()
    # Before the transaction, since it takes its time; a file that nothing refers to does no harm.
    with reading_paused():
        drawn = logos.draw_logo(data)
        logos.store_logo(by.seller_id, drawn)
    return set_logo(logo=drawn.logo, version=version, by=by, at=at)


@operation
def set_logo(*, logo: Logo | None, version: int, by: Actor, at: datetime) -> Portal:
    """Show a stored logo, or none: the portal's name stands in its place.

    Raises Forbidden, ChangedMeanwhile.
    """
    may_change_settings(by).or_refuse()
    portal = Portal.objects.select_for_update().get(seller_id=by.seller_id)
    if portal.version != version:
        raise _changed_meanwhile(portal, {})
    shown = logo or Logo("", "", 0, 0)
    if portal.logo != shown.digest:
        drawn = {"logo_ground": shown.ground, "logo_width": shown.width, "logo_height": shown.height}
        for name, value in drawn.items():
            setattr(portal, name, value)
        portal.save(update_fields=list(drawn))
        _save(portal, {"logo": shown.digest}, by, at)
    return portal


@step
def _save(portal: Portal, changed: Mapping[str, Any], by: Actor, at: datetime) -> None:
    if not changed:
        return
    changes = {name: (getattr(portal, name), value) for name, value in changed.items()}
    for name, value in changed.items():
        setattr(portal, name, value)
    portal.version += 1
    portal.save(update_fields=[*changed, "version"])
    record("settings.changed", subject=portal, account_id=portal.seller_id, by=by, at=at, changes=changes)


def _changed_meanwhile(portal: Portal, wanted: Mapping[str, Any]) -> ChangedMeanwhile:
    known = {name: getattr(portal, name) for name in wanted if name in {*OWN_TEXTS, *STANDARD}}
    said = "Somebody else changed these settings meanwhile. Compare and save again."
    return ChangedMeanwhile(said, known, portal.version)
