"""Outside providers that vouch for people, and whom each has vouched for (USR-7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from handsel.kernel.operation import chosen


class SignInProvider(models.Model):
    """An OpenID Connect provider through which people of one portal sign in.

    `issuer` is its address. `domains` are those of the e-mail addresses it may vouch for, all when empty.
    `links_by_email` lets it vouch for who has not come through it before, by a verified e-mail address.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=300)
    sealed_secret = models.TextField()
    for_console = models.BooleanField()
    for_storefront = models.BooleanField()
    domains = ArrayField(models.CharField(max_length=253), default=list)
    links_by_email = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name=chosen("sign_in_provider_name_once"), fields=["seller", "name"]),
            models.CheckConstraint(
                name="sign_in_provider_is_for_a_face", condition=Q(for_console=True) | Q(for_storefront=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderLink(models.Model):
    """Whom `subject` at a provider is here. The e-mail address there may change; this does not."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    provider = models.ForeignKey(SignInProvider, models.CASCADE, related_name="links")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="provider_links")
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="provider_link_subject_once", fields=["seller", "provider", "subject"]),
            models.UniqueConstraint(name="provider_link_user_once", fields=["seller", "provider", "user"]),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} at {self.provider_id}"
