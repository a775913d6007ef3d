"""The few words of our own that stand inside values, such as payment methods and roles, in the languages of mails."""

_WORDS = {
    "de": {
        "Deposit": "Guthaben",
        "Cash": "Bar",
        "Credit card": "Kreditkarte",
        "Bank transfer": "Überweisung",
        "Cheque": "Scheck",
        "Owner": "Inhaber",
        "Manager": "Leitung",
        "Account manager": "Kundenbetreuung",
        "Finance": "Buchhaltung",
        "Support": "Support",
        "Read only": "Nur lesen",
        "Billing": "Rechnungen",
        "Buyer and billing": "Einkauf und Rechnungen",
        "Buyer": "Einkauf",
        "An authenticator app was added.": "Eine Authentifizierungs-App wurde hinzugefügt.",
        "An authenticator app was removed.": "Die Authentifizierungs-App wurde entfernt.",
        "A passkey was added.": "Ein Passkey wurde hinzugefügt.",
        "A passkey was removed.": "Ein Passkey wurde entfernt.",
        "Your second factor was taken away.": "Ihr zweiter Faktor wurde aufgehoben.",
        "New recovery codes were made.": "Neue Wiederherstellungscodes wurden erstellt.",
        "Signing in through a provider was linked.": "Die Anmeldung über einen Anbieter wurde verknüpft.",
    },
}


def in_words(label: str, language: str) -> str:
    """Return `label`, as the program calls it in English, in `language`; a label without a translation stays."""
    return _WORDS.get(language, {}).get(label, label)


LOGIN_CHANGES = {
    "user.factor_added:app": "An authenticator app was added.",
    "user.factor_removed:app": "An authenticator app was removed.",
    "user.factor_added:passkey": "A passkey was added.",
    "user.factor_removed:passkey": "A passkey was removed.",
    "user.factor_reset": "Your second factor was taken away.",
    "user.recovery_codes_renewed": "New recovery codes were made.",
    "user.provider_linked": "Signing in through a provider was linked.",
}
"""Event, and which second factor it is about -> what to tell the person."""

WAYS_IN_CHANGED = {which.partition(":")[0] for which in LOGIN_CHANGES}
"""The events that these are."""
