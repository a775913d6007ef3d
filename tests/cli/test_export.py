"""`handsel export` writes a list into a file, whole or not at all (ACC-13)."""

import io

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ACC-13")]


def run(output, *arguments, what="customers", seller="kleinbach"):
    """Return exit code and what was said."""
    out = io.StringIO()
    try:
        call_command("export", what, *arguments, f"--seller={seller}", f"--output={output}", stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue().strip()


def rows(path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_a_list_is_written_with_the_columns_that_are_asked_for(cast, tmp_path):
    file = tmp_path / "list.xlsx"

    code, said = run(file, "--columns=email,number")

    assert (code, said) == (0, f"1 row written to {file}.")
    assert rows(file)[0] == ["Name", "E-mail", "Number"]
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_filters_are_those_of_the_list(cast, tmp_path):
    file = tmp_path / "list.xlsx"

    assert run(file, "--filter=joined.before=2000-01-01")[0] == 0
    assert len(rows(file)) == 1
    assert run(file, "--search=bak", "--sort=-joined")[0] == 0
    assert len(rows(file)) == 2


def test_resellers_are_a_list_too(cast, tmp_path):
    file = tmp_path / "list.xlsx"

    assert run(file, what="resellers", seller="nordlicht")[0] == 0
    assert rows(file)[1][0] == "Kleinbach"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--filter=nonsense.is=1"], "There is no field “nonsense” to search by."),
        (["--filter=country"], "'country' is no filter; write one like country.is=DE."),
        (["--filter=country.is=Narnia"], "Country: “Narnia” is none of its choices."),
        (["--columns=shoe_size"], "There is no column 'shoe_size'."),
        (["--sort=shoe_size"], "The list cannot be sorted by “shoe_size”."),
    ],
)
def test_what_cannot_be_asked_for_writes_nothing(cast, tmp_path, arguments, said):
    assert run(tmp_path / "list.xlsx", *arguments) == (2, said)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_seller_is_named(cast, tmp_path):
    assert run(tmp_path / "list.xlsx", seller="nobody") == (2, "No portal is called 'nobody'.")


def test_a_file_that_cannot_be_written_is_named(cast, tmp_path):
    file = tmp_path / "missing" / "list.xlsx"

    assert run(file) == (2, f"{file} cannot be written: No such file or directory.")


def test_a_fault_on_the_way_leaves_no_half_file(cast, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("handsel.cli.management.commands.export.write_list", fail)

    with pytest.raises(ZeroDivisionError):
        run(tmp_path / "list.xlsx")
    assert list(tmp_path.iterdir()) == []
