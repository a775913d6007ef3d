"""`handsel import` says what it does with each row, and leaves with the truth."""

import csv
import io
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from handsel.accounts.models import Account
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message
from tests.accounts.importing_samples import sample, write

pytestmark = [pytest.mark.covers("ACC-22")]

FILE = "Customer ID,Company,Email,Password\n1,Café,ann@elan.example,x\n2,Inn,nonsense,x\n3,Café,ann@elan.example,x\n"
GOOD = "Customer ID,Company,Email\n1,Café,ann@elan.example\n"


def run(*arguments, into="kleinbach"):
    """Return exit code, standard output, and what was said besides."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import", *map(str, arguments), f"--into={into}", stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines(), [*err.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines(), err.getvalue().splitlines()


def count(actor, model=Account):
    with transaction.atomic(), scoped(actor.scope):
        return model.objects.filter(seller_id=actor.seller_id).count()


@pytest.mark.django_db
def test_a_dry_run_tells_the_fate_of_each_row_and_writes_nothing(cast, tmp_path):
    before = count(cast.karl)

    code, said, besides = run("customers", write(tmp_path, FILE), "--dry-run")

    assert code == 1
    assert said == [
        "row 2 (Café): new",
        "row 3 (Inn): refused: Email: Not a full e-mail address, such as name@example.com.",
        "row 4 (Café): same person as row 2",
        "1 would be new, 0 would be changed, 0 unchanged, 1 refused.",
        "3 rows are 1 person: 1 row is the same person as an earlier row, 1 row is refused.",
        "Refused once: Email: Not a full e-mail address, such as name@example.com.",
    ]
    assert besides == [
        "customers.csv: utf-8, comma, 4 columns, heading in line 1.",
        "Taken: Customer ID → external_number, Company → company_name, Email → email.",
        "Refused: the column 'Password' was not read, because passwords are never imported.",
        "3 rows",
        "1 row was refused.",
    ]
    assert count(cast.karl) == before


@pytest.mark.django_db
def test_the_second_run_says_that_nothing_is_new_and_nothing_changed(cast, tmp_path):
    path = write(tmp_path, GOOD)

    assert run("customers", path)[:2] == (0, ["1 new, 0 changed, 0 unchanged, 0 refused."])
    assert run("customers", path)[:2] == (0, ["0 new, 0 changed, 1 unchanged, 0 refused."])


@pytest.mark.django_db
def test_what_was_refused_is_written_to_a_file(cast, tmp_path):
    errors = tmp_path / "errors.csv"

    code, _, besides = run("customers", write(tmp_path, FILE), "--errors", errors)

    assert (code, besides[-1]) == (1, f"1 row was refused. {errors} says which and why.")
    with errors.open(encoding="utf-8") as stream:
        assert list(csv.DictReader(stream)) == [
            {
                "line": "3",
                "column": "Email",
                "reason": "Not a full e-mail address, such as name@example.com.",
                "value": "nonsense",
            }
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "into", "reason"),
    [
        (["nowhere.csv"], "kleinbach", "There is no file nowhere.csv."),
        (["good.csv"], "nobody", "No portal is called 'nobody', so there is nobody to import into."),
        (["good.csv", "--errors", "nowhere/e.csv"], "kleinbach", "The file of errors nowhere/e.csv cannot be written"),
        (["good.csv", "--lookup", "nowhere.csv"], "kleinbach", "There is no file nowhere.csv."),
        (["good.csv", "--encoding", "klingon"], "kleinbach", "There is no encoding called 'klingon'."),
        (["cards.csv"], "kleinbach", "The column 'card.number' holds card numbers"),
        (["products.csv"], "kleinbach", "The file holds products exported from Shopify, not customers"),
    ],
)
def test_what_cannot_start_says_why_and_leaves_with_2(cast, tmp_path, monkeypatch, arguments, into, reason):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, GOOD, "good.csv")
    write(tmp_path, "name,email,card.number\nAnn,a@b.example,4111111111111111\n", "cards.csv")
    write(tmp_path, "Handle,Title,Variant SKU\na,b,c\n", "products.csv")
    before = count(cast.karl)

    code, said, besides = run("customers", *arguments, into=into)

    assert (code, said) == (2, [])
    assert besides[-1].startswith(reason)
    assert count(cast.karl) == before


@pytest.mark.django_db
def test_a_name_can_not_be_missing(cast, tmp_path):
    code, _, besides = run("customers", write(tmp_path, GOOD), "--allow-missing=name")

    assert code != 0
    assert "invalid choice: 'name'" in besides[-1]


@pytest.mark.django_db
def test_a_file_without_rows_is_said_to_have_none(cast, tmp_path):
    code, said, _ = run("customers", write(tmp_path, "Company,Email\n"))

    assert (code, said[0]) == (0, "The file has no rows below its heading.")


@pytest.mark.django_db
def test_what_is_found_out_can_be_corrected(cast, tmp_path):
    path = write(tmp_path, "Klienci\nName;Email\nŁódź;l@example.com\n".encode("cp1250"))

    code, said, besides = run(
        "customers", path, "--dry-run", "--encoding=cp1250", "--delimiter=semicolon", "--heading-line=2"
    )

    assert (code, said[0]) == (0, "row 3 (Łódź): new")
    assert besides[0] == "customers.csv: cp1250, semicolon, 2 columns, heading in line 2."


@pytest.mark.django_db
def test_a_file_that_breaks_off_says_how_far_it_was_taken(cast, tmp_path, monkeypatch):
    from handsel.accounts.importing import opening, reading  # noqa: PLC0415
    from handsel.accounts.importing.limits import Limits  # noqa: PLC0415

    path = write(tmp_path, "Company,Email\n" + "".join(f"Shop {n},s{n}@example.com\n" for n in range(600)))
    rows = reading._rows

    def broken(messages):
        for number, row in enumerate(rows(messages)):
            if number == 550:
                raise reading.Unreadable(reading._too_slow(Limits().cpu_seconds))
            yield row

    monkeypatch.setattr(reading, "_rows", broken)
    assert opening.BATCH_ROWS == 500

    code, said, besides = run("customers", path)

    assert (code, said[0]) == (1, "500 new, 0 changed, 0 unchanged, 0 refused.")
    assert besides[-1].endswith("The 500 rows before were imported.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "file", "options", "code", "first", "second"),
    [
        ("customers", "adventureworks-lt/Customer.csv", [], 0,
         ["440 new, 0 changed, 0 unchanged, 0 refused.",
          "847 rows are 440 people: 407 rows are the same person as an earlier row."],
         ["0 new, 0 changed, 440 unchanged, 0 refused.",
          "847 rows are 440 people: 407 rows are the same person as an earlier row."]),
        ("resellers", "adventureworks-dw/DimReseller.csv", ["--lookup", "adventureworks-dw/DimGeography.csv"], 1,
         ["0 new, 0 changed, 0 unchanged, 701 refused.", "Refused 701 times: email: This is missing."],
         ["0 new, 0 changed, 0 unchanged, 701 refused.", "Refused 701 times: email: This is missing."]),
        ("resellers", "adventureworks-dw/DimReseller.csv",
         ["--lookup", "adventureworks-dw/DimGeography.csv", "--allow-missing", "email"], 0,
         ["701 new, 0 changed, 0 unchanged, 0 refused."], ["0 new, 0 changed, 701 unchanged, 0 refused."]),
        ("customers", "northwind/Customers.csv", [], 1,
         ["0 new, 0 changed, 0 unchanged, 91 refused.", "Refused 91 times: email: This is missing."],
         ["0 new, 0 changed, 0 unchanged, 91 refused.", "Refused 91 times: email: This is missing."]),
        ("customers", "northwind/Customers.csv", ["--allow-missing", "email"], 0,
         ["91 new, 0 changed, 0 unchanged, 0 refused."], ["0 new, 0 changed, 91 unchanged, 0 refused."]),
    ],
)  # fmt: skip
def test_real_lists_are_taken_and_the_second_time_nothing_is_new(cast, what, file, options, code, first, second):
    options = [sample(option) if "/" in option else option for option in options]

    assert run(what, sample(file), *options)[:2] == (code, first)
    assert run(what, sample(file), *options)[:2] == (code, second)


@pytest.mark.django_db
def test_eighteen_thousand_people_get_their_places_from_a_second_file(cast):
    file, places = sample("adventureworks-dw/DimCustomer.csv.gz"), sample("adventureworks-dw/DimGeography.csv")

    code, said, besides = run("customers", file, "--lookup", places, "--dry-run")

    assert (code, said[-1]) == (0, "18,484 would be new, 0 would be changed, 0 unchanged, 0 refused.")
    assert "City → city" in besides[1]
    assert besides[-4:] == ["5,000 rows", "10,000 rows", "15,000 rows", "18,484 rows"]


@pytest.mark.django_db
def test_places_looked_up_stand_on_the_account(cast):
    run("resellers", sample("adventureworks-dw/DimReseller.csv"), "--allow-missing=email",
        f"--lookup={sample('adventureworks-dw/DimGeography.csv')}", into="nordlicht")  # fmt: skip

    with transaction.atomic(), scoped(cast.nora.scope):
        shop = Account.objects.get(external_number="AW00000001")
    assert (shop.kind, shop.name, shop.city, shop.state, shop.country, shop.postcode) == (
        "reseller", "A Bike Store", "Seattle", "Washington", "US", "98104",
    )  # fmt: skip


@pytest.mark.django_db
def test_nobody_gets_a_mail_or_a_login_from_an_import(cast):
    users, mails = count(cast.karl, User), count(cast.karl, Message)

    run("customers", sample("adventureworks-lt/Customer.csv"))

    assert (count(cast.karl, User), count(cast.karl, Message)) == (users, mails)


@pytest.mark.parametrize(("content", "code"), [(GOOD, 0), (FILE, 1), ("a,b\n1,2\n", 2)])
def test_the_program_leaves_with_the_truth(committed_db, tmp_path, content, code):
    program = "import sys; from handsel.cli.main import main; main()"
    command = [sys.executable, "-c", program, "import", "customers", str(write(tmp_path, content)), "--into=kleinbach"]

    ended = subprocess.run(command, env=committed_db.env, capture_output=True, text=True, check=False)

    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr
