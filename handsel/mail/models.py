"""The message: one mail to one recipient, kept as it went out, with what became of it (MAI-1, MAI-4)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handsel.mail.kinds import BY_NAME


class State(models.TextChoices):
    """What became of a message. Those kept are never sent: there was no mail server, or the address is no real one."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    KEPT = "kept", _("Kept, not sent")


WAITING = (State.QUEUED, State.SENDING)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by whose they are and what they say."""

    def in_mailbox_of(self, seller_id: int) -> Self:
        """Return what `seller_id` sent, and the invitation to each reseller it opened a portal for."""
        return self.filter(Q(seller_id=seller_id) | Q(inviter_id=seller_id))

    def about(self, buyer_id: int) -> Self:
        """Return those on the record of one customer or sub-reseller."""
        return self.filter(buyer_id=buyer_id)

    def matching(self, text: str) -> Self:
        """Return those with `text` in the recipient's name or address, or in the subject."""
        return self.filter(
            Q(recipient__icontains=text) | Q(recipient_name__icontains=text) | Q(subject__icontains=text)
        )


class Message(models.Model):
    """One mail to one recipient, made once per event and kind by the mail reader.

    `seller` is whose mail it is, `buyer` the account it is about; `inviter_id` is the parent account whose invitation
    to a portal of its own it carries, and who reads it too. `secret` is the part of `html` and `text` that opens an
    account; it is taken out of all three once the mail is sent. `due_at` is when a worker may take it: while one is
    sending it, when its lease ends.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    inviter_id = models.BigIntegerField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    recipient = models.CharField(max_length=254)
    recipient_name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10)
    sender = models.CharField(max_length=400)
    reply_to = models.CharField(max_length=254, blank=True, default="")
    message_id = models.CharField(max_length=300, unique=True)
    subject = models.CharField(max_length=200)
    html = models.TextField()
    text = models.TextField()
    secret = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=State)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="message_once_per_event_recipient_and_kind", fields=["seller", "event_id", "recipient", "kind"]
            ),
            models.CheckConstraint(name="message_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="message_is_due_while_it_waits",
                condition=Q(state__in=WAITING, due_at__isnull=False) | ~Q(state__in=WAITING) & Q(due_at__isnull=True),
            ),
            models.CheckConstraint(
                name="message_sent_has_a_time_and_no_secret",
                condition=Q(state=State.SENT, sent_at__isnull=False, secret="")
                | ~Q(state=State.SENT) & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(name="message_failed_says_why", condition=~Q(state=State.FAILED) | ~Q(error="")),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="message_mailbox"),
            models.Index(fields=["seller", "buyer", "-id"], name="message_of_buyer"),
            models.Index(
                fields=["inviter_id", "-id"], name="message_of_inviter", condition=Q(inviter_id__isnull=False)
            ),
            models.Index(fields=["due_at", "id"], name="message_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"

    @property
    def title(self) -> str:
        """What kind of mail this is, for people."""
        return str(BY_NAME[self.kind].title) if self.kind in BY_NAME else self.kind
