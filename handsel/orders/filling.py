"""What is put into a cart, whether of a buyer or of a visitor whom nobody knows yet (ORD-9, ACC-3)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from handsel.kernel.operation import step
from handsel.kernel.prepared import planned_once
from handsel.kernel.refusal import Conflict
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
    checked = check_wanted(wanted, shelf)
    alike = _alike(beside, checked)
    if alike is None:
        if len(beside) + 1 + len(checked.addons) > most:
            raise CartFull(_("There is room for %(most)s lines in a cart; order these first.") % {"most": most})
        return write_line(fresh, checked)
    line, addons = alike
    sums = {one.plan_id: one.quantity + checked.addons[one.plan_id] for one in addons}
    more = replace(wanted, quantity=line.quantity + wanted.quantity, addons=sums)
    return write_line(line, check_wanted(more, shelf))


@step
def write_line(line: L, checked: Checked) -> L:
    """Make `line` what was checked, with its add-ons."""
    was_there = line.pk is not None
    line.plan_id, line.quantity, line.options = checked.offer.plan_id, checked.quantity, list(checked.options)
    with planned_once():
        line.save()
    addons: Any = type(line)._default_manager.filter(under=line)  # noqa: SLF001 - Django's own way to the rows of a model
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
