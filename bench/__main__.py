"""script/bench: run the named benchmarks, or all, and write what they found into docs/benchmarks.md."""

import sys
from collections.abc import Callable

from bench import cold_start, export, finding, funds, importing, listing, orders, prices, record, report, tags
from bench.frame import Result

BENCHMARKS: dict[str, tuple[str, Callable[[], Result]]] = {
    "orders": ("an order through three tiers: place, approve, settle", orders.run),
    "funds": ("one hot wallet that everybody credits at once", funds.run),
    "list": ("the customer list of a million customers", listing.run),
    "queues": ("the queues of orders, and search in them, at ten million orders", finding.run),
    "record": ("the record of a customer, section by section", record.run),
    "prices": ("a price list of 20,000 plans: its pages, and saving", prices.run),
    "tags": ("tag 100,000 customers, with their timeline", tags.run),
    "import": ("18,484 customers from a file, with all checks", importing.run),
    "export": ("an Excel file of a million customers", export.run),
    "cold-start": ("from the start of script/run to the first page", cold_start.run),
}


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    if names == ["--list"]:
        sys.exit("\n".join(f"{name:<12} {what}" for name, (what, _) in BENCHMARKS.items()))
    if unknown := [name for name in names if name not in BENCHMARKS]:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}.")
    for name in names:
        what, run = BENCHMARKS[name]
        print(f"{name}: {what}", flush=True)
        result = run()
        report.write(result)
        print(result.as_markdown(), flush=True)


if __name__ == "__main__":
    main()
