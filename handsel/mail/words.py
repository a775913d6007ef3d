"""The few words of our own that stand inside values: payment methods and roles, in the languages mails have."""

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
    },
}


def in_words(label: str, language: str) -> str:
    """Return `label`, as the program calls it in English, in `language`; a label without a translation stays."""
    return _WORDS.get(language, {}).get(label, label)
