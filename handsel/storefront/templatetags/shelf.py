"""Categories as the shop shows the way to them (CAT-1)."""

from django import template

from handsel.catalog.shelf import BELOW

register = template.Library()


@register.filter
def category_steps(path: str) -> list[dict[str, str]]:
    """Return the categories on the way to the one at `path`, itself at last: each with its name and path."""
    names = path.split(BELOW)
    return [{"name": name, "path": BELOW.join(names[: place + 1])} for place, name in enumerate(names)]
