"""`handsel --help` tells the commands of this program and no others (OPS-1)."""

from handsel.cli.overview import overview


def test_the_overview_tells_each_command_of_this_program_in_one_line():
    lines = overview().splitlines()

    assert lines[0] == "usage: handsel COMMAND [options]"
    commands = [line.split()[0] for line in lines if line.startswith("  ")]
    assert {"demo", "export", "found", "import", "migrate", "openapi", "prove", "up", "web", "worker"} <= set(commands)
    assert {"shell", "runserver", "flush", "createsuperuser"}.isdisjoint(commands)
    assert max(map(len, lines)) <= 120
