"""Countries and languages by their names, as the reader calls them; the code where it has no name."""

from babel import Locale
from django import template

from handsel.web.templatetags.money import reader_locale

register = template.Library()


@register.filter
def country_name(code: str) -> str:
    """Return the name of the country `code`, such as Germany for DE."""
    return str(reader_locale().territories.get(code, code))


@register.filter
def language_name(code: str) -> str:
    """Return the name of the language `code`, such as German for de, beginning large as a heading does."""
    name = str(reader_locale().languages.get(code, code))
    return name[:1].upper() + name[1:]


@register.filter
def own_language_name(code: str) -> str:
    """Return the name of the language `code` as its own speakers call it, such as Deutsch for de."""
    name = Locale.parse(code, sep="-").get_display_name(code) or code
    return name[:1].upper() + name[1:]
