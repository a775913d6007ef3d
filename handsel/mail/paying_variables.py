"""What mails can say of a payment that is waited for: how to pay, what was announced and not found (BIL-3, FUN-7)."""

from datetime import date

from handsel.kernel.money import Money
from handsel.mail.variables import Table, Type, Variable

PAYING = (
    Variable("payment.reference", Type.TEXT, "What the buyer writes on the payment", "RF42 1007 UH7K", optional=True),
    Variable("payment.account_holder", Type.TEXT, "Whose bank account it is", "Kleinbach IT", optional=True),
    Variable("payment.iban", Type.TEXT, "Your IBAN", "DE89 3704 0044 0532 0130 00", optional=True),
    Variable("payment.bic", Type.TEXT, "Your BIC", "COBADEFF", optional=True),
    Variable("payment.bank", Type.TEXT, "Your bank", "Sparkasse", optional=True),
    Table(
        "payment.lines",
        "Your payment instructions, line by line, while the order waits for money",
        (Variable("text", Type.TEXT, "The line", ""),),
        ({"text": "Please transfer €124.50 within two weeks."},),
    ),
)
DECLINED = (
    Variable("payment.amount", Type.MONEY, "What was announced", Money(50_000, "EUR")),
    Variable("payment.sent_on", Type.DAY, "The day it was sent, as announced", date(2026, 11, 20)),
    Variable("payment.reference", Type.TEXT, "The reference, as announced", "RF42 1007"),
    Variable("payment.reason", Type.TEXT, "Your reason", "It is not on our bank statement"),
    Variable(
        "wallet.url",
        Type.LINK,
        "The wallet's page, for who can log in",
        "https://kleinbach.example/funds/",
        optional=True,
    ),
)
RECEIVED = (
    Variable("payment.amount", Type.MONEY, "What came in", Money(50_000, "EUR")),
    Variable("payment.received_on", Type.DAY, "The day it came in", date(2026, 11, 20)),
    Variable("payment.method", Type.TEXT, "How it was paid", "Bank transfer"),
    Variable("payment.reference", Type.TEXT, "The payer's reference", "RE-2026-118", optional=True),
    Variable("payment.note", Type.TEXT, "Your note to the payer", "Thank you!", optional=True),
    Variable("payment.receipt", Type.TEXT, "The receipt's number", "42"),
)
