"""What an order says besides its lines, and what its seller notes about it for itself (ORD-9, ORD-17, ORD-18)."""

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.accounts.record_models import Address, Site

MAX_PO_NUMBER, MAX_NOTE = 60, 2_000


class Reached(models.TextChoices):
    """How far the buyer came with a cart."""

    CART = "cart", "Cart"
    ADDRESS = "address", "Address"
    PAYMENT = "payment", "Payment"
    TERMS = "terms", "Terms"


class Particulars(models.Model):
    """What the buyer says about an order, from the first item in the cart on: both ends of its own edge see it.

    `delivery_address` and `billing_address` are what was chosen from the address book. When the order is placed,
    `delivery` and `billing` keep what they said, and never change again; so do the terms that were accepted.
    `changed_at` and those beside it are about the cart: the last change, by whom, and how often it was reminded of. So
    is `payment_method`, by which the seller's people mean it to be paid; empty is the buyer's usual way.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    order = models.OneToOneField("orders.Order", models.CASCADE, related_name="particulars", db_constraint=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    po_number = models.CharField(max_length=MAX_PO_NUMBER, blank=True, default="")
    note = models.TextField(blank=True, default="")
    delivery_address = models.ForeignKey(
        Address, models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    billing_address = models.ForeignKey(
        Address, models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    delivery = models.JSONField(default=dict)
    billing = models.JSONField(default=dict)
    terms_version = models.IntegerField(null=True)
    terms_accepted_at = models.DateTimeField(null=True)
    terms_accepted_by = models.CharField(max_length=200, blank=True, default="")
    reached = models.CharField(max_length=10, choices=Reached, default=Reached.CART)
    payment_method = models.CharField(max_length=20, blank=True, default="", db_default="")
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=200, blank=True, default="")
    is_changed_by_seller = models.BooleanField(default=False)
    reminders_sent = models.IntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="particulars_terms_with_their_time",
                condition=Q(terms_version__isnull=True, terms_accepted_at__isnull=True)
                | Q(terms_version__isnull=False, terms_accepted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "site"], name="particulars_of_site", condition=Q(site__isnull=False)),
            models.Index(fields=["seller", "po_number"], name="particulars_po", condition=~Q(po_number="")),
            models.Index(fields=["seller", "changed_at"], name="particulars_changed"),
            models.Index(fields=["delivery_address"], name="particulars_delivery"),
            models.Index(fields=["billing_address"], name="particulars_billing"),
        ]

    def __str__(self) -> str:
        return f"particulars of order {self.order_id}"


class InternalNote(models.Model):
    """What a seller's staff note about an order that was sold to `buyer`; nobody else ever reads it."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="internal_notes")
    text = models.TextField()
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="internal_note_once", fields=["seller", "order"])]

    def __str__(self) -> str:
        return f"note on order {self.order_id}"
