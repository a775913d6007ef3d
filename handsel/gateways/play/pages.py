"""The test gateway's pages: where a card is typed, with the numbers that can be, and a word that it is play money."""

from collections.abc import Mapping
from html import escape

from handsel.gateways.play.book import Row
from handsel.gateways.play.numbers import MAGIC
from handsel.kernel.money import Money

FAULTS = {
    "number": "This is no card number. Choose one from the list below.",
    "expiry": "Enter the month and the year, such as 12/30.",
    "expired": "This card has expired.",
    "declined": "The bank declined this card. Try another.",
    "insufficient_funds": "There is too little money on this card. Try another.",
    "not_confirmed": "The payment was not confirmed at the bank. Try again, or take another card.",
}

STYLE = """
:root { color-scheme: light dark; --ink: #1f2937; --pale: #f3f4f6; --card: #fff; --line: #d1d5db; --deep: #4338ca; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e5e7eb; --pale: #111827; --card: #1f2937; --line: #4b5563; --deep: #6366f1; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--pale); }
.banner { padding: .6rem 1rem; background: #fbbf24; color: #1f2937; text-align: center; font-weight: 600; }
main { max-width: 30rem; margin: 2rem auto; padding: 1.5rem; background: var(--card);
       border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; }
.amount { font-size: 2rem; font-weight: 700; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { width: 100%; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent;
        border: 1px solid var(--line); border-radius: .5rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
button { width: 100%; margin-top: 1.25rem; padding: .7rem; font: inherit; font-weight: 600; color: #fff;
         background: var(--deep); border: 0; border-radius: .5rem; cursor: pointer; }
button.back { margin-top: .5rem; color: inherit; background: none; font-weight: 400; text-decoration: underline; }
button.no { margin-top: .5rem; color: inherit; background: none; border: 1px solid var(--line); }
.bank { margin: 0 0 1rem; padding-bottom: .5rem; border-bottom: 2px solid var(--deep); font-weight: 700; }
.small { margin: 1.25rem 0 0; font-size: .875rem; opacity: .8; }
.fault { margin: 1rem 0 0; padding: .6rem .75rem; color: #991b1b; background: #fee2e2; border-radius: .5rem; }
details { margin-top: 1.5rem; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
td { padding: .35rem .25rem; border-top: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
"""


def typing_page(form: Row, fault: str, typed: Mapping[str, str]) -> str:
    """Return the page on which a card is typed."""
    amount = form.get("amount")
    money = str(Money(amount, form["currency"])) if amount is not None else ""
    told = f'<p class="amount">{escape(money)}</p>' if money else ""
    said = f'<p class="fault" role="alert">{escape(FAULTS.get(fault, fault))}</p>' if fault else ""
    deed = f"Pay {money}" if money else "Save card"
    rows = "".join(f"<tr><td>{card.grouped}</td><td>{escape(card.told)}</td></tr>" for card in MAGIC)
    return _page(
        form["description"],
        f"""
<h1>{escape(form["description"])}</h1>{told}{said}
<form method="post" autocomplete="off">
  <label for="number">Card number</label>
  <input id="number" name="number" inputmode="numeric" autofocus required value="{escape(typed.get("number", ""))}">
  <div class="pair">
    <div><label for="expiry">Expires</label>
      <input id="expiry" name="expiry" placeholder="12/30" required value="{escape(typed.get("expiry", ""))}"></div>
    <div><label for="code">Code</label><input id="code" name="code" inputmode="numeric" placeholder="123"></div>
  </div>
  <button>{escape(deed)}</button>
</form>
<form method="post"><button class="back" name="back" value="1">Go back without paying</button></form>
<details open><summary>Numbers that you can type here</summary><table>{rows}</table>
<p>The expiry is any month to come, the code any three digits.</p></details>""",
    )


def bank_page(title: str, money: str) -> str:
    """Return the bank's page on which a cardholder agrees, as 3-D Secure shows it."""
    told = f'<p class="amount">{escape(money)}</p>' if money else ""
    return _page(
        "Your bank",
        f"""
<p class="bank">Bank of Play</p>
<h1>Was it you?</h1>
<p>A shop wants {"to charge your card" if money else "to keep your card for later payments"}.</p>{told}
<p class="small">{escape(title)}</p>
<form method="post">
  <button name="answer" value="confirm" autofocus>Yes, confirm</button>
  <button class="no" name="answer" value="refuse">No, refuse</button>
  <button class="back" name="answer" value="leave">Leave without an answer</button>
</form>
<p class="small">A real bank asks here for a code or for its app. At this one, a click will do.</p>""",
    )


def gone_page() -> str:
    """Return the page for an address that is none."""
    return _page(
        "Test gateway", "<h1>Test gateway</h1><p>There is nothing at this address. Begin again in the shop.</p>"
    )


def _page(title: str, inner: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head><body>'
        '<p class="banner" role="note">Test gateway: this is play money. Never type a real card here.</p>'
        f"<main>{inner}</main></body></html>"
    )
