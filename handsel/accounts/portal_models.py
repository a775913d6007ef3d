"""What one reseller shows the world: its portal, its own host names, its terms as they were published (SHO-4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handsel.kernel.operation import chosen


class NumberFormat(models.TextChoices):
    """How numbers are written: the mark between thousands, and the one before decimals."""

    LANGUAGE = "", "As the language writes them"
    COMMA_POINT = ",.", "1,234.56"
    POINT_COMMA = ".,", "1.234,56"
    SPACE_COMMA = " ,", "1 234,56"
    APOSTROPHE_POINT = "’.", "1’234.56"


class PriceTax(models.TextChoices):
    """How prices stand in the storefront; sums name net, tax and total in any case."""

    BY_BUYER = "by_buyer", _("With tax for persons, without for companies")
    WITHOUT = "without", _("Without tax")
    WITH = "with", _("With tax")


class SecondFactor(models.TextChoices):
    """Whether staff may log in with a password alone."""

    OPTIONAL = "optional", "Optional"
    REQUIRED = "required", "Required"


class SignUp(models.TextChoices):
    """Whether visitors of the storefront become customers by themselves."""

    OFF = "off", "Nobody signs up by themselves"
    APPROVAL = "approval", "With my approval"
    OPEN = "open", "Without my approval"


class VisitorPrices(models.TextChoices):
    """Whether who is not logged in sees prices, those of the default price list."""

    HIDDEN = "hidden", "Hidden"
    SHOWN = "shown", "Shown"


class Portal(models.Model):
    """What one reseller shows the world: its address, name, logo and manners. Two faces, console and storefront.

    A null is inherited from the parent's portal; `handsel.accounts.portal_settings` says what is in force. What names
    the reseller (title, tagline, e-mail, logo, domains, terms) is its own and never inherited. `locked` names the
    settings that resellers below cannot change. `buys_on_behalf` says whether staff who look at the storefront in the
    place of a customer may buy there. `version` counts changes, so that nobody is overwritten.
    """

    seller = models.OneToOneField("accounts.Account", models.PROTECT, related_name="portal")
    name = models.CharField(max_length=40, unique=True)
    chosen("accounts_portal_name_key")
    title = models.CharField(max_length=100)
    tagline = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    is_listed = models.BooleanField(default=False)
    logo = models.CharField(max_length=64, blank=True, default="")
    logo_ground = models.CharField(max_length=5, blank=True, default="")
    logo_width = models.IntegerField(default=0)
    logo_height = models.IntegerField(default=0)

    colour = models.CharField(max_length=7, null=True)  # noqa: DJ001 - a null is inherited
    language = models.CharField(max_length=10, null=True)  # noqa: DJ001 - a null is inherited
    languages = ArrayField(models.CharField(max_length=10), null=True)
    time_zone = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a null is inherited
    date_format = models.CharField(max_length=10, null=True)  # noqa: DJ001 - a null is inherited
    number_format = models.CharField(max_length=2, null=True)  # noqa: DJ001 - a null is inherited
    currencies = ArrayField(models.CharField(max_length=3), null=True)
    mandatory_fields = ArrayField(models.CharField(max_length=20), null=True)
    staff_second_factor = models.CharField(  # noqa: DJ001 - a null is inherited
        max_length=10, null=True, choices=SecondFactor
    )

    sign_up = models.CharField(max_length=10, null=True, choices=SignUp)  # noqa: DJ001 - a null is inherited
    sign_up_fields = ArrayField(models.CharField(max_length=20), null=True)
    visitor_prices = models.CharField(max_length=10, null=True, choices=VisitorPrices)  # noqa: DJ001 - the same

    price_tax = models.CharField(max_length=10, null=True, choices=PriceTax)  # noqa: DJ001 - a null is inherited

    buys_on_behalf = models.BooleanField(default=False, db_default=False)
    locked = ArrayField(models.CharField(max_length=20), default=list)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="portal_name_fits_a_host", condition=Q(name__regex=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(name="portal_colour_is_hex", condition=Q(colour__regex="^#[0-9a-f]{6}$")),
            models.CheckConstraint(
                name="portal_staff_second_factor_is_known",
                condition=Q(staff_second_factor__isnull=True) | Q(staff_second_factor__in=SecondFactor.values),
            ),
            models.CheckConstraint(
                name="portal_sign_up_is_known", condition=Q(sign_up__isnull=True) | Q(sign_up__in=SignUp.values)
            ),
            models.CheckConstraint(
                name="portal_visitor_prices_are_known",
                condition=Q(visitor_prices__isnull=True) | Q(visitor_prices__in=VisitorPrices.values),
            ),
            models.CheckConstraint(
                name="portal_price_tax_is_known",
                condition=Q(price_tax__isnull=True) | Q(price_tax__in=PriceTax.values),
            ),
            models.CheckConstraint(
                name="portal_number_format_is_known",
                condition=Q(number_format__isnull=True) | Q(number_format__in=NumberFormat.values),
            ),
            models.CheckConstraint(
                name="portal_logo_stands_on_a_known_ground", condition=Q(logo_ground__in=["", "light", "dark"])
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Domain(models.Model):
    """A host name of the reseller's own at which its portal answers too. Once in the whole installation.

    Links in mails lead to the main one; without a main one to the portal's address below the installation's own.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    host = models.CharField(max_length=253, unique=True)
    chosen("accounts_domain_host_key")
    is_main = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="domain_host_is_a_host", condition=Q(host__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
            ),
            models.UniqueConstraint(name="domain_one_main_per_portal", fields=["seller"], condition=Q(is_main=True)),
        ]

    def __str__(self) -> str:
        return self.host


class PortalTerms(models.Model):
    """The terms of a reseller as it once published them: as text, or as the address of a page. Never changed.

    The last version holds; one with neither says that there are none any more.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    version = models.IntegerField()
    text = models.TextField(blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    published_at = models.DateTimeField()
    author_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="terms_version_once_per_portal", fields=["seller", "version"]),
            models.CheckConstraint(name="terms_are_a_text_or_an_address", condition=Q(text="") | Q(url="")),
        ]

    def __str__(self) -> str:
        return f"terms {self.version}"
