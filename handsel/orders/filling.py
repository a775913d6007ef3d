"""What is put into a cart, whether of a buyer or of a visitor whom nobody knows yet (ORD-9, ACC-3)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from handsel.kernel.operation import step
from handsel.kernel.prepared import planned_once
from handsel.kernel.refusal import Conflict, Invalid, NotFound, Refusal
from handsel.orders.line_models import AnyLine
from handsel.orders.wanted import Checked, L, LineWanted, Shelf, check_wanted, grouped


class CartFull(Conflict):
    """The cart has as many lines as it can have."""

    code = "cart_full"


@step
def lay(wanted: LineWanted, shelf: Shelf, *, beside: Sequence[L], fresh: L, most: int) -> L:
    """Put what is wanted `beside` the lines of a locked cart, and return its line: `fresh`, or one that is alike.

    Where the same lies there in the same way already, so many more lie there then; so an add-on that was chosen again
    adds up too. Raises what `check_wanted` raises, and CartFull above `most` lines, add-ons counted.
    """
    return _lay_as(check_wanted(wanted, shelf), wanted, shelf, beside=beside, fresh=fresh, most=most)


@step
def lay_one_more(wanted: LineWanted, shelf: Shelf, *, beside: Sequence[L], fresh: L, most: int) -> L:
    """Put the fewest that can be ordered of a plan `beside` as `lay` does; one step more where the same lies there."""
    offer = shelf.offers.get(wanted.plan_id)
    checked = check_wanted(replace(wanted, quantity=offer.quantity_min if offer else 1), shelf)
    more = replace(wanted, quantity=checked.offer.quantity_step)
    return _lay_as(checked, more, shelf, beside=beside, fresh=fresh, most=most)


@step
def _lay_as(checked: Checked, more: LineWanted, shelf: Shelf, *, beside: Sequence[L], fresh: L, most: int) -> L:
    alike = _alike(beside, checked)
    if alike is None:
        _room_after(most - len(beside), checked, most)
        return write_line(fresh, checked)
    line, addons = alike
    return write_line(line, _added_up(line, addons, more, checked, shelf))


@step
def lay_all(wanted: Sequence[LineWanted], shelf: Shelf, *, beside: Sequence[L], fresh: L, most: int) -> list[Refusal]:
    """Put each of `wanted` `beside` the lines of a locked cart as `lay` does, and return why some was left out.

    As many queries for many as for a few.
    """
    added: list[Checked] = []
    changed: list[L] = []
    refused: list[Refusal] = []
    room = most - len(beside)
    for one in _together(wanted):
        try:
            checked = check_wanted(one, shelf)
            alike = _alike(beside, checked)
            if alike is None:
                room = _room_after(room, checked, most)
                added.append(checked)
            else:
                changed += _more_of(alike, one, checked, shelf)
        except (Invalid, Conflict, NotFound) as refusal:
            refused.append(refusal)
    _lines_of(fresh).bulk_update(changed, ["quantity"])
    write_lines(fresh, added)
    return refused


@step
def write_lines(fresh: L, checked: Sequence[Checked]) -> list[L]:
    """Write lines like `fresh` in one statement, and all add-ons in another; return the lines without their add-ons."""
    lines, kind, same = _lines_of(fresh), type(fresh), fresh.whose
    tops: list[L] = lines.bulk_create(
        kind(**same, plan_id=one.offer.plan_id, quantity=one.quantity, options=list(one.options)) for one in checked
    )
    lines.bulk_create(
        kind(**same, plan_id=plan_id, quantity=quantity, under=line)
        for line, one in zip(tops, checked, strict=True)
        for plan_id, quantity in one.addons.items()
    )
    return tops


def _lines_of(fresh: AnyLine) -> Any:
    return type(fresh)._default_manager  # noqa: SLF001 - Django's own way to the rows of a model


def _together(wanted: Sequence[LineWanted]) -> list[LineWanted]:
    """Return what is wanted in the same way as one, so many more of it."""
    found: list[LineWanted] = []
    for one in wanted:
        for place, other in enumerate(found):
            is_same = (one.plan_id, one.options) == (other.plan_id, other.options)
            if is_same and one.addons.keys() == other.addons.keys():
                addons = {plan: quantity + other.addons[plan] for plan, quantity in one.addons.items()}
                found[place] = replace(other, quantity=one.quantity + other.quantity, addons=addons)
                break
        else:
            found.append(one)
    return found


def _more_of(alike: tuple[L, list[L]], wanted: LineWanted, checked: Checked, shelf: Shelf) -> list[L]:
    """Return a line and its add-ons with as many more as are wanted; not saved. Raises what `check_wanted` raises."""
    line, addons = alike
    more = _added_up(line, addons, wanted, checked, shelf)
    line.quantity = more.quantity
    for one in addons:
        one.quantity = more.addons[one.plan_id]
    return [line, *addons]


def _added_up(line: AnyLine, addons: Sequence[AnyLine], wanted: LineWanted, checked: Checked, shelf: Shelf) -> Checked:
    sums = {one.plan_id: one.quantity + checked.addons[one.plan_id] for one in addons}
    return check_wanted(replace(wanted, quantity=line.quantity + wanted.quantity, addons=sums), shelf)


def _room_after(room: int, checked: Checked, most: int) -> int:
    """Return for how many lines there is room then. Raises CartFull."""
    left = room - 1 - len(checked.addons)
    if left < 0:
        raise CartFull(_("There is room for %(most)s lines in a cart; order these first.") % {"most": most})
    return left


@step
def write_line(line: L, checked: Checked) -> L:
    """Make `line` what was checked, with its add-ons."""
    was_there = line.pk is not None
    line.plan_id, line.quantity, line.options = checked.offer.plan_id, checked.quantity, list(checked.options)
    with planned_once():
        line.save()
    addons = _lines_of(line).filter(under=line)
    if was_there:
        addons.exclude(plan_id__in=checked.addons).delete()
    for plan_id, quantity in checked.addons.items():
        if not addons.filter(plan_id=plan_id).update(quantity=quantity):
            type(line)(**line.whose, under=line, plan_id=plan_id, quantity=quantity).save()
    return line


def _alike(lines: Sequence[L], checked: Checked) -> tuple[L, list[L]] | None:
    """Return the line that wants the same plan in the same way, with the same add-ons whatever their number."""
    for line, addons in grouped(lines):
        is_same = line.plan_id == checked.offer.plan_id and line.options == list(checked.options)
        if is_same and {one.plan_id for one in addons} == set(checked.addons):
            return line, addons
    return None
