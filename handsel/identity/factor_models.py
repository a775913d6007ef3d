"""With what a person proves who they are, beside the password (USR-7)."""

from django.db import models


class Authenticator(models.Model):
    """The app that shows a person six digits, new every half minute.

    `sealed_secret` is what app and portal share. `last_step` is the half minute whose code was used last: no code
    works twice, and none before it.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="authenticators")
    sealed_secret = models.TextField()
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="authenticator_once_per_user", fields=["seller", "user"]),
        ]

    def __str__(self) -> str:
        return f"authenticator of user {self.user_id}"


class Passkey(models.Model):
    """A key in a device or password manager, which signs for one host of the portal. All texts are base64url.

    `sign_count` is how often it has signed, as far as it counts: a lower one later is the mark of a copy.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    host = models.CharField(max_length=253)
    credential = models.CharField(max_length=1400)
    public_key = models.TextField()
    sign_count = models.BigIntegerField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="passkey_once", fields=["seller", "credential"]),
        ]
        indexes = [models.Index(fields=["seller", "user"], name="passkey_of_user")]

    def __str__(self) -> str:
        return f"{self.name} of user {self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper that works once, for the day the phone is lost. Only its hash is kept."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_code_once_per_user", fields=["seller", "user", "digest"]),
        ]

    def __str__(self) -> str:
        return f"recovery code of user {self.user_id}"
